import { queryOptions } from "@tanstack/react-query";
import { getJson } from "@/lib/fetch";
import { type BucketSize, OriginReport, Timeline } from "./schema";

/** A timeline's address: what the page links to is what it asks for. */
export type TimelineView = { from?: string; to?: string; bucket?: BucketSize };

export function timelineUrl(origin: string, view: TimelineView): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(view)) if (value) search.set(key, value);
  return `/api/v1/origins/${encodeURIComponent(origin)}/timeline?${search}`;
}

export const timelineOptions = (origin: string, view: TimelineView) =>
  queryOptions({
    queryKey: ["timeline", origin, view],
    queryFn: () => getJson(timelineUrl(origin, view), Timeline),
  });

export const originOptions = (origin: string) =>
  queryOptions({
    queryKey: ["origin", origin],
    queryFn: () => getJson(`/api/v1/origins/${encodeURIComponent(origin)}`, OriginReport),
  });
