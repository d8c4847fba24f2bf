import { route } from "@/app/door";
import { readRejectsCall } from "@/app/operations/imports";
import { linesAnswer } from "@/lib/http";
import { readRejects } from "@/lib/intake/read";

export const GET = route(readRejectsCall, ({ actor, params }) => linesAnswer(readRejects(actor, params.id)));
