import type { Connection } from "@/lib/db";
import { type Column, copyRows } from "./copy";
import { type Stored, settleDuplicates } from "./duplicates";
import { instantText } from "./instant";
import { Cache } from "./keyed";
import { dayOf, ledgerChange } from "./ledger";
import { lockLoad } from "./locks";
import { runDimensions } from "./run-dimensions";
import { runLedger } from "./run-ledger";
import { noteOverlaps } from "./run-overlap";
import { SAME_WITHIN } from "./same-row";
import { type Fact, type Row, SOURCE_NUMBER, starOf } from "./star";

export type Batch = { tenantId: number; importId: bigint; rows: Row[]; now?: Date };

/** What became of a batch: rows = accepted + duplicateInFile + duplicateStored. Times are microseconds since 1970. */
export type Loaded = {
  accepted: number;
  duplicateInFile: number;
  duplicateStored: number;
  /** Accepted rows before 2010 or more than two days ahead; they wait in the default partition. */
  outOfRange: number;
  /** Accepted rows whose outcome the code table does not know. */
  unmapped: number;
  /** First and last time of all rows of the batch, duplicates included; null without rows. */
  from: bigint | null;
  to: bigint | null;
};

const FIRST_MICROS = BigInt(Date.UTC(2010, 0)) * 1000n;
const AHEAD_MICROS = 2n * 86_400_000_000n;

/**
 * Stores one batch inside the caller's transaction on the caller's connection: names, events, ledger, presence
 * and what detection must look at. What is stored afterwards does not depend on the order of rows, batches and
 * files, nor on how often they come. Waits for other batches of the same tenant and source.
 */
export async function loadBatch(connection: Connection, batch: Batch): Promise<Loaded> {
  const { tenantId, importId, rows, now = new Date() } = batch;
  const star = starOf(await dimensionKey(connection));
  const facts = rows.map((row) => star.factOf(row, importId));
  await lockLoad(connection, tenantId, [...new Set(facts.map(({ source }) => source))]);
  const last = lastMicros(now);
  const isInRange = ({ at }: Fact) => at >= FIRST_MICROS && at <= last;
  await ensurePartitions(connection, rows, now);
  const stored = await storedCopies(connection, tenantId, facts, isInRange);
  const settled = settleDuplicates(facts, stored, importId);
  await noteOverlaps(connection, importId, settled.met);
  await runDimensions(connection, settled.inserted);
  await removeCopies(connection, tenantId, settled.replaced);
  await copyFacts(connection, tenantId, settled.inserted);
  await runLedger(connection, tenantId, ledgerChange(settled));
  return {
    accepted: settled.accepted.length,
    duplicateInFile: settled.duplicateInFile,
    duplicateStored: settled.duplicateStored,
    outOfRange: settled.accepted.filter((fact) => !isInRange(fact)).length,
    unmapped: settled.accepted.filter(({ reading }) => !reading.isMapped).length,
    ...periodOf(facts),
  };
}

async function dimensionKey(connection: Connection): Promise<Buffer> {
  const { rows } = await connection.query<{ value: Buffer }>(
    "select value from secret where name = 'dimension-key'",
  );
  if (!rows[0]) throw new Error("The database has lost its dimension key (table secret).");
  return rows[0].value;
}

function periodOf(facts: { at: bigint }[]): { from: bigint | null; to: bigint | null } {
  let from = facts[0]?.at ?? null;
  let to = from;
  for (const { at } of facts) {
    if (from !== null && at < from) from = at;
    if (to !== null && at > to) to = at;
  }
  return { from, to };
}

const months = new Cache<number, string>();

/** `2026-11`; asked for every row, so remembered by day. */
const monthOf = (at: bigint) => months.get(dayOf(at), () => instantText(at).slice(0, 7));

const lastMicros = (now: Date) => BigInt(now.getTime()) * 1000n + AHEAD_MICROS;

/**
 * Makes the months that these rows need. A new month locks the table of events until its transaction ends, so
 * whoever can calls this in a short transaction of its own before the batch.
 */
export async function ensurePartitions(connection: Connection, rows: Row[], now = new Date()): Promise<void> {
  const times = rows.map(({ event }) => event.atMicros);
  const wanted = times.filter((at) => at >= FIRST_MICROS && at <= lastMicros(now)).map(monthOf);
  if (wanted.length === 0) return;
  await connection.query(
    `select ensure_event_partition(month) from unnest($1::date[]) as month
     where to_regclass('event_' || to_char(month, 'YYYYMM')) is null`,
    [[...new Set(wanted)].sort().map((month) => `${month}-01`)],
  );
}

/**
 * The stored copies of these rows. One query per source and month with constant bounds a day around the rows,
 * so that it reads two or three partitions: without bounds 7 s, with them 50 ms at 20 M rows.
 */
async function storedCopies(
  connection: Connection,
  tenantId: number,
  facts: Fact[],
  isInRange: (fact: Fact) => boolean,
): Promise<Stored[]> {
  const groups = new Map<string, Fact[]>();
  for (const fact of facts) {
    const outside = fact.at < FIRST_MICROS ? "before" : "after";
    const name = `${fact.source} ${isInRange(fact) ? monthOf(fact.at) : outside}`;
    const group = groups.get(name);
    if (group) group.push(fact);
    else groups.set(name, [fact]);
  }
  // A copy near the turn of a month is found from both sides.
  const found = new Map<string, Stored>();
  for (const group of groups.values()) {
    for (const copy of await storedCopiesAround(connection, tenantId, group)) {
      found.set(`${copy.source} ${copy.key} ${copy.at} ${copy.originId}`, copy);
    }
  }
  return [...found.values()];
}

type StoredRow = {
  key: string;
  at: string;
  origin: string;
  account: string;
  content: string;
  filled: number;
  ingest: boolean;
  digits: number;
  import: string;
};

async function storedCopiesAround(
  connection: Connection,
  tenantId: number,
  facts: Fact[],
): Promise<Stored[]> {
  const { from, to } = periodOf(facts);
  const source = facts[0]?.source ?? 0;
  const { rows } = await connection.query<StoredRow>(
    `select e.key, (extract(epoch from e.at) * 1000000)::bigint::text as at, e.origin_id::text as origin,
            i.account_id::text as account, e.content::text, e.filled, e.ingest_time as ingest, e.digits,
            e.import_id::text as import
     from event e, lateral (select account_id from identity where id = e.identity_id offset 0) i
     where e.tenant_id = $1 and e.source = $2 and e.key = any($3::uuid[]) and e.at >= $4 and e.at <= $5`,
    [
      tenantId,
      source,
      [...new Set(facts.map(({ key }) => key))],
      instantText((from ?? 0n) - SAME_WITHIN),
      instantText((to ?? 0n) + SAME_WITHIN),
    ],
  );
  return rows.map((row) => ({
    source,
    key: row.key.replaceAll("-", ""),
    at: BigInt(row.at),
    originId: BigInt(row.origin),
    accountId: BigInt(row.account),
    content: BigInt(row.content),
    filled: row.filled,
    isIngestTime: row.ingest,
    digits: row.digits,
    importId: BigInt(row.import),
  }));
}

async function removeCopies(connection: Connection, tenantId: number, copies: Stored[]): Promise<void> {
  if (copies.length === 0) return;
  const { from, to } = periodOf(copies);
  const { rowCount } = await connection.query(
    `delete from event e
     using unnest($2::bigint[], $3::timestamptz[], $4::smallint[], $5::uuid[]) as k (origin_id, at, source, key)
     where e.tenant_id = $1 and e.origin_id = k.origin_id and e.at = k.at and e.source = k.source
       and e.key = k.key and e.at >= $6 and e.at <= $7`,
    [
      tenantId,
      copies.map(({ originId }) => originId),
      copies.map(({ at }) => instantText(at)),
      copies.map(({ source }) => source),
      copies.map(({ key }) => key),
      instantText(from ?? 0n),
      instantText(to ?? 0n),
    ],
  );
  if (rowCount !== copies.length)
    throw new Error(`${copies.length} copies lost, but ${rowCount} were found.`);
}

const EVENT: Column[] = [
  ...(["int2", "int2", "instant", "int8", "int8", "int8", "int8", "int8", "int8"] as const),
  ...(["uuid", "uuid", "int8", "int2", "bool", "int2", "int8", "int8", "int4"] as const),
];

async function copyFacts(connection: Connection, tenantId: number, facts: Fact[]): Promise<void> {
  await copyRows(
    connection,
    `copy event (tenant_id, source, at, origin_id, identity_id, client_id, outcome_id, place_id, detail_id,
                 key, correlation, content, filled, ingest_time, digits, import_id, raw_offset, raw_length)
     from stdin (format binary)`,
    EVENT,
    facts.map((fact) => [
      tenantId,
      fact.source,
      fact.at,
      fact.originId,
      fact.identityId,
      fact.clientId,
      fact.outcomeId,
      fact.placeId,
      fact.detailId,
      fact.key,
      fact.correlation,
      fact.content,
      fact.filled,
      fact.isIngestTime,
      fact.digits,
      fact.importId,
      fact.span.offset,
      fact.span.length,
    ]),
  );
}

/** Every source of a tenant, for those who must keep loads out altogether. */
export const ALL_SOURCES = Object.values(SOURCE_NUMBER);
