import { z } from "zod";
import { type Connection, type Pool, Prisma } from "@/lib/db";
import type { Counted, HourRule } from "./rule";

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

/**
 * Of those windows the ones with at least this many rows in the ledger: a window with fewer rows has fewer names.
 * Most windows have one or two, and counting them costs a tenth of looking up what they say.
 */
export const crowdedOf = (scope: Prisma.Sql, least: number) => Prisma.sql`
  select scope.* from (${scope}) as scope
  where (select count(*) from probe p where p.tenant_id = scope.tenant_id and p.origin_id = scope.origin_id
           and p.hour = scope.hour) >= ${least}`;

/** Every window in which anything was asked within a range of whole hours, half-open. */
export const scopeBetween = (from: Date, to: Date) => Prisma.sql`
  select distinct tenant_id, origin_id, hour from probe where hour >= ${from} and hour < ${to}`;

/** Which of name, code and application a row of `cell` is grouped by: grouping() sets the bit of the others. */
const BY_NAME = 0b011;
const BY_CODE = 0b101;
const BY_APP = 0b110;

/**
 * Counts the groups of a rule in its windows and keeps those with `least` names or more. Whole in SQL: a group
 * may hold a million names. Samples are in a stable order: first asked first, then by name. Two passes and no
 * join between them: the planner takes such intermediate results for tiny and would nest loops over them.
 */
export const tallyOf = (rule: HourRule, scope: Prisma.Sql, least: number) => Prisma.sql`
  with asked as (${rule.asked(scope)}
  ), cell as (
    select tenant_id, origin_id, hour, keys, name, code, app, grouping(name, code, app) as by,
           sum(attempts)::int as attempts, min(first) as first, max(last) as last
    from asked
    group by grouping sets (
      (tenant_id, origin_id, hour, keys, name),
      (tenant_id, origin_id, hour, keys, code),
      (tenant_id, origin_id, hour, keys, app)
    )
  )
  select tenant_id as "tenantId", origin_id::text as "originId", hour, keys,
         (count(*) filter (where by = ${BY_NAME}))::int as names,
         (sum(attempts) filter (where by = ${BY_NAME}))::int as attempts,
         min(first) as first, max(last) as last,
         (array_agg(name order by first, name collate "C") filter (where by = ${BY_NAME}))[1:${SAMPLE}] as "nameSample",
         jsonb_object_agg(code, attempts) filter (where by = ${BY_CODE}) as codes,
         coalesce(
           (array_agg(app order by first, app collate "C") filter (where by = ${BY_APP} and app is not null))[1:${APPS}],
           '{}'
         ) as apps
  from cell
  group by tenant_id, origin_id, hour, keys
  having count(*) filter (where by = ${BY_NAME}) >= ${least}`;

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
  rule: HourRule,
  scope: Prisma.Sql,
  least: number,
  most?: number,
): Promise<Counted[]> {
  const limit = most === undefined ? Prisma.empty : Prisma.sql`limit ${most}`;
  const { rows } = await connection.query(Prisma.sql`${tallyOf(rule, scope, least)} ${limit}`);
  return z.array(Row).parse(rows);
}
