import { queryOptions } from "@tanstack/react-query";
import { getJson, sendJson } from "@/lib/fetch";
import {
  Alert,
  AlertFacets,
  AlertHistory,
  AlertList,
  AlertNameList,
  BulkResult,
  type Ruling,
} from "./schema";

/** What the address of a list holds: every filter of AlertQuery as text. */
export type AlertView = Partial<
  Record<
    | "status"
    | "severity"
    | "classification"
    | "rule"
    | "origin"
    | "from"
    | "to"
    | "suppressed"
    | "sort"
    | "order"
    | "limit"
    | "cursor",
    string
  >
>;
export type AlertNameView = Partial<Record<"scope" | "answer" | "limit" | "cursor", string>>;

function searchOf(view: Record<string, string | undefined>): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(view)) if (value) search.set(key, value);
  return search.size > 0 ? `?${search}` : "";
}

export const alertsOptions = (view: AlertView = {}) =>
  queryOptions({
    queryKey: ["alerts", view],
    queryFn: () => getJson(`/api/v1/alerts${searchOf(view)}`, AlertList),
  });

export const alertOptions = (id: string) =>
  queryOptions({ queryKey: ["alert", id], queryFn: () => getJson(`/api/v1/alerts/${id}`, Alert) });

export const alertNamesOptions = (id: string, view: AlertNameView = {}) =>
  queryOptions({
    queryKey: ["alert", id, "names", view],
    queryFn: () => getJson(`/api/v1/alerts/${id}/names${searchOf(view)}`, AlertNameList),
  });

export const alertFacetsOptions = (id: string) =>
  queryOptions({
    queryKey: ["alert", id, "facets"],
    queryFn: () => getJson(`/api/v1/alerts/${id}/facets`, AlertFacets),
  });

export const alertHistoryOptions = (id: string) =>
  queryOptions({
    queryKey: ["alert", id, "history"],
    queryFn: () => getJson(`/api/v1/alerts/${id}/history`, AlertHistory),
  });

/** Rules on the version that the page showed; throws AppError `stale` when somebody else was quicker. */
export const sendRuling = (id: string, version: number, ruling: Ruling): Promise<Alert> =>
  sendJson("PATCH", `/api/v1/alerts/${id}`, ruling, Alert, { "if-match": `"${version}"` });

export const sendRulings = (ids: string[], ruling: Ruling): Promise<BulkResult> =>
  sendJson("POST", "/api/v1/alerts/bulk", { ids, ...ruling }, BulkResult);
