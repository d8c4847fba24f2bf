import { route } from "@/app/door";
import { replayImportCall } from "@/app/operations/imports";
import { jsonAnswer } from "@/lib/http";
import { replayImport } from "@/lib/intake/run-request";

export const POST = route(replayImportCall, async ({ actor, params, body }) =>
  jsonAnswer(await replayImport(actor, params.id, body), { status: 202 }),
);
