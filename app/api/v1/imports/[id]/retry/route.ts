import { route } from "@/app/door";
import { retryImportCall } from "@/app/operations/imports";
import { jsonAnswer } from "@/lib/http";
import { retryImport } from "@/lib/intake/run-request";

export const POST = route(retryImportCall, async ({ actor, params }) =>
  jsonAnswer(await retryImport(actor, params.id), { status: 202 }),
);
