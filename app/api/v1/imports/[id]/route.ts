import { route } from "@/app/door";
import { readImportCall } from "@/app/operations/imports";
import { readImport } from "@/lib/intake/read";

export const GET = route(readImportCall, ({ actor, params }) => readImport(actor, params.id));
