import { route } from "@/app/door";
import { saveMappingCall } from "@/app/operations/mappings";
import { jsonAnswer } from "@/lib/http";
import { saveMapping } from "@/lib/intake/run-mapping";

export const PUT = route(saveMappingCall, async ({ actor, params, body }) =>
  jsonAnswer(await saveMapping(actor, params.id, body), { status: 202 }),
);
