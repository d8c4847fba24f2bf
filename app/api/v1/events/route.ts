import { route } from "@/app/door";
import { searchEventsCall } from "@/app/operations/events";
import { searchEvents } from "@/lib/insight/run-events";

export const GET = route(searchEventsCall, ({ actor, query, request }) =>
  searchEvents(actor, query, request.signal),
);
