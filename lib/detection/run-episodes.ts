import { createHash } from "node:crypto";
import { type Connection, Prisma } from "@/lib/db";
import type { Answered, Micros } from "./answered";
import { type Episode, type Stretch, stretchOf } from "./episode";
import { groupKeyOf } from "./group-key";
import type { SpanRule } from "./rule";
import { rowKeyOf, timeOf } from "./run-answers";
import type { Entity } from "./run-entities";
import { APPS, SAMPLE } from "./tally";

/** Whom an alert is about that a detection belongs to. */
export type EntityKind = "origin" | "network" | "campaign" | "account" | "rule";

/**
 * A detection that came, went or changed, by whom its alert is about. An origin is named by its id; hourly rules leave
 * it to the alerts that an empty address is nobody.
 */
export type Changed = {
  tenantId: number;
  kind: EntityKind;
  value: string;
  originId: string | null;
  from: Date;
};

export type Stored = Stretch & {
  id: string;
  groupKey: string;
  digest: string | null;
  revision: number;
  kind: EntityKind;
  value: string;
  originId: string | null;
};

/** The stored episodes of a rule and group, or of all groups of a tenant, in order of time. */
export async function readStored(
  connection: Connection,
  { id }: SpanRule,
  tenantId: number,
  groupKey: string | null,
): Promise<Stored[]> {
  const { rows } = await connection.query<
    Omit<Stored, "from" | "to"> & { from: string; to: string }
  >(Prisma.sql`
    select id::text, group_key as "groupKey", digest, revision, entity_kind as kind, entity_value as value,
           origin_id::text as "originId", micros_of(window_from)::text as "from",
           micros_of(window_to)::text as "to"
    from detection
    where tenant_id = ${tenantId} and rule_id = ${id}
      ${groupKey === null ? Prisma.empty : Prisma.sql`and group_key = ${groupKey}`}
    order by window_from, id`);
  return rows.map(({ from, to, ...row }) => ({ ...row, from: Number(from), to: Number(to) - 1 }));
}

type Storing = {
  rule: SpanRule;
  /** Of the thresholds that the episodes were found with. */
  revision: number;
  entity: Entity;
  group: Record<string, string>;
  episodes: readonly Episode[];
  /** Those in whose place the episodes come. */
  stored: readonly Stored[];
};

/**
 * Brings the stored detections to these episodes: one that overlaps a stored one of the same group keeps its id. Writes
 * only what differs.
 */
export async function storeEpisodes(
  connection: Connection,
  { rule, revision, entity, group, episodes, stored }: Storing,
): Promise<Changed[]> {
  const changed: Changed[] = [];
  const free = new Set(stored);
  const plans = episodes.map((episode) => {
    const row = { ...rowOf(rule, entity, { ...group, ...episode.group }, episode), revision };
    const kept = [...free].find(
      ({ groupKey, from, to }) => groupKey === row.group_key && from <= row.to && to >= row.from,
    );
    if (kept) free.delete(kept);
    return { row, kept, episode };
  });
  if (free.size > 0)
    await remove(
      connection,
      [...free].map(({ id }) => id),
    );
  for (const gone of free) changed.push(changedOf(entity.tenantId, gone, gone.from));
  for (const { row, kept, episode } of plans) {
    if (kept?.digest === row.digest && kept.revision === revision) continue;
    const id = await write(connection, row, kept?.id ?? null);
    await writeRows(connection, id, entity.tenantId, episode.counted);
    if (kept) changed.push(changedOf(entity.tenantId, kept, kept.from));
    const { entity_kind: kind, entity_value: value, origin_id: originId } = row;
    changed.push(changedOf(entity.tenantId, { kind, value, originId }, row.from));
  }
  return changed;
}

type About = Pick<Stored, "kind" | "value" | "originId">;

const changedOf = (tenantId: number, { kind, value, originId }: About, from: Micros): Changed => ({
  ...{ tenantId, kind, value, originId },
  from: new Date(Math.floor(from / 1000)),
});

async function remove(connection: Connection, ids: readonly string[]): Promise<void> {
  await connection.query("delete from detection where id = any($1::bigint[])", [ids]);
}

/** All that a detection's row says, from its counted answers. */
function rowOf(rule: SpanRule, entity: Entity, group: Record<string, string>, episode: Episode) {
  const { counted, verdict, severity, severityWhy, measures } = episode;
  const { from, to } = stretchOf(episode);
  const row = {
    tenant_id: entity.tenantId,
    rule_id: rule.id,
    version: rule.version,
    group_key: groupKeyOf(group),
    group,
    window_from: timeOf(from),
    // Half-open, like every window: the last answer lies in it.
    window_to: timeOf(to + 1),
    ...countsOf(counted),
    ...{ verdict, severity, severity_why: severityWhy, measures },
    ...aboutOf(rule, entity, episode),
  };
  const rows = ledgerRowsOf(counted).map(({ key, attempts, first, last }) => [key, attempts, first, last]);
  const digest = createHash("sha256")
    .update(JSON.stringify([row, rows]))
    .digest("base64url");
  return { ...row, digest, from, to };
}

type Row = ReturnType<typeof rowOf> & { revision: number };

function aboutOf({ id, entity: kind }: SpanRule, entity: Entity, { counted, about }: Episode) {
  const origins = new Map(counted.map(({ from }) => [from.id, from.value]));
  const [only] = origins.size === 1 ? [...origins] : [];
  if (only && only[1] !== "") return { entity_kind: "origin" as const, entity_value: "", origin_id: only[0] };
  if (only) return { entity_kind: "rule" as const, entity_value: id, origin_id: null };
  if (about) return { entity_kind: about.kind, entity_value: about.value, origin_id: null };
  if (kind === "source")
    return { entity_kind: "network" as const, entity_value: entity.value, origin_id: null };
  return { entity_kind: "campaign" as const, entity_value: id, origin_id: null };
}

/** Names are accounts here; each is shown as it was first typed. */
function countsOf(counted: readonly Answered[]) {
  const sample = new Map<string, string>();
  const apps = new Set<string>();
  const codes = new Map<string, number>();
  let attempts = 0;
  for (const { name, client, said, tries } of counted) {
    if (!sample.has(name.account)) sample.set(name.account, name.name);
    if (client.app !== "") apps.add(client.app);
    const code = said.code === "" ? said.vector.toUpperCase() : said.code;
    codes.set(code, (codes.get(code) ?? 0) + tries);
    attempts += tries;
  }
  const { from, to } = stretchOf({ counted });
  return {
    names: sample.size,
    attempts,
    first_seen: timeOf(from),
    last_seen: timeOf(to),
    name_sample: [...sample.values()].slice(0, SAMPLE),
    apps: [...apps].slice(0, APPS),
    codes: Object.fromEntries([...codes].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

type LedgerRow = { key: string; answered: Answered; attempts: number; first: Micros; last: Micros };

/** The ledger rows that these answers are of, each with the attempts among them. */
function ledgerRowsOf(counted: readonly Answered[]): LedgerRow[] {
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

/** Inserts a detection, or writes over one that goes on; returns its id. */
async function write(connection: Connection, row: Row, id: string | null): Promise<string> {
  const json = JSON.stringify([row]);
  const columns = `tenant_id, rule_id, version, origin_id, group_key, "group", window_from, window_to, names, attempts,
    first_seen, last_seen, verdict, severity, measures, name_sample, apps, codes, entity_kind, entity_value,
    severity_why, digest, revision`;
  const rows = `
    select ${columns}
    from jsonb_to_recordset($1::jsonb) as row (tenant_id smallint, rule_id text, version int, origin_id bigint,
      group_key text, "group" jsonb, window_from timestamptz, window_to timestamptz, names int, attempts int,
      first_seen timestamptz, last_seen timestamptz, verdict text, severity text, measures jsonb, name_sample text[],
      apps text[], codes jsonb, entity_kind text, entity_value text, severity_why jsonb, digest text, revision int)`;
  if (id === null) {
    const made = await connection.query<{ id: string }>(
      `insert into detection (${columns}) ${rows} returning id::text`,
      [json],
    );
    return made.rows[0]?.id ?? "";
  }
  await connection.query(
    `update detection set (${columns}, updated_at) = (select *, now() from (${rows}) row) where id = $2`,
    [json, id],
  );
  return id;
}

async function writeRows(
  connection: Connection,
  id: string,
  tenantId: number,
  counted: readonly Answered[],
): Promise<void> {
  const rows = ledgerRowsOf(counted);
  await connection.query("delete from detection_row where detection_id = $1", [id]);
  await connection.query(
    `insert into detection_row (detection_id, tenant_id, origin_id, hour, client_id, outcome_id, identity_id, attempts,
                                first, last)
     select $1, $2, * from unnest($3::bigint[], $4::timestamptz[], $5::bigint[], $6::bigint[], $7::bigint[], $8::int[],
                                  $9::timestamptz[], $10::timestamptz[])`,
    [
      id,
      tenantId,
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
