import { route } from "@/app/door";
import { previewMappingCall } from "@/app/operations/mappings";
import { previewMapping } from "@/lib/intake/run-columns";

export const POST = route(previewMappingCall, ({ actor, params, body }) =>
  previewMapping(actor, params.id, body),
);
