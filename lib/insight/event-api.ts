import { queryOptions } from "@tanstack/react-query";
import { getJson, getText } from "@/lib/fetch";
import { EventDetail, EventFacets, EventList } from "./event-schema";

/** What the address of a search holds: every filter of EventQuery as text. */
export type EventView = Partial<
  Record<
    | "from"
    | "to"
    | "origin"
    | "account"
    | "code"
    | "vector"
    | "answer"
    | "app"
    | "agent"
    | "import"
    | "limit"
    | "cursor",
    string
  >
>;

function searchOf(view: EventView): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(view)) if (value) search.set(name, value);
  return search.size > 0 ? `?${search}` : "";
}

/** A search without its page: what facets and exports are asked with. */
function filterOf({ limit: _, cursor: __, ...filter }: EventView): EventView {
  return filter;
}

export const eventsOptions = (view: EventView) =>
  queryOptions({
    queryKey: ["events", view],
    queryFn: () => getJson(`/api/v1/events${searchOf(view)}`, EventList),
  });

export const eventFacetsOptions = (view: EventView) =>
  queryOptions({
    queryKey: ["event-facets", filterOf(view)],
    queryFn: () => getJson(`/api/v1/events/facets${searchOf(filterOf(view))}`, EventFacets),
  });

export const eventOptions = (id: string) =>
  queryOptions({ queryKey: ["event", id], queryFn: () => getJson(`/api/v1/events/${id}`, EventDetail) });

export const originalUrl = (id: string): string => `/api/v1/events/${id}/raw`;

export const originalOptions = (id: string) =>
  queryOptions({ queryKey: ["event", id, "raw"], queryFn: () => getText(originalUrl(id)), retry: false });

export const exportUrl = (view: EventView, format: "csv" | "ndjson"): string =>
  `/api/v1/events.${format}${searchOf(filterOf(view))}`;
