import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { getJson, sendJson } from "@/lib/fetch";
import { Import, Removal, type Replay } from "./schema";

const POLL_MS = 1000;

export const ImportList = z.object({ items: z.array(Import), nextCursor: z.string().nullable() });
export type ImportList = z.infer<typeof ImportList>;

/** Whether an import is still on its way, or on its way out: pages ask again until it is not. */
export const isUnderWay = ({ status, task }: Pick<Import, "status" | "task">): boolean =>
  task !== null || (status !== "done" && status !== "failed");

export const importsUrl = (cursor?: string): string =>
  `/api/v1/imports${cursor === undefined ? "" : `?${new URLSearchParams({ cursor })}`}`;

export const importsOptions = (cursor?: string) =>
  queryOptions({
    queryKey: ["imports", cursor ?? null],
    queryFn: () => getJson(importsUrl(cursor), ImportList),
    refetchInterval: ({ state }) => (state.data?.items.some(isUnderWay) ? POLL_MS : false),
  });

export const importOptions = (id: string) =>
  queryOptions({
    queryKey: ["import", id],
    queryFn: () => getJson(`/api/v1/imports/${encodeURIComponent(id)}`, Import),
    refetchInterval: ({ state }) => (state.data && !isUnderWay(state.data) ? false : POLL_MS),
  });

const importUrl = (id: string, what = ""): string => `/api/v1/imports/${encodeURIComponent(id)}${what}`;

/** What removing an import would do, counted when somebody is about to. */
export const removalOptions = (id: string) =>
  queryOptions({
    queryKey: ["removal", id],
    queryFn: () => getJson(importUrl(id, "/removal"), Removal),
    staleTime: 0,
  });

/** What may be asked of an import; each answers with the import as it is then. */
export const askOfImport = {
  cancel: (id: string) => sendJson("POST", importUrl(id, "/cancel"), undefined, Import),
  retry: (id: string) => sendJson("POST", importUrl(id, "/retry"), undefined, Import),
  replay: (id: string, choice: Replay) => sendJson("POST", importUrl(id, "/replay"), choice, Import),
  remove: (id: string) => sendJson("DELETE", importUrl(id), undefined, Import),
};
