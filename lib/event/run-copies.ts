import type { Connection } from "@/lib/db";
import type { Stored } from "./duplicates";
import { instantText } from "./instant";
import { contentsOf, keysOf } from "./key-arrays";
import type { Pack } from "./pack";
import { repeatedRows } from "./repeated-rows";
import { SAME_WITHIN } from "./same-row";

/** What else there is of the rows of a pack, in the pack and in the store. */
export type Copies = {
  /** Rows that are stored already, field by field, and have no other copy: per row the import that holds it. */
  identical: Map<number, bigint>;
  /** Rows that have other copies, and the stored ones among those: they are to be compared. */
  contested: Set<number>;
  stored: Stored[];
};

/** Rows whose keys are asked for in one query: of one source, and of one month or outside the range of all months. */
export type Group = { source: number; rows: number[]; from: bigint; to: bigint };

/**
 * The copies of a pack that fills months: within the pack, and for the rows `met` before in what was filled until now.
 * Null where one of those differs: taking it out needs indexes.
 */
export async function copiesInFilling(
  connection: Connection,
  pack: Pack,
  met: number[],
  tables: string[],
): Promise<Copies | null> {
  const contested = repeatedRows(pack);
  const identical = new Map<number, bigint>();
  if (met.some((row) => contested.has(row))) return null;
  const asked = [keysOf(pack, met), met.map((row) => pack.source[row]), contentsOf(pack, met)];
  for (const table of met.length > 0 ? tables : []) {
    const { rows } = await connection.query<Found>({
      text: `select a.n, e.import_id, e.content = a.content
             from unnest($1::uuid[], $2::smallint[], $3::bigint[]) with ordinality as a (key, source, content, n)
             join ${table} e on e.key = a.key and e.source = a.source`,
      rowMode: "array",
      values: asked,
    });
    for (const [n, importId, isSame] of rows) {
      if (!isSame) return null;
      identical.set(met[Number(n) - 1] as number, BigInt(importId));
    }
  }
  return { identical, contested, stored: [] };
}

/** Whether any of these rows has a copy among the events within a day of these times. */
export async function isStoredNear(
  connection: Connection,
  tenantId: number,
  pack: Pack,
  rows: number[],
  from: bigint,
  to: bigint,
): Promise<boolean> {
  const { rowCount } = await connection.query(
    `select from unnest($2::uuid[], $3::smallint[]) as a (key, source)
     join event e on e.tenant_id = $1 and e.source = a.source and e.key = a.key and e.at >= $4 and e.at <= $5
     limit 1`,
    [
      ...[tenantId, keysOf(pack, rows), rows.map((row) => pack.source[row])],
      ...[instantText(from - SAME_WITHIN), instantText(to + SAME_WITHIN)],
    ],
  );
  return rowCount !== 0;
}

type GroupsOf = (rows: Iterable<number>) => Group[];

/**
 * The copies of a pack's rows. One query per group with constant bounds a day around its rows, so that it reads two
 * or three partitions: without bounds 7 s, with them 50 ms at 20 M rows. Where most rows are expected to be stored
 * already, field by field, those are looked for first.
 */
export async function copiesOf(
  connection: Connection,
  tenantId: number,
  pack: Pack,
  groupsOf: GroupsOf,
  isExpected: boolean,
): Promise<Copies> {
  const contested = repeatedRows(pack);
  const identical = new Map<number, bigint>();
  const left = () =>
    Array.from({ length: pack.rows }, (_, row) => row).filter(
      (row) => !contested.has(row) && !identical.has(row),
    );
  for (const group of isExpected ? groupsOf(left()) : [])
    await findAlike(connection, tenantId, pack, group, identical);
  for (const group of groupsOf(left())) {
    for (const [n, importId, isSame] of await find(connection, tenantId, pack, group, true)) {
      const row = group.rows[Number(n) - 1] as number;
      // Twice: near the turn of a month a copy is found from both sides, or there are several.
      if (isSame && !identical.has(row)) identical.set(row, BigInt(importId));
      else if (!isSame) contested.add(row);
    }
  }
  const stored = new Map<string, Stored>();
  for (const row of contested) identical.delete(row);
  for (const group of groupsOf([...contested].sort((a, b) => a - b))) {
    for (const [, importId, , ...copy] of await find(connection, tenantId, pack, group, false)) {
      const found = storedOf(group.source, importId, copy);
      stored.set(`${found.source} ${found.key} ${found.at} ${found.originId}`, found);
    }
  }
  return { identical, contested, stored: [...stored.values()] };
}

/** Stored rows between the times of a group, per row of it, up to which reading them all is less than asking an index for each. */
const MOST_BETWEEN = 8;

/** The planner knows nothing of the rows it is handed, and sorts both sides or asks the index for each. */
const HASHED = `set local enable_nestloop = off; set local enable_mergejoin = off;
                set local max_parallel_workers_per_gather = 0`;
const AS_EVER = `set local enable_nestloop to default; set local enable_mergejoin to default;
                 set local max_parallel_workers_per_gather to default`;

/**
 * Finds the rows of a group that are stored as they are. They lie at the very same times, so the rows in between are read
 * in their order and no index is asked for each key: 1 us a row against 3.3. No stored copy lies within a day of such
 * a one, for one of the two would have won. Mostly all rows are of one import, and then nothing else is answered.
 */
async function findAlike(
  connection: Connection,
  tenantId: number,
  pack: Pack,
  { source, rows, from, to }: Group,
  identical: Map<number, bigint>,
): Promise<void> {
  if ((await countBetween(connection, tenantId, source, from, to)) > rows.length * MOST_BETWEEN) return;
  await connection.query(HASHED);
  const found = await connection.query<{ holder: string; ns: number[] | null }>(
    `select e.import_id::text as holder, case when count(*) < $7 then array_agg(a.n::int) end as ns
     from unnest($3::uuid[], $4::bigint[]) with ordinality as a (key, content, n)
     join event e on e.key = a.key and e.content = a.content
     where e.tenant_id = $1 and e.source = $2 and e.at >= $5 and e.at <= $6
     group by e.import_id`,
    [
      ...[tenantId, source, keysOf(pack, rows), contentsOf(pack, rows)],
      ...[instantText(from), instantText(to), rows.length],
    ],
  );
  await connection.query(AS_EVER);
  for (const { holder, ns } of found.rows) {
    const importId = BigInt(holder);
    for (const row of ns === null ? rows : ns.map((n) => rows[n - 1] as number)) identical.set(row, importId);
  }
}

/** About how many rows are stored between two times, from the days of the rollup. */
async function countBetween(
  connection: Connection,
  tenantId: number,
  source: number,
  from: bigint,
  to: bigint,
): Promise<number> {
  const { rows } = await connection.query<{ n: number }>(
    `select coalesce(sum(events) * least(1, extract(epoch from $4::timestamptz - $3) / 86400 / count(distinct day)), 0)::float8 as n
     from rollup
     where tenant_id = $1 and source = $2
       and day between ($3::timestamptz at time zone 'UTC')::date and ($4::timestamptz at time zone 'UTC')::date`,
    [tenantId, source, instantText(from), instantText(to)],
  );
  return rows[0]?.n ?? 0;
}

/** Place in the list asked for, import, whether the copy is the same; the rest is null where it was not asked for. */
type Found = [n: string | number, importId: string, isSame: boolean, ...unknown[]];

/** The stored copies of a group's rows; `isBrief` spares those that are the same most of the way through text. */
async function find(
  connection: Connection,
  tenantId: number,
  pack: Pack,
  { source, rows, from, to }: Group,
  isBrief: boolean,
): Promise<Found[]> {
  const found = await connection.query<Found>({
    text: isBrief ? BRIEF : WHOLE,
    rowMode: "array",
    values: [
      ...[tenantId, source, keysOf(pack, rows), contentsOf(pack, rows)],
      ...[instantText(from - SAME_WITHIN), instantText(to + SAME_WITHIN)],
    ],
  });
  return found.rows;
}

const COPIES = `
  from unnest($3::uuid[], $4::bigint[]) with ordinality as a (key, content, n)
  join event e on e.tenant_id = $1 and e.source = $2 and e.key = a.key and e.at >= $5 and e.at <= $6`;
const BRIEF = `select a.n, e.import_id, e.content = a.content ${COPIES}`;
const WHOLE = `select a.n, e.import_id, e.content = a.content, e.key, (extract(epoch from e.at) * 1000000)::bigint,
    e.origin_id, e.content, e.filled, e.ingest_time, e.digits ${COPIES}`;

function storedOf(source: number, importId: string, copy: unknown[]): Stored {
  const [key, at, origin, content, filled, ingest, digits] = copy;
  return {
    source,
    importId: BigInt(importId),
    key: String(key).replaceAll("-", ""),
    at: BigInt(String(at)),
    originId: BigInt(String(origin)),
    content: BigInt(String(content)),
    filled: Number(filled),
    isIngestTime: ingest === true,
    digits: Number(digits),
  };
}

/** A copy that was taken out, with the place in the ledger that it left. */
export type Removed = { originId: bigint; accountId: bigint; at: bigint };

/** Takes copies out of the store. Throws where one is not there, since then something else wrote in between. */
export async function removeCopies(
  connection: Connection,
  tenantId: number,
  copies: Stored[],
): Promise<Removed[]> {
  if (copies.length === 0) return [];
  const times = copies.map(({ at }) => at);
  const { rows } = await connection.query<{ origin: string; account: string; at: string }>(
    `with gone as (
       delete from event e
       using unnest($2::bigint[], $3::timestamptz[], $4::smallint[], $5::uuid[]) as k (origin_id, at, source, key)
       where e.tenant_id = $1 and e.origin_id = k.origin_id and e.at = k.at and e.source = k.source
         and e.key = k.key and e.at >= $6 and e.at <= $7
       returning e.origin_id, e.identity_id, e.at
     )
     select g.origin_id::text as origin, i.account_id::text as account,
            (extract(epoch from g.at) * 1000000)::bigint::text as at
     from gone g, lateral (select account_id from identity where id = g.identity_id offset 0) i`,
    [
      tenantId,
      copies.map(({ originId }) => originId),
      times.map(instantText),
      copies.map(({ source }) => source),
      copies.map(({ key }) => key),
      instantText(times.reduce((least, at) => (at < least ? at : least))),
      instantText(times.reduce((most, at) => (at > most ? at : most))),
    ],
  );
  if (rows.length !== copies.length)
    throw new Error(`${copies.length} copies lost, but ${rows.length} were found.`);
  return rows.map(({ origin, account, at }) => ({
    originId: BigInt(origin),
    accountId: BigInt(account),
    at: BigInt(at),
  }));
}
