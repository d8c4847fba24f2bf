import type { Connection } from "@/lib/db";
import type { Answered, Micros } from "./answered";
import { rowKeyOf, timeOf } from "./run-answers";
import type { Planned, Stored } from "./run-episodes";

/** Detections per statement; one with its samples is about 2 KB. */
const BATCH = 500;

/** A detection that differs from what is stored, and the one that it goes on from. */
export type Write = Planned & { kept: Stored | undefined };

/** Writes over detections that go on, inserts the others, and writes down the rows of both. */
export async function writeEpisodes(connection: Connection, writes: readonly Write[]): Promise<void> {
  for (let at = 0; at < writes.length; at += BATCH)
    await writeBatch(connection, writes.slice(at, at + BATCH));
}

async function writeBatch(connection: Connection, writes: readonly Write[]): Promise<void> {
  const kept = writes.flatMap(({ row, kept: one }) => (one ? [{ ...row, id: one.id }] : []));
  const made = writes.flatMap(({ row, kept: one }) => (one ? [] : [row]));
  if (kept.length > 0) await overwrite(connection, kept);
  const ids = made.length > 0 ? await insert(connection, made) : new Map<string, string>();
  const counted = writes.map(({ row, kept: one, counted: answers }) => {
    const id = one?.id ?? ids.get(placeOf(row.tenant_id, row.rule_id, row.group_key, row.from));
    if (id === undefined) throw new Error(`A detection of ${row.rule_id} was not stored.`);
    return { id, tenantId: row.tenant_id, rows: ledgerRowsOf(answers) };
  });
  await writeRows(connection, counted);
}

/** What makes a detection itself. */
const placeOf = (tenantId: number, ruleId: string, groupKey: string, from: Micros) =>
  `${tenantId} ${ruleId} ${groupKey} ${from}`;

const COLUMNS = `tenant_id, rule_id, version, origin_id, group_key, "group", window_from, window_to, names, attempts,
  first_seen, last_seen, verdict, severity, measures, name_sample, apps, codes, entity_kind, entity_value,
  severity_why, digest, revision`;
const FROM_JSON = `jsonb_to_recordset($1::jsonb) as row (id bigint, tenant_id smallint, rule_id text, version int,
  origin_id bigint, group_key text, "group" jsonb, window_from timestamptz, window_to timestamptz, names int,
  attempts int, first_seen timestamptz, last_seen timestamptz, verdict text, severity text, measures jsonb,
  name_sample text[], apps text[], codes jsonb, entity_kind text, entity_value text, severity_why jsonb, digest text,
  revision int)`;

async function overwrite(connection: Connection, rows: readonly (Planned["row"] & { id: string })[]) {
  await connection.query(
    `update detection set (${COLUMNS}, updated_at) = row (${COLUMNS.replaceAll(/("?\w+"?)/g, "said.$1")}, now())
     from (select * from ${FROM_JSON}) said
     where detection.id = said.id`,
    [JSON.stringify(rows)],
  );
}

async function insert(
  connection: Connection,
  rows: readonly Planned["row"][],
): Promise<ReadonlyMap<string, string>> {
  type Made = { id: string; tenantId: number; ruleId: string; groupKey: string; from: string };
  const made = await connection.query<Made>(
    `insert into detection (${COLUMNS}) select ${COLUMNS} from ${FROM_JSON}
     returning id::text, tenant_id::int as "tenantId", rule_id as "ruleId", group_key as "groupKey",
       micros_of(window_from)::text as "from"`,
    [JSON.stringify(rows)],
  );
  return new Map(
    made.rows.map(({ id, tenantId, ruleId, groupKey, from }) => [
      placeOf(tenantId, ruleId, groupKey, Number(from)),
      id,
    ]),
  );
}

type Counting = { id: string; tenantId: number; rows: LedgerRow[] };

async function writeRows(connection: Connection, counted: readonly Counting[]): Promise<void> {
  const rows = counted.flatMap(({ id, tenantId, rows: own }) => own.map((row) => ({ ...row, id, tenantId })));
  await connection.query("delete from detection_row where detection_id = any($1::bigint[])", [
    counted.map(({ id }) => id),
  ]);
  await connection.query(
    `insert into detection_row (detection_id, tenant_id, origin_id, hour, client_id, outcome_id, identity_id, attempts,
                                first, last)
     select * from unnest($1::bigint[], $2::smallint[], $3::bigint[], $4::timestamptz[], $5::bigint[], $6::bigint[],
                          $7::bigint[], $8::int[], $9::timestamptz[], $10::timestamptz[])`,
    [
      rows.map(({ id }) => id),
      rows.map(({ tenantId }) => tenantId),
      rows.map(({ answered }) => answered.from.id),
      rows.map(({ answered }) => new Date(answered.hour).toISOString()),
      rows.map(({ answered }) => answered.client.id),
      rows.map(({ answered }) => answered.said.id),
      rows.map(({ answered }) => answered.name.id),
      rows.map(({ attempts }) => attempts),
      rows.map(({ first }) => timeOf(first)),
      rows.map(({ last }) => timeOf(last)),
    ],
  );
}

type LedgerRow = { key: string; answered: Answered; attempts: number; first: Micros; last: Micros };

/** The ledger rows that these answers are of, each with the attempts among them. */
export function ledgerRowsOf(counted: readonly Answered[]): LedgerRow[] {
  const rows = new Map<string, LedgerRow>();
  for (const answered of counted) {
    const key = rowKeyOf(answered);
    const found = rows.get(key);
    if (!found)
      rows.set(key, { key, answered, attempts: answered.tries, first: answered.at, last: answered.at });
    else {
      found.attempts += answered.tries;
      found.last = Math.max(found.last, answered.at);
    }
  }
  return [...rows.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}
