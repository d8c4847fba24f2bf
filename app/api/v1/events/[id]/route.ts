import { route } from "@/app/door";
import { readEventCall } from "@/app/operations/events";
import { readEvent } from "@/lib/insight/run-events";

export const GET = route(readEventCall, ({ actor, params }) => readEvent(actor, params.id));
