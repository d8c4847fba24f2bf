import { z } from "zod";
import { type Connection, Prisma } from "@/lib/db";
import { groupKeyOf } from "./group-key";
import type { Lapse, LogDay, LogStretch, WatchRule } from "./rule";
import type { Effective } from "./run-effective";
import { bringTo, type Changed, digestOf, type Planned, type Stored } from "./run-episodes";

/** A tenant of which days changed, from the first that may say something else now to the last. */
export type WatchedTenant = { tenantId: number; from: string; to: string; last: Date };

const Tenant = z.object({ tenantId: z.number().int(), from: z.string(), to: z.string(), last: z.date() });

/** A day's rows by log, code and time, in a few words: what the watch goes by. */
const seen = Prisma.sql`
  select tenant_id, day, md5(string_agg(concat_ws(' ', source, outcome_id, events, first, last), ',' order by source, outcome_id)) as digest
  from rollup group by tenant_id, day`;

/**
 * Takes the tenants whose days are not as they were when the watch last looked. What the last day says hangs on where
 * the rows end, so the days that were and are the last are looked at again with any other.
 */
export async function takeWatched(connection: Connection, memoryDays: number): Promise<WatchedTenant[]> {
  const { rows } = await connection.query(Prisma.sql`
    with seen as materialized (${seen}
    ), stale as materialized (
      select coalesce(s.tenant_id, w.tenant_id) as tenant_id, coalesce(s.day, w.day) as day
      from seen s full join watched_day w on w.tenant_id = s.tenant_id and w.day = s.day
      where s.digest is distinct from w.digest
    ), ends as (
      select tenant_id, max(day) as day from watched_day group by tenant_id
      union all
      select tenant_id, max(day) from seen group by tenant_id
    ), gone as (
      delete from watched_day w using stale s where w.tenant_id = s.tenant_id and w.day = s.day
        and not exists (select from seen where seen.tenant_id = w.tenant_id and seen.day = w.day)
    ), noted as (
      insert into watched_day
      select seen.* from seen join stale using (tenant_id, day) order by 1, 2
      on conflict (tenant_id, day) do update set digest = excluded.digest
    )
    select s.tenant_id::int as "tenantId", min(least(s.day, e.day))::text as "from",
           (max(greatest(s.day, e.day)) + ${memoryDays}::int)::text as "to",
           coalesce((select max(r.last) from rollup r where r.tenant_id = s.tenant_id), 'epoch') as last
    from stale s join ends e on e.tenant_id = s.tenant_id
    group by s.tenant_id order by s.tenant_id`);
  return z.array(Tenant).parse(rows);
}

/** Brings the lapses of a rule in these days to what the rows now say, under the caller's detection lock. */
export async function evaluateWatch(
  connection: Connection,
  rule: WatchRule,
  tenant: WatchedTenant,
  { thresholds, revision }: Effective,
): Promise<Changed[]> {
  const days = await readDays(connection, rule, tenant);
  const quiet = rule.quietMs(thresholds);
  const isInRange = ({ from }: { from: Date }) => from >= new Date(tenant.from);
  const expected = rule.expects(days, tenant.last, thresholds).filter(isInRange);
  const silences = await readSilences(connection, rule, tenant, expected, quiet);
  const lapses = rule.find(days, silences, thresholds).filter(isInRange);
  const stored = await readStored(connection, rule, tenant);
  const planned = lapses.map((lapse) => plannedOf(rule, tenant, lapse, revision));
  return bringTo(connection, tenant.tenantId, planned, stored);
}

const Day = z.object({
  log: z.string(),
  day: z.string(),
  rows: z.number(),
  unknown: z.record(z.string(), z.number()),
});

async function readDays(
  connection: Connection,
  { logs, memoryDays }: WatchRule,
  { tenantId, from, to }: WatchedTenant,
): Promise<LogDay[]> {
  const pairs = Object.entries(logs).flatMap(([log, vectors]) => vectors.map((vector) => [log, vector]));
  const { rows } = await connection.query(Prisma.sql`
    with counted as (
      select l.log, r.day, u.code, u.class = 'unmapped' as is_unknown, sum(r.events)::int as rows
      from rollup r
      join outcome u on u.id = r.outcome_id
      join unnest(${pairs.map(([log]) => log)}::text[], ${pairs.map(([, vector]) => vector)}::text[])
        as l (log, vector) on l.vector = u.vector
      where r.tenant_id = ${tenantId} and r.day >= ${from}::date - ${memoryDays}::int and r.day <= ${to}::date
      group by l.log, r.day, u.code, is_unknown
    )
    select log, day::text, sum(rows)::int as rows,
           coalesce(jsonb_object_agg(code, rows) filter (where is_unknown), '{}') as unknown
    from counted group by log, day order by log, day`);
  return z.array(Day).parse(rows);
}

const Since = z.object({ log: z.string(), from: z.date(), to: z.date() });

async function readSilences(
  connection: Connection,
  { logs }: WatchRule,
  { tenantId }: WatchedTenant,
  expected: LogStretch[],
  quietMs: number,
): Promise<LogStretch[]> {
  const found: LogStretch[] = [];
  for (const { log, from, to } of expected) {
    const { rows } = await connection.query(Prisma.sql`
      select ${log}::text as log, since as "from", until as "to"
      from silences(${tenantId}::smallint, ${[...(logs[log] ?? [])]}::text[], ${from}, ${to},
                    ${`${quietMs} milliseconds`}::interval)`);
    found.push(...z.array(Since).parse(rows));
  }
  return found;
}

const Held = z.object({
  id: z.string(),
  groupKey: z.string(),
  digest: z.string().nullable(),
  revision: z.number().int(),
  from: z.date(),
  to: z.date(),
});

async function readStored(
  connection: Connection,
  { id }: WatchRule,
  { tenantId, from }: WatchedTenant,
): Promise<Stored[]> {
  const { rows } = await connection.query(Prisma.sql`
    select id::text, group_key as "groupKey", digest, revision, window_from as "from", window_to as "to" from detection
    where tenant_id = ${tenantId} and rule_id = ${id} and window_from >= ${from}::date::timestamp at time zone 'UTC'
    order by window_from, id`);
  return z
    .array(Held)
    .parse(rows)
    .map(({ from, to, ...row }) => ({
      ...row,
      ...stretchOf({ from, to }),
      ...{ kind: "rule", value: id, originId: null },
    }));
}

/** Both ends included, in microseconds, as episodes have them. */
const stretchOf = ({ from, to }: { from: Date; to: Date }) => ({
  from: from.getTime() * 1000,
  to: to.getTime() * 1000 - 1,
});

function plannedOf(rule: WatchRule, { tenantId }: WatchedTenant, lapse: Lapse, revision: number): Planned {
  const { log, what, from, to, attempts, codes, verdict, severity, severityWhy, measures } = lapse;
  const group = { log, what };
  const row = {
    ...{ tenant_id: tenantId, rule_id: rule.id, version: rule.version, group_key: groupKeyOf(group), group },
    ...{ window_from: from.toISOString(), window_to: to.toISOString(), names: 0, attempts },
    ...{ first_seen: from.toISOString(), last_seen: to.toISOString(), name_sample: [], apps: [], codes },
    ...{ verdict, severity, severity_why: severityWhy, measures },
    ...{ entity_kind: "rule" as const, entity_value: rule.id, origin_id: null },
  };
  return { row: { ...row, digest: digestOf(row), revision, ...stretchOf(lapse) }, counted: [] };
}
