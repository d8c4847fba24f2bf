import { queryOptions } from "@tanstack/react-query";
import { type NewTick, Tick } from "@/lib/alert/tick-schema";
import { getJson, sendJson } from "@/lib/fetch";
import { Guide } from "./guide-schema";
import { AlertSources } from "./sources-schema";
import { AlertUses } from "./uses-schema";

export const guideOptions = (alertId: string) =>
  queryOptions({
    queryKey: ["alert", alertId, "guide"],
    queryFn: () => getJson(`/api/v1/alerts/${alertId}/guide`, Guide),
  });

/** Throws AppError `stale` when somebody else touched the step since `seen`. */
export const sendTick = (alertId: string, tick: NewTick): Promise<Tick> =>
  sendJson("POST", `/api/v1/alerts/${alertId}/guide`, tick, Tick);

export const sourcesOptions = (alertId: string) =>
  queryOptions({
    queryKey: ["alert", alertId, "sources"],
    queryFn: () => getJson(`/api/v1/alerts/${alertId}/sources`, AlertSources),
  });

export const usesOptions = (alertId: string) =>
  queryOptions({
    queryKey: ["alert", alertId, "uses"],
    queryFn: () => getJson(`/api/v1/alerts/${alertId}/uses`, AlertUses),
  });
