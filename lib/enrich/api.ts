import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { getJson, sendBody, sendJson } from "@/lib/fetch";
import { Network, type NetworkKind, NetworkReceipt, PlaceDatabase } from "./schema";

const NetworkPage = z.object({ items: z.array(Network), nextCursor: z.string().nullable() });

export type NetworkView = { kind?: NetworkKind; cursor?: string };

export const networksOptions = (view: NetworkView = {}) =>
  queryOptions({
    queryKey: ["networks", view],
    queryFn: () => getJson(`/api/v1/networks?${new URLSearchParams(view)}`, NetworkPage),
  });

export type NetworkDraft = {
  network: string;
  kind: NetworkKind;
  label: string;
  owner: string;
  note: string;
  expiresAt: string | null;
};

export const sendNetwork = (draft: NetworkDraft): Promise<Network> =>
  sendJson("POST", "/api/v1/networks", draft, Network);

export const dropNetwork = (id: string): Promise<Network> =>
  sendJson("DELETE", `/api/v1/networks/${id}`, undefined, Network);

export const sendList = (text: string, shared: Record<string, string>): Promise<NetworkReceipt> =>
  sendBody(`/api/v1/networks/import?${new URLSearchParams(shared)}`, text, NetworkReceipt);

export const sendPlaces = (file: File): Promise<PlaceDatabase> =>
  sendBody(`/api/v1/place-databases?filename=${encodeURIComponent(file.name)}`, file, PlaceDatabase);

export const dropPlaces = (id: string): Promise<PlaceDatabase> =>
  sendJson("DELETE", `/api/v1/place-databases/${id}`, undefined, PlaceDatabase);
