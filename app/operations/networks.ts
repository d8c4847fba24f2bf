import { z } from "zod";
import { NetworkImportQuery, NewNetwork } from "@/lib/enrich/new-network";
import { Network, NetworkKind, NetworkQuery, NetworkReceipt, PlaceDatabase } from "@/lib/enrich/schema";
import { Visibility } from "@/lib/insight/visibility-schema";
import { ById, listOf, type Operation } from "./operation";

const tag = "networks";

export const listNetworksCall = {
  id: "listNetworks",
  method: "get",
  path: "/api/v1/networks",
  tag,
  summary: "The lists of networks, line by line",
  description:
    "What sources are by what administrators keep: own egress, partners, VPN, Tor, hosting and others.",
  query: NetworkQuery,
  answers: { 200: { description: "One page of lines.", schema: listOf(Network) } },
} satisfies Operation;

export const saveNetworkCall = {
  id: "saveNetwork",
  method: "post",
  path: "/api/v1/networks",
  tag,
  summary: "Add a range or an AS number to a list, or change its line",
  description:
    "A network stands in one list: 409 where it is in one of another kind. The longest range that holds an address " +
    "decides, then its AS number. Rules that weigh sources are evaluated anew in the background.",
  body: NewNetwork,
  answers: { 200: { description: "The line.", schema: Network } },
  problems: [409],
} satisfies Operation;

export const removeNetworkCall = {
  id: "removeNetwork",
  method: "delete",
  path: "/api/v1/networks/{id}",
  tag,
  summary: "Take a line out of its list",
  params: ById,
  answers: { 200: { description: "The line that is gone.", schema: Network } },
  problems: [404],
} satisfies Operation;

export const importNetworksCall = {
  id: "importNetworks",
  method: "post",
  path: "/api/v1/networks/import",
  tag,
  summary: "Read a whole list, as the raw body",
  description:
    "One range, address or AS number (AS64496) a line, `#` or `;` begins a comment, which becomes the note; or CSV " +
    "under a head that begins with `network`, as the export writes it. Bad lines are rejected one by one. " +
    "`replace=true` takes away what stands under this kind and label and not in the file.",
  query: NetworkImportQuery,
  isUpload: true,
  answers: { 200: { description: "What became of each line.", schema: NetworkReceipt } },
  problems: [413],
} satisfies Operation;

export const exportNetworksCall = {
  id: "exportNetworks",
  method: "get",
  path: "/api/v1/networks.csv",
  tag,
  summary: "The lists as CSV that reads back the same",
  query: z.object({ kind: NetworkKind }).partial(),
  answers: { 200: { description: "RFC 4180 in UTF-8.", type: "text/csv", schema: z.string() } },
} satisfies Operation;

export const listPlaceDatabasesCall = {
  id: "listPlaceDatabases",
  method: "get",
  path: "/api/v1/place-databases",
  tag,
  summary: "The databases of places, in the order in which they are asked",
  answers: {
    200: { description: "All of them.", schema: z.object({ items: z.array(PlaceDatabase) }) },
  },
} satisfies Operation;

export const addPlaceDatabaseCall = {
  id: "addPlaceDatabase",
  method: "post",
  path: "/api/v1/place-databases",
  tag,
  summary: "Supply an MMDB of countries or networks, as the raw body",
  description:
    "It is kept in the data folder and read there; nothing is asked of a network. The same bytes again change nothing.",
  query: z.object({ filename: z.string().min(1).max(300) }),
  isUpload: true,
  answers: { 200: { description: "The database.", schema: PlaceDatabase } },
  problems: [413],
} satisfies Operation;

export const removePlaceDatabaseCall = {
  id: "removePlaceDatabase",
  method: "delete",
  path: "/api/v1/place-databases/{id}",
  tag,
  summary: "Ask a database of places no more",
  params: ById,
  answers: { 200: { description: "The database that is gone.", schema: PlaceDatabase } },
  problems: [404],
} satisfies Operation;

export const readVisibilityCall = {
  id: "readVisibility",
  method: "get",
  path: "/api/v1/visibility",
  tag: "visibility",
  summary: "What cannot be seen, over the last days of the data",
  description: "Logs that are not held, days that they lack, and asking that leaves no row anywhere.",
  answers: { 200: { description: "Statements.", schema: Visibility } },
} satisfies Operation;
