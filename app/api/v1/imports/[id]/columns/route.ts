import { route } from "@/app/door";
import { readColumnsCall } from "@/app/operations/mappings";
import { readColumns } from "@/lib/intake/run-columns";

export const GET = route(readColumnsCall, ({ actor, params, query }) => readColumns(actor, params.id, query));
