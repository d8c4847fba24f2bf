import { route } from "@/app/door";
import { readImportCall, removeImportCall } from "@/app/operations/imports";
import { jsonAnswer } from "@/lib/http";
import { readImport } from "@/lib/intake/read";
import { removeImport } from "@/lib/intake/run-request";

export const GET = route(readImportCall, ({ actor, params }) => readImport(actor, params.id));

export const DELETE = route(removeImportCall, async ({ actor, params }) =>
  jsonAnswer(await removeImport(actor, params.id), { status: 202 }),
);
