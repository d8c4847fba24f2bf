import { createHash } from "node:crypto";
import { type Connection, Prisma } from "@/lib/db";
import type { Answered, Micros } from "./answered";
import { type Episode, type Stretch, stretchOf } from "./episode";
import type { About, EntityKind } from "./flagged";
import { groupKeyOf } from "./group-key";
import type { Rule } from "./rule";
import { timeOf } from "./run-answers";
import type { Entity as Whole } from "./run-entities";
import { ledgerRowsOf, type Write, writeEpisodes } from "./run-write-episodes";
import type { Severity } from "./schema";
import { APPS, SAMPLE } from "./tally";

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

export type Stored = Stretch &
  About & { id: string; groupKey: string; digest: string | null; revision: number };

/** The stored episodes of a rule and of these groups, or of all groups of a tenant, in order of time. */
export async function readStored(
  connection: Connection,
  { id }: Pick<Rule, "id">,
  tenantId: number,
  groupKeys: readonly string[] | null,
): Promise<Stored[]> {
  const { rows } = await connection.query<
    Omit<Stored, "from" | "to"> & { from: string; to: string }
  >(Prisma.sql`
    select id::text, group_key as "groupKey", digest, revision, entity_kind as kind, entity_value as value,
           origin_id::text as "originId", micros_of(window_from)::text as "from",
           micros_of(window_to)::text as "to"
    from detection
    where tenant_id = ${tenantId} and rule_id = ${id}
      ${groupKeys === null ? Prisma.empty : Prisma.sql`and group_key = any(${[...groupKeys]}::text[])`}
    order by window_from, id`);
  return rows.map(({ from, to, ...row }) => ({ ...row, from: Number(from), to: Number(to) - 1 }));
}

/** The same for one rule and many groups at once, by their places in the list. */
export async function readStoredOf(
  connection: Connection,
  { id }: Pick<Rule, "id">,
  groups: readonly { tenantId: number; groupKey: string }[],
): Promise<Stored[][]> {
  const { rows } = await connection.query<
    Omit<Stored, "from" | "to"> & { which: number; from: string; to: string }
  >(Prisma.sql`
    select k.which, d.id::text, d.group_key as "groupKey", d.digest, d.revision, d.entity_kind as kind,
           d.entity_value as value, d.origin_id::text as "originId", micros_of(d.window_from)::text as "from",
           micros_of(d.window_to)::text as "to"
    from unnest(${groups.map((_, which) => which)}::int[], ${groups.map(({ tenantId }) => tenantId)}::smallint[],
                ${groups.map(({ groupKey }) => groupKey)}::text[]) as k (which, tenant_id, group_key)
    join detection d on d.tenant_id = k.tenant_id and d.rule_id = ${id} and d.group_key = k.group_key
    order by k.which, d.window_from, d.id`);
  const stored = groups.map(() => [] as Stored[]);
  for (const { which, from, to, ...row } of rows)
    stored[which]?.push({ ...row, from: Number(from), to: Number(to) - 1 });
  return stored;
}

/** `entity` says whom episodes are about that do not say it themselves. */
type Finder = Pick<Rule, "id" | "version"> & { entity?: "source" | "tenant" };

type Entity = Pick<Whole, "tenantId" | "value">;

type Storing = {
  rule: Finder;
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
  const planned = episodes.map((episode) => plannedOf(rule, revision, entity, group, episode));
  return bringTo(connection, entity.tenantId, planned, stored);
}

export const plannedOf = (
  rule: Finder,
  revision: number,
  entity: Entity,
  group: Record<string, string>,
  episode: Episode,
): Planned => ({
  row: { ...rowOf(rule, entity, { ...group, ...episode.group }, episode), revision },
  counted: episode.counted,
});

/** A detection as it is to be stored, with the answers that it counts. */
export type Planned = { row: DetectionRow & { revision: number }; counted: readonly Answered[] };

/** The same for detections of any kind whose windows are not clock hours. */
export const bringTo = (
  connection: Connection,
  tenantId: number,
  planned: readonly Planned[],
  stored: readonly Stored[],
): Promise<Changed[]> => bringAllTo(connection, [{ tenantId, planned, stored }]);

/** What is planned of one group or tenant, and what it comes in the place of. */
export type Bringing = { tenantId: number; planned: readonly Planned[]; stored: readonly Stored[] };

/** The same for many groups in a few statements. */
export async function bringAllTo(connection: Connection, bringing: readonly Bringing[]): Promise<Changed[]> {
  const changed: Changed[] = [];
  const gone: string[] = [];
  const writes: Write[] = [];
  for (const { tenantId, planned, stored } of bringing) {
    const free = new Set(stored);
    for (const { row, counted } of planned) {
      // First one that begins with it: no two of a group may begin together, not even while they are written.
      const own = [...free].filter(({ groupKey }) => groupKey === row.group_key);
      const kept =
        own.find(({ from }) => from === row.from) ??
        own.find(({ from, to }) => from <= row.to && to >= row.from);
      if (kept) free.delete(kept);
      if (kept?.digest === row.digest && kept.revision === row.revision) continue;
      writes.push({ row, kept, counted });
      if (kept) changed.push(changedOf(tenantId, kept, kept.from));
      const { entity_kind: kind, entity_value: value, origin_id: originId } = row;
      changed.push(changedOf(tenantId, { kind, value, originId }, row.from));
    }
    for (const one of free) {
      gone.push(one.id);
      changed.push(changedOf(tenantId, one, one.from));
    }
  }
  if (gone.length > 0) await remove(connection, gone);
  await writeEpisodes(connection, writes);
  return changed;
}

const changedOf = (tenantId: number, { kind, value, originId }: About, from: Micros): Changed => ({
  ...{ tenantId, kind, value, originId },
  from: new Date(Math.floor(from / 1000)),
});

async function remove(connection: Connection, ids: readonly string[]): Promise<void> {
  await connection.query("delete from detection where id = any($1::bigint[])", [ids]);
}

/** All that a detection's row says; `from` and `to` are its first and its last moment. */
export type DetectionRow = Stretch & {
  tenant_id: number;
  rule_id: string;
  version: number;
  group_key: string;
  group: Record<string, string>;
  window_from: string;
  window_to: string;
  names: number;
  attempts: number;
  first_seen: string;
  last_seen: string;
  name_sample: string[];
  apps: string[];
  codes: Record<string, number>;
  verdict: string;
  severity: Severity;
  severity_why: string[];
  measures: Record<string, number>;
  entity_kind: EntityKind;
  entity_value: string;
  origin_id: string | null;
  digest: string;
};

/** From the counted answers of an episode. */
function rowOf(rule: Finder, entity: Entity, group: Record<string, string>, episode: Episode): DetectionRow {
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
    ...columnsOf(episode.about ?? aboutOf(rule, entity, episode)),
  };
  const rows = ledgerRowsOf(counted).map(({ key, attempts, first, last }) => [key, attempts, first, last]);
  return { ...row, digest: digestOf([row, rows]), from, to };
}

/** Most evaluations find what is stored already; this tells without reading it. */
export const digestOf = (said: unknown) =>
  createHash("sha256").update(JSON.stringify(said)).digest("base64url");

const columnsOf = ({ kind, value, originId }: About) => ({
  ...{ entity_kind: kind, entity_value: value, origin_id: originId },
});

function aboutOf({ id, entity: kind }: Finder, entity: Entity, { counted, crowd }: Episode): About {
  const origins = new Map(counted.map(({ from }) => [from.id, from.value]));
  const [only] = origins.size === 1 ? [...origins] : [];
  if (only && only[1] !== "") return { kind: "origin", value: "", originId: only[0] };
  if (only) return { kind: "rule", value: id, originId: null };
  if (crowd) return { ...crowd, originId: null };
  if (kind === "source") return { kind: "network", value: entity.value, originId: null };
  return { kind: "campaign", value: id, originId: null };
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
