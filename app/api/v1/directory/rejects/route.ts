import { route } from "@/app/door";
import { readDirectoryRejectsCall } from "@/app/operations/directory";
import { readDirectoryRejects } from "@/lib/enrich/run-directory-read";
import { linesAnswer } from "@/lib/http";

export const GET = route(readDirectoryRejectsCall, ({ actor, query }) =>
  linesAnswer(readDirectoryRejects(actor, query)),
);
