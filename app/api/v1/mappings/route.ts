import { route } from "@/app/door";
import { listMappingsCall } from "@/app/operations/mappings";
import { listMappings } from "@/lib/intake/read-mappings";

export const GET = route(listMappingsCall, ({ actor, query }) => listMappings(actor, query));
