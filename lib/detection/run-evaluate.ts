import { z } from "zod";
import type { Connection } from "@/lib/db";
import { lockDetection } from "@/lib/event/locks";
import { DAY } from "@/lib/time";
import { RULES } from "./catalogue";
import type { FlaggedRule, HourRule, Rule, SpanRule, WatchRule } from "./rule";
import { readEffective } from "./run-effective";
import { type Entity, sourcesOf } from "./run-entities";
import type { Changed } from "./run-episodes";
import { evaluateFlagged, evaluateSuspects } from "./run-flagged";
import { takeSuspects } from "./run-followed";
import { evaluateHours } from "./run-hours";
import { touchLifecycles } from "./run-lifecycle-marks";
import { evaluateSources } from "./run-sources";
import { evaluateEntity } from "./run-spans";
import { suspectsAfter, watchedOf } from "./run-suspects";
import { evaluateWatch, takeWatched } from "./run-watch";
import { JOIN_AS_WRITTEN, type Windows } from "./tally";

/** Sources that are looked at again in one transaction because an account that they know of was seen. */
const MOST_SUSPECTS = 50;

export type Evaluated = { windows: number; changed: Changed[] };

/**
 * Takes a slice of what was touched, evaluates every rule there and nowhere else, and brings the stored
 * detections to what the rows now say. Part of the caller's transaction, so that the slice is taken if and only if its
 * detections and alerts are there. Sources come first, then those around whose episodes the audit log says something
 * else and those that know of accounts which were seen elsewhere; when none is left, tenants as a whole, and last the
 * logs themselves.
 * @returns what came, went or changed; null when nothing is left to look at.
 */
export async function evaluateTouched(
  connection: Connection,
  { limit = 2000, rules = RULES }: { limit?: number; rules?: readonly Rule[] } = {},
): Promise<Evaluated | null> {
  // One evaluation at a time, and no load commits meanwhile.
  await lockDetection(connection);
  const windows = await takeTouched(connection, limit);
  if (windows.hours.length > 0) {
    return { windows: windows.hours.length, changed: await evaluateWindows(connection, rules, windows) };
  }
  // Before anything that is judged as a whole, so that it is judged once.
  const again = rules.some(({ weighsEnrichment }) => weighsEnrichment)
    ? await touchLifecycles(connection)
    : 0;
  if (again > 0) return { windows: again, changed: [] };
  const suspects = await takeSuspects(connection, MOST_SUSPECTS);
  if (suspects.length > 0) {
    await connection.query(JOIN_AS_WRITTEN);
    const effectiveOf = await readEffective(connection);
    const changed = await evaluateSuspects(connection, rules.filter(isFlagged), effectiveOf, suspects);
    return { windows: suspects.length, changed };
  }
  const tenants = await takeTenants(connection);
  if (tenants.length > 0) {
    return { windows: tenants.length, changed: await evaluateTenants(connection, rules, tenants) };
  }
  return evaluateWatched(connection, rules.filter(isWatch));
}

export const isHourly = (rule: Rule): rule is HourRule => rule.kind === "hour";
export const isOfTenants = (rule: Rule): rule is SpanRule => rule.kind === "span" && rule.entity === "tenant";
const isWatch = (rule: Rule): rule is WatchRule => rule.kind === "watch";
const isFlagged = (rule: Rule): rule is FlaggedRule => rule.kind === "flagged";
const isOfSources = (rule: Rule): rule is SpanRule => rule.kind === "span" && rule.entity === "source";

/**
 * Evaluates rules of hours, of sources and of flagged sources in these windows and wherever they reach from there, under
 * the caller's detection lock.
 * @returns what came, went or changed.
 */
export async function evaluateWindows(
  connection: Connection,
  rules: readonly Rule[],
  windows: Windows,
): Promise<Changed[]> {
  await connection.query(JOIN_AS_WRITTEN);
  const changed: Changed[] = [];
  for (const rule of rules.filter(isHourly)) {
    changed.push(...(await evaluateHours(connection, rule, windows)));
  }
  const [ofSources, flagged] = [rules.filter(isOfSources), rules.filter(isFlagged)];
  if (ofSources.length === 0 && flagged.length === 0) return changed;
  const effectiveOf = await readEffective(connection);
  // Whoever is looked at closer is watched from then on: those that could be flagged are among these.
  const sources =
    ofSources.length > 0
      ? await sourcesOf(connection, ofSources, effectiveOf, windows)
      : await watchedOf(connection, windows);
  changed.push(...(await evaluateSources(connection, ofSources, sources, effectiveOf)));
  // These see what the others have just found.
  changed.push(...(await evaluateFlagged(connection, flagged, effectiveOf, sources)));
  return changed;
}

/** Evaluates the rules that look across a tenant, under the caller's detection lock. */
export async function evaluateTenants(
  connection: Connection,
  rules: readonly Rule[],
  tenants: readonly Entity[],
): Promise<Changed[]> {
  await connection.query(JOIN_AS_WRITTEN);
  const changed: Changed[] = [];
  const effectiveOf = await readEffective(connection);
  const ofTenants = rules.filter(isOfTenants);
  for (const tenant of tenants) {
    const find = async () => {
      for (const rule of ofTenants) {
        changed.push(...(await evaluateEntity(connection, rule, tenant, effectiveOf(rule))));
      }
    };
    const suspects = await suspectsAfter(
      connection,
      tenant,
      ofTenants.map(({ id }) => id),
      find,
    );
    const flagged = rules.filter(isFlagged);
    changed.push(...(await evaluateSuspects(connection, flagged, effectiveOf, suspects)));
  }
  return changed;
}

/** Rules about the logs themselves come last, when all else is seen. */
async function evaluateWatched(
  connection: Connection,
  rules: readonly WatchRule[],
): Promise<Evaluated | null> {
  if (rules.length === 0) return null;
  const tenants = await takeWatched(connection, Math.max(...rules.map(({ memoryDays }) => memoryDays)));
  if (tenants.length === 0) return null;
  const changed: Changed[] = [];
  const effectiveOf = await readEffective(connection);
  for (const tenant of tenants) {
    for (const rule of rules)
      changed.push(...(await evaluateWatch(connection, rule, tenant, effectiveOf(rule))));
  }
  return { windows: tenants.length, changed };
}

const Touched = z.object({ tenantId: z.number().int(), originId: z.string(), hour: z.date() });

/**
 * The mark is gone with this; that the origin's total is behind the ledger stays noted, and so does the hour for the
 * rules that look across the tenant. Months that are being filled wait: their events are out of sight.
 */
async function takeTouched(connection: Connection, limit: number): Promise<Windows> {
  const { rows } = await connection.query(
    `with slice as (
       select * from touched t
       where not exists (
         select from filling f
         where t.hour >= f.month::timestamp at time zone 'UTC'
           and t.hour < (f.month + interval '1 month')::timestamp at time zone 'UTC'
       )
       order by tenant_id, origin_id, hour limit $1
     ), stale as (
       insert into origin_stale select distinct origin_id from slice order by 1 on conflict do nothing
     ), tenant_hour as (
       insert into touched_tenant select distinct tenant_id, hour from slice order by 1, 2 on conflict do nothing
     )
     delete from touched using slice
     where touched.tenant_id = slice.tenant_id and touched.origin_id = slice.origin_id and touched.hour = slice.hour
     returning touched.tenant_id as "tenantId", touched.origin_id::text as "originId", touched.hour`,
    [limit],
  );
  const taken = z.array(Touched).parse(rows);
  return {
    tenantIds: taken.map((row) => row.tenantId),
    originIds: taken.map((row) => row.originId),
    hours: taken.map((row) => row.hour),
  };
}

const TenantHour = z.object({ tenantId: z.number().int(), hour: z.date() });

/** Changed hours further apart than this are looked at one by one: what lies between them is not read. */
const APART = 7 * DAY;

/** The tenants of which hours changed, each from the first to the last of hours that lie close together. */
async function takeTenants(connection: Connection): Promise<Entity[]> {
  const { rows } = await connection.query(
    `with taken as (
       delete from touched_tenant t
       where not exists (
         select from filling f
         where t.hour >= f.month::timestamp at time zone 'UTC'
           and t.hour < (f.month + interval '1 month')::timestamp at time zone 'UTC'
       )
       returning tenant_id, hour
     )
     select tenant_id::int as "tenantId", hour from taken order by tenant_id, hour`,
  );
  const tenants: Entity[] = [];
  for (const { tenantId, hour } of z.array(TenantHour).parse(rows)) {
    const current = tenants.at(-1);
    const isNear = current?.tenantId === tenantId && hour.getTime() - current.to.getTime() <= APART;
    if (current && isNear) current.to = hour;
    else tenants.push({ tenantId, value: "", originIds: [], from: hour, to: hour, rows: 0 });
  }
  return tenants;
}
