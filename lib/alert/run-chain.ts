import { z } from "zod";
import { type Connection, Prisma } from "@/lib/db";
import type { Changed } from "@/lib/detection/run-episodes";
import { Severity } from "@/lib/detection/schema";
import { chainsOf, type Entity, type Link } from "./chain";
import { uncoveredOf } from "./coverage";
import { inherit, type Standing, splitIn } from "./heirs";
import { endEmptied, mergeInto, openAlert, refreshAlert } from "./run-refresh";

const EntityRow = z.object({
  tenantId: z.number().int(),
  originId: z.string(),
  kind: z.enum(["origin", "rule"]),
  value: z.string(),
});

/**
 * Brings the alerts to what the detections now are, after `evaluateTouched` and in its transaction: opens,
 * merges, splits and reopens. Human decisions are kept: see heirs.ts for who goes on as whom, run-refresh.ts
 * for what an alert shows.
 */
export async function chainAlerts(connection: Connection, changed: readonly Changed[]): Promise<void> {
  if (changed.length === 0) return;
  const momentsOf = new Map<string, Set<number>>();
  for (const one of changed) {
    const key = keyOf(one);
    momentsOf.set(key, (momentsOf.get(key) ?? new Set()).add(one.from.getTime()));
  }
  const stale: Stale[] = [];
  const emptied: string[] = [];
  for (const entity of await entitiesOf(connection, changed)) {
    // What an empty address changed concerns every rule that it has detections of.
    const origin = { ...entity, kind: "origin" as const };
    const moments = new Set([
      ...(momentsOf.get(keyOf(entity)) ?? []),
      ...(entity.kind === "rule" ? (momentsOf.get(keyOf(origin)) ?? []) : []),
    ]);
    const chained = await chainEntity(connection, entity, moments);
    stale.push(...chained.stale);
    emptied.push(...chained.emptied);
  }
  // Counted only once every detection is where it belongs: an alert that was split holds fewer of them, and so does
  // that of an address whose episode turned out to be its network's.
  for (const { alertId, links } of stale) await refreshAlert(connection, alertId, links);
  for (const id of emptied) await endEmptied(connection, id);
}

type Which = Pick<Entity, "tenantId" | "kind" | "value" | "originId">;

/** An origin is named by its id alone. */
const keyOf = ({ tenantId, kind, value, originId }: Which) =>
  kind === "origin" ? `${tenantId} origin ${originId}` : `${tenantId} ${kind} ${value}`;

async function entitiesOf(connection: Connection, changed: readonly Changed[]): Promise<Entity[]> {
  const entities = new Map<string, Entity>();
  for (const entity of await originsOf(connection, changed)) entities.set(keyOf(entity), entity);
  for (const { from: _, ...entity } of changed) {
    if (entity.kind !== "origin" && !entities.has(keyOf(entity))) entities.set(keyOf(entity), entity);
  }
  return [...entities.values()];
}

/** An empty address is nobody: its detections chain by rule, those of rules with an alert left included. */
async function originsOf(connection: Connection, all: readonly Changed[]): Promise<Entity[]> {
  const changed = all.filter(({ originId }) => originId !== null);
  const tenantIds = changed.map(({ tenantId }) => tenantId);
  const originIds = changed.map(({ originId }) => originId);
  const { rows } = await connection.query(Prisma.sql`
    with asked as (
      select distinct c.tenant_id, o.id, o.kind, o.value
      from unnest(${tenantIds}::smallint[], ${originIds}::bigint[]) as c (tenant_id, origin_id)
      join origin o on o.id = c.origin_id
    )
    select tenant_id::int as "tenantId", id::text as "originId", 'origin' as kind, value
    from asked where kind <> 'none'
    union
    select asked.tenant_id::int, asked.id::text, 'rule', d.rule_id
    from asked join detection d on d.tenant_id = asked.tenant_id and d.origin_id = asked.id
    where asked.kind = 'none'
    union
    select asked.tenant_id::int, asked.id::text, 'rule', a.entity_value
    from asked join alert a on a.tenant_id = asked.tenant_id and a.entity_kind = 'rule' and a.merged_into is null
    where asked.kind = 'none'
    order by 1, 2, 3, 4`);
  return z.array(EntityRow).parse(rows);
}

/** An alert that is to be counted anew, with the detections it now has. */
type Stale = { alertId: string; links: Link[] };

/** Puts the detections of one entity where they belong. */
async function chainEntity(
  connection: Connection,
  entity: Entity,
  moments: ReadonlySet<number>,
): Promise<{ stale: Stale[]; emptied: string[] }> {
  const standing = await lockAlerts(connection, entity);
  const chains = chainsOf(await readLinks(connection, entity));
  const covered = await coveredOf(connection, splitIn(chains), chains.flat());
  const plan = inherit(chains, standing, covered);
  const stale: Stale[] = [];
  for (const { links, survivor, merged, parents } of plan.chains) {
    const alertId = survivor ?? (await openAlert(connection, entity, links, parents));
    for (const other of merged) await mergeInto(connection, alertId, other);
    const hasMoved = await moveTo(connection, alertId, links);
    const isTouched = links.some((link) => moments.has(link.windowFrom.getTime()));
    if (hasMoved || isTouched || (await hasLost(connection, alertId, links.length))) {
      stale.push({ alertId, links });
    }
  }
  return { stale, emptied: plan.emptied };
}

async function moveTo(connection: Connection, alertId: string, links: readonly Link[]): Promise<boolean> {
  const moved = links.filter((link) => link.alertId !== alertId).map((link) => link.id);
  if (moved.length === 0) return false;
  await connection.query("update detection set alert_id = $1 where id = any($2::bigint[])", [alertId, moved]);
  return true;
}

const StandingRow = z.object({ id: z.string(), first: z.date(), last: z.date() });

/** Locked, so that nobody rules on an alert while it is being rebuilt. */
async function lockAlerts(connection: Connection, entity: Entity): Promise<Standing[]> {
  const { rows } = await connection.query(Prisma.sql`
    select id::text, first_seen as first, last_seen as last from alert
    where tenant_id = ${entity.tenantId} and entity_kind = ${entity.kind} and entity_value = ${entity.value}
      and origin_id is not distinct from ${entity.kind === "origin" ? entity.originId : null}::bigint
      and merged_into is null
    order by id
    for update`);
  return z.array(StandingRow).parse(rows);
}

const LinkRow = z.object({
  id: z.string(),
  ruleId: z.string(),
  alertId: z.string().nullable(),
  windowFrom: z.date(),
  firstSeen: z.date(),
  lastSeen: z.date(),
  verdict: z.string(),
  severity: Severity,
  severityWhy: z.array(z.string()),
  isEpisode: z.boolean(),
  names: z.number().int(),
  attempts: z.number().int(),
});

async function readLinks(
  connection: Connection,
  { tenantId, kind, value, originId }: Entity,
): Promise<Link[]> {
  const isOf =
    kind === "origin"
      ? Prisma.sql`origin_id = ${originId}::bigint and entity_kind = 'origin'`
      : Prisma.sql`entity_kind <> 'origin' and entity_kind = ${kind} and entity_value = ${value}`;
  const { rows } = await connection.query(Prisma.sql`
    select id::text, rule_id as "ruleId", alert_id::text as "alertId", window_from as "windowFrom",
           first_seen as "firstSeen", last_seen as "lastSeen", verdict, severity,
           severity_why as "severityWhy", digest is not null as "isEpisode", names, attempts
    from detection
    where tenant_id = ${tenantId} and ${isOf}`);
  return z.array(LinkRow).parse(rows);
}

/** Which detections of alerts that are being split were covered by a closing ruling. */
async function coveredOf(
  connection: Connection,
  alertIds: readonly string[],
  links: readonly Link[],
): Promise<Set<string>> {
  const covered = new Set<string>();
  for (const alertId of alertIds) {
    const { rows } = await connection.query<{ id: string }>(uncoveredOf(alertId));
    const uncovered = new Set(rows.map((row) => row.id));
    for (const link of links) if (link.alertId === alertId && !uncovered.has(link.id)) covered.add(link.id);
  }
  return covered;
}

/** A detection that the rows no longer support left its alert without a word: its count tells. */
async function hasLost(connection: Connection, alertId: string, held: number): Promise<boolean> {
  const { rows } = await connection.query<{ detections: number }>(
    "select detections from alert where id = $1",
    [alertId],
  );
  return rows[0]?.detections !== held;
}
