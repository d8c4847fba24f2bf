import { route } from "@/app/door";
import { readEventFacetsCall } from "@/app/operations/events";
import { readEventFacets } from "@/lib/insight/run-facets";

export const GET = route(readEventFacetsCall, ({ actor, query, request }) =>
  readEventFacets(actor, query, request.signal),
);
