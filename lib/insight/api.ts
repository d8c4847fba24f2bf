import { queryOptions } from "@tanstack/react-query";
import { getJson } from "@/lib/fetch";
import { Choice } from "./choice-schema";
import { Manner } from "./manner-schema";
import { type BucketSize, OriginReport, Timeline } from "./schema";
import { Visibility } from "./visibility-schema";
import { Whereabouts } from "./where-schema";

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

/** Half-open; absent ends mean all rows of the origin. */
export type WhereView = { from?: string; to?: string };

export const whereOptions = (origin: string, view: WhereView = {}) =>
  queryOptions({
    queryKey: ["whereabouts", origin, view],
    queryFn: () =>
      getJson(
        `/api/v1/origins/${encodeURIComponent(origin)}/whereabouts?${new URLSearchParams(view)}`,
        Whereabouts,
      ),
  });

export const mannerOptions = (alertId: string) =>
  queryOptions({
    queryKey: ["alert", alertId, "manner"],
    queryFn: () => getJson(`/api/v1/alerts/${alertId}/manner`, Manner),
  });

export const choiceOptions = (alertId: string) =>
  queryOptions({
    queryKey: ["alert", alertId, "choice"],
    queryFn: () => getJson(`/api/v1/alerts/${alertId}/choice`, Choice),
  });

export const alertVisibilityOptions = (alertId: string) =>
  queryOptions({
    queryKey: ["alert", alertId, "visibility"],
    queryFn: () => getJson(`/api/v1/alerts/${alertId}/visibility`, Visibility),
  });
