import { z } from "zod";
import { AccountReport } from "@/lib/insight/account-schema";
import {
  EventDetail,
  EventFacets,
  EventFilter,
  EventList,
  EventQuery,
  EventRow,
} from "@/lib/insight/event-schema";
import type { Operation } from "./operation";

const tag = "events";

/** An event's id is its key in bytes; how it is made is nobody's business. */
const ByEvent = z.object({ id: z.string().min(1).max(100) });

const LIMIT =
  "A search that takes longer than ten seconds is refused (400) with the advice to narrow its range.";

export const searchEventsCall = {
  id: "searchEvents",
  method: "get",
  path: "/api/v1/events",
  tag,
  summary: "Events of all logs, the newest first",
  description: `Filters narrow together; \`code\`, \`vector\` and \`answer\` take several words with commas between, and with ! in front of a word everything but it. ${LIMIT}`,
  query: EventQuery,
  answers: { 200: { description: "One page of events.", schema: EventList } },
} satisfies Operation;

export const readEventFacetsCall = {
  id: "readEventFacets",
  method: "get",
  path: "/api/v1/events/facets",
  tag,
  summary: "The most frequent values among the events of a search",
  description: `Counts the newest 50,000 events at most; \`isCut\` says that there are more. ${LIMIT}`,
  query: EventFilter,
  answers: { 200: { description: "Values with their counts.", schema: EventFacets } },
} satisfies Operation;

export const exportEventsCsvCall = {
  id: "exportEventsCsv",
  method: "get",
  path: "/api/v1/events.csv",
  tag,
  summary: "Every event of a search as CSV",
  description:
    "Streams, the newest first; columns are the fields of an event. Cells that a spreadsheet would run as a formula " +
    "get an apostrophe in front. An error on the way breaks the connection.",
  query: EventFilter,
  answers: {
    200: { description: "RFC 4180 in UTF-8 with a byte order mark.", type: "text/csv", schema: z.string() },
  },
} satisfies Operation;

export const exportEventsLinesCall = {
  id: "exportEventsLines",
  method: "get",
  path: "/api/v1/events.ndjson",
  tag,
  summary: "Every event of a search as lines of JSON",
  description: "Streams, the newest first. An error on the way breaks the connection.",
  query: EventFilter,
  answers: {
    200: { description: "One JSON object a line.", type: "application/x-ndjson", schema: EventRow },
  },
} satisfies Operation;

export const readEventCall = {
  id: "readEvent",
  method: "get",
  path: "/api/v1/events/{id}",
  tag,
  summary: "One event, with the file, import and byte that its record lies at",
  params: ByEvent,
  answers: { 200: { description: "The event.", schema: EventDetail } },
  problems: [404],
} satisfies Operation;

export const readOriginalCall = {
  id: "readOriginal",
  method: "get",
  path: "/api/v1/events/{id}/raw",
  tag,
  summary: "The record an event was read from, as it stands in the kept upload",
  description:
    "The bytes themselves (of a UTF-16 file, the same text as UTF-8), to be saved: as application/json where the record is JSON, else as " +
    "text/plain. 410 when the upload is no longer kept.",
  params: ByEvent,
  answers: {
    200: {
      description: "The record.",
      type: ["application/json", "text/plain"],
      schema: z.unknown(),
      headers: ["Content-Disposition"],
    },
  },
  problems: [404, 410],
} satisfies Operation;

export const readAccountCall = {
  id: "readAccount",
  method: "get",
  path: "/api/v1/accounts/{account}",
  tag: "accounts",
  summary: "Who asked for one account, what each learned, and when",
  params: z.object({
    account: z.string().min(1).max(2000).meta({ description: "In any case; `~none` for the empty name." }),
  }),
  answers: {
    200: { description: "The origins that asked, the strongest answer first.", schema: AccountReport },
  },
  problems: [404],
} satisfies Operation;
