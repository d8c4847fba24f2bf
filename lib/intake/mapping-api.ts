import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { getJson, sendJson } from "@/lib/fetch";
import type { MappingInput } from "@/lib/source/mapping";
import { Columns, KeptMapping, MappingPreview } from "./mapping-schema";
import { Import } from "./schema";

const urlOf = (id: string, what: string) => `/api/v1/imports/${encodeURIComponent(id)}/${what}`;

/** The columns of a table whose header nobody knows. */
export const columnsOptions = (id: string) =>
  queryOptions({
    queryKey: ["columns", id],
    queryFn: () => getJson(urlOf(id, "columns"), Columns),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });

/** What the first rows would be by a mapping; the last answer stays while the next is on its way. */
export const previewOptions = (id: string, mapping: MappingInput | null) =>
  queryOptions({
    queryKey: ["mapping-preview", id, mapping],
    queryFn: () => sendJson("POST", urlOf(id, "mapping/preview"), mapping, MappingPreview),
    enabled: mapping !== null,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });

export const sendMapping = (id: string, mapping: MappingInput) =>
  sendJson("PUT", urlOf(id, "mapping"), mapping, Import);

export const KeptMappings = z.object({ items: z.array(KeptMapping), nextCursor: z.string().nullable() });
export type KeptMappings = z.infer<typeof KeptMappings>;

export const mappingsOptions = () =>
  queryOptions({
    queryKey: ["mappings"],
    queryFn: () => getJson("/api/v1/mappings?limit=1000", KeptMappings),
  });

export const forgetMappingOf = (id: string) =>
  sendJson("DELETE", `/api/v1/mappings/${encodeURIComponent(id)}`, undefined, KeptMapping);
