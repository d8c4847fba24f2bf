import { z } from "zod";
import { type Connection, type Pool, Prisma } from "@/lib/db";
import type { Counted, Rule } from "./rule";

/** How many names and applications a detection shows; the rest is in its list of names. */
export const SAMPLE = 25;
export const APPS = 10;

/**
 * For the rest of a transaction, join in the order written: from the windows to the ledger to the names. The
 * planner finds no better order for these statements and takes 60 to 120 ms to look for one, against 3 to 10.
 */
export const JOIN_AS_WRITTEN = "set local join_collapse_limit = 1";

/** Windows to look at, as parallel arrays; the hours are starts of UTC clock hours. */
export type Windows = { tenantIds: number[]; originIds: string[]; hours: Date[] };

/** Those windows as a relation (tenant_id, origin_id, hour). */
export const scopeOf = ({ tenantIds, originIds, hours }: Windows) => Prisma.sql`
  select * from unnest(${tenantIds}::smallint[], ${originIds}::bigint[], ${hours}::timestamptz[])
    as slice (tenant_id, origin_id, hour)`;

/** Every window in which anything was asked within a range of whole hours, half-open. */
export const scopeBetween = (from: Date, to: Date) => Prisma.sql`
  select distinct tenant_id, origin_id, hour from probe where hour >= ${from} and hour < ${to}`;

/**
 * Counts the groups of a rule in its windows and keeps those with `least` names or more. Whole in SQL: a group
 * may hold a million names. Samples are in a stable order: first asked first, then by name.
 */
export const tallyOf = (rule: Rule, scope: Prisma.Sql, least: number) => Prisma.sql`
  with asked as materialized (${rule.asked(scope)}
  ), named as (
    select tenant_id, origin_id, hour, keys, name, min(first) as first
    from asked group by tenant_id, origin_id, hour, keys, name
  ), enough as (
    select tenant_id, origin_id, hour, keys, count(*)::int as names,
           (array_agg(name order by first, name collate "C"))[1:${SAMPLE}] as sample
    from named group by tenant_id, origin_id, hour, keys
    having count(*) >= ${least}
  ), whole as (
    select tenant_id, origin_id, hour, keys, sum(attempts)::int as attempts, min(first) as first, max(last) as last
    from enough join asked using (tenant_id, origin_id, hour, keys)
    group by tenant_id, origin_id, hour, keys
  ), coded as (
    select tenant_id, origin_id, hour, keys, jsonb_object_agg(code, n) as codes
    from (
      select tenant_id, origin_id, hour, keys, code, sum(attempts)::int as n
      from enough join asked using (tenant_id, origin_id, hour, keys)
      group by tenant_id, origin_id, hour, keys, code
    ) by_code
    group by tenant_id, origin_id, hour, keys
  ), used as (
    select tenant_id, origin_id, hour, keys, (array_agg(app order by first, app collate "C"))[1:${APPS}] as apps
    from (
      select tenant_id, origin_id, hour, keys, app, min(first) as first
      from enough join asked using (tenant_id, origin_id, hour, keys)
      where app is not null
      group by tenant_id, origin_id, hour, keys, app
    ) by_app
    group by tenant_id, origin_id, hour, keys
  )
  select tenant_id as "tenantId", origin_id::text as "originId", hour, keys, names, sample as "nameSample",
         attempts, first, last, codes, coalesce(apps, '{}') as apps
  from enough
  join whole using (tenant_id, origin_id, hour, keys)
  join coded using (tenant_id, origin_id, hour, keys)
  left join used using (tenant_id, origin_id, hour, keys)`;

const Row = z.object({
  tenantId: z.number().int(),
  originId: z.string(),
  hour: z.date(),
  keys: z.array(z.string()),
  names: z.number().int(),
  attempts: z.number().int(),
  first: z.date(),
  last: z.date(),
  nameSample: z.array(z.string()),
  apps: z.array(z.string()),
  codes: z.record(z.string(), z.number().int()),
});

/** The groups of a rule in these windows that reach the threshold, counted; at most `most` of them. */
export async function countGroups(
  connection: Connection | Pool,
  rule: Rule,
  scope: Prisma.Sql,
  least: number,
  most?: number,
): Promise<Counted[]> {
  const limit = most === undefined ? Prisma.empty : Prisma.sql`limit ${most}`;
  const { rows } = await connection.query(Prisma.sql`${tallyOf(rule, scope, least)} ${limit}`);
  return z.array(Row).parse(rows);
}
