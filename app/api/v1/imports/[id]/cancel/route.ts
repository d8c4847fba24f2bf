import { route } from "@/app/door";
import { cancelImportCall } from "@/app/operations/imports";
import { jsonAnswer } from "@/lib/http";
import { cancelImport } from "@/lib/intake/run-request";

export const POST = route(cancelImportCall, async ({ actor, params }) =>
  jsonAnswer(await cancelImport(actor, params.id), { status: 202 }),
);
