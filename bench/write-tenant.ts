import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { stat, writeFile } from "node:fs/promises";
import { finished } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { Chance } from "./chance";
import { logAnalyticsHeader, logAnalyticsRow, portalHeader, portalRow } from "./csv-forms";
import { diagnosticRecord } from "./diagnostic-form";
import { graphRecord } from "./graph-form";
import type { Logged } from "./sign-in";
import type { Tenant } from "./tenant";
import { trafficOf } from "./traffic";
import { Ledger, Truth } from "./truth";

export const FORMS = ["ndjson", "envelope", "array", "diagnostic", "portal-csv", "la-csv"] as const;
export type Form = (typeof FORMS)[number];

export type Wanted = {
  path: string;
  rows: number;
  seed?: number;
  form?: Form;
  isGzip?: boolean;
  /** The share of rows that come again on the next page, as they do when a log moves on while it is paged. */
  duplicates?: number;
  signal?: AbortSignal;
  /** Goes on counting where another file ended: its truth is then of all files together, but for rows and bytes. */
  ledger?: Ledger;
};

const PAGE = 1000;
const CHUNK = 1 << 20;
/** So far apart may neighbours on a page change places: Graph orders roughly. */
const UNREST = 0.02;

type Writing = {
  head: string;
  between: string;
  tail: string;
  write: (row: Logged, tenant: Tenant) => string;
};

const CONTEXT =
  '{"@odata.context":"https://graph.microsoft.com/beta/$metadata#auditLogs/signIns",' +
  '"@odata.nextLink":"https://graph.microsoft.com/beta/auditLogs/signIns?$skiptoken=1","value":[';

function csv(header: string, write: (row: Logged & { kind: "sign-in" }, tenant: Tenant) => string): Writing {
  const writeRow = (row: Logged, tenant: Tenant) => {
    if (row.kind !== "sign-in") throw new Error("A sign-in export holds no resets.");
    return write(row, tenant);
  };
  return { head: `${header}\r\n`, between: "\r\n", tail: "\r\n", write: writeRow };
}

/** What stands before, between and after the rows of each form, and how a row is written. */
export const WRITING: Record<Form, Writing> = {
  ndjson: { head: "", between: "\n", tail: "\n", write: graphRecord },
  envelope: { head: CONTEXT, between: ",", tail: "]}", write: graphRecord },
  array: { head: "[", between: ",", tail: "]", write: graphRecord },
  diagnostic: { head: "", between: "\n", tail: "\n", write: diagnosticRecord },
  "portal-csv": csv(portalHeader(), portalRow),
  "la-csv": csv(logAnalyticsHeader(), logAnalyticsRow),
};

/** How precise each form writes times, in microseconds; the truth is of what is written. */
const GRAIN: Record<Form, number> = {
  ndjson: 1,
  envelope: 1,
  array: 1,
  diagnostic: 1,
  "portal-csv": 1_000_000,
  "la-csv": 1000,
};

/** Writes one file and `<path>.truth.json` beside it; never holds more than a page and a chunk. */
export async function writeTenant(wanted: Wanted): Promise<Truth> {
  const { path, rows, seed = 1, form = "ndjson", isGzip = false, duplicates = 0 } = wanted;
  const perPage = Math.round(PAGE * duplicates);
  const repeats = perPage * Math.max(0, Math.ceil((rows - PAGE) / PAGE));
  const ledger = wanted.ledger ?? new Ledger();
  const before = ledger.size;
  const writing = WRITING[form];
  const { tenant, rows: traffic } = trafficOf(seed, rows - repeats, !form.endsWith("csv"));
  const sink = openSink(path, isGzip);
  const stroke = new Chance(seed + 1);
  let lead = writing.head;
  for (const page of pagesOf(traffic, perPage, rows, stroke)) {
    wanted.signal?.throwIfAborted();
    for (const { row, isRepeat } of page) {
      const kept = asWritten(row, form);
      if (!isRepeat) ledger.add(kept);
      sink.write(lead);
      if (sink.write(writing.write(kept, tenant))) await sink.flush();
      lead = writing.between;
    }
  }
  sink.write(writing.tail);
  const bytes = await sink.close();
  const size = (await stat(path)).size;
  if (!isGzip && size !== bytes) throw new Error(`${path} has ${size} bytes of ${bytes}.`);
  const truth = ledger.truth({ seed, form, bytes, rows, duplicates: repeats });
  if (ledger.size - before + repeats !== rows) throw new Error("The truth does not add up.");
  await writeFile(`${path}.truth.json`, JSON.stringify(truth));
  return truth;
}

/** What a reader can know of it: the portal's CSV does not say what is interactive, and no CSV writes every digit. */
export function asWritten<Row extends Logged>(row: Row, form: Form): Row {
  const micros = row.micros - (row.micros % GRAIN[form]);
  return row.kind === "sign-in" && form === "portal-csv"
    ? { ...row, micros, interactive: true }
    : { ...row, micros };
}

type Placed = { row: Logged; isRepeat: boolean };

/** Pages of a thousand; each after the first begins with some rows of the page before. */
function* pagesOf(
  traffic: Iterable<Logged>,
  perPage: number,
  total: number,
  stroke: Chance,
): Generator<Placed[]> {
  let page: Placed[] = [];
  let written = 0;
  for (const row of traffic) {
    page.push({ row, isRepeat: false });
    written += 1;
    if (page.length < PAGE && written < total) continue;
    yield restless(page, stroke);
    const repeats = Math.min(perPage, total - written);
    page = page.slice(-repeats || page.length).map(({ row: again }) => ({ row: again, isRepeat: true }));
    written += page.length;
  }
  if (page.length > 0) yield restless(page, stroke);
}

function restless(page: Placed[], stroke: Chance): Placed[] {
  for (let index = 1; index < page.length; index++) {
    const [before, here] = [page[index - 1], page[index]];
    if (!before || !here || !stroke.is(UNREST)) continue;
    page[index - 1] = here;
    page[index] = before;
  }
  return page;
}

/** Texts gathered into large chunks, one by one: a rope of a thousand is slow to flatten. Gzip at its fastest. */
function openSink(path: string, isGzip: boolean) {
  const file = createWriteStream(path, { highWaterMark: CHUNK });
  const target = isGzip ? createGzip({ level: 1 }) : file;
  if (isGzip) target.pipe(file);
  let chunk = Buffer.allocUnsafe(2 * CHUNK);
  let filled = 0;
  let bytes = 0;
  async function flush(): Promise<void> {
    const full = chunk.subarray(0, filled);
    chunk = Buffer.allocUnsafe(2 * CHUNK);
    filled = 0;
    if (!target.write(full)) await once(target, "drain");
  }
  return {
    /** The text must be shorter than a chunk; true when it is time to flush. */
    write(text: string): boolean {
      const written = chunk.write(text, filled);
      filled += written;
      bytes += written;
      return filled >= CHUNK;
    },
    flush,
    async close(): Promise<number> {
      await flush();
      target.end();
      await finished(file);
      return bytes;
    },
  };
}

/** The truth beside a generated file. */
export function parseTruth(text: string): Truth {
  return Truth.parse(JSON.parse(text));
}
