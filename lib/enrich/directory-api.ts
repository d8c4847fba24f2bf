import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { getJson, sendJson } from "@/lib/fetch";
import { Directory } from "./directory-schema";

const DIRECTORY = "/api/v1/directory";

export const DirectoryList = z.object({ items: z.array(Directory), nextCursor: z.null() });
export type DirectoryList = z.infer<typeof DirectoryList>;

export const directoryUploadUrl = (filename: string): string =>
  `${DIRECTORY}?${new URLSearchParams({ filename })}`;

const forTenant = (tenant: string) => new URLSearchParams({ tenant });
export const directoryRejectsUrl = (tenant: string): string => `${DIRECTORY}/rejects?${forTenant(tenant)}`;

export const directoriesOptions = () =>
  queryOptions({ queryKey: ["directories"], queryFn: () => getJson(DIRECTORY, DirectoryList) });

export const removeDirectoryOf = (tenant: string) =>
  sendJson("DELETE", `${DIRECTORY}?${forTenant(tenant)}`, undefined, Directory);
