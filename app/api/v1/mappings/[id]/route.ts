import { route } from "@/app/door";
import { forgetMappingCall } from "@/app/operations/mappings";
import { forgetMapping } from "@/lib/intake/run-mapping";

export const DELETE = route(forgetMappingCall, ({ actor, params }) => forgetMapping(actor, params.id));
