import { route } from "@/app/door";
import { readOriginCall } from "@/app/operations/origins";
import { readOrigin } from "@/lib/insight/origins";

export const GET = route(readOriginCall, ({ actor, params }) => readOrigin(actor, params.origin));
