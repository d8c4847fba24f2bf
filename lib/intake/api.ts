import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { getJson } from "@/lib/fetch";
import { Import } from "./schema";

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
