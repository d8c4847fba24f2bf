import { Prisma } from "@/lib/db";
import { AppError } from "@/lib/errors";
import type { Search } from "./event-filter";

/** The sort key of the last row of a page, newest first; the same order everywhere. */
export type After = { at: string; key: string; tenant: number; source: number; origin: string };

/** From this many origins on, looking into each of them costs more than walking through time. */
const FEW_ORIGINS = 500;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const INSTANT = /^\d{4,6}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

/** The five parts of a cursor; throws `bad-input` for what this list never handed out. */
export function afterOf([at = "", key = "", tenant = "", source = "", origin = ""]: string[]): After {
  const isOurs =
    INSTANT.test(at) &&
    UUID.test(key) &&
    /^\d{1,4}$/.test(tenant) &&
    /^\d{1,4}$/.test(source) &&
    /^-?\d{1,19}$/.test(origin);
  if (!isOurs) throw new AppError("bad-input", "The cursor is not one that this list handed out.");
  return { at, key, tenant: Number(tenant), source: Number(source), origin };
}

const any = (column: Prisma.Sql, ids: string[] | null) =>
  ids ? Prisma.sql`and ${column} = any(${ids}::bigint[])` : Prisma.empty;

/** Conditions on one event, whatever way led to it. Constant times keep other months' partitions unread. */
function conditionsOf(search: Search, after: After | null): Prisma.Sql {
  const { from, to, importId, identities, outcomes, clients } = search;
  return Prisma.sql`
    ${from ? Prisma.sql`and e.at >= ${from}::timestamptz` : Prisma.empty}
    ${to ? Prisma.sql`and e.at < ${to}::timestamptz` : Prisma.empty}
    ${importId ? Prisma.sql`and e.import_id = ${importId}::bigint` : Prisma.empty}
    ${any(Prisma.sql`e.identity_id`, identities)}
    ${any(Prisma.sql`e.outcome_id`, outcomes)}
    ${any(Prisma.sql`e.client_id`, clients)}
    ${
      after
        ? Prisma.sql`and e.at <= ${after.at}::timestamptz and (e.at, e.key, e.tenant_id, e.source, e.origin_id)
            < (${after.at}::timestamptz, ${after.key}::uuid, ${after.tenant}::smallint, ${after.source}::smallint,
               ${after.origin}::bigint)`
        : Prisma.empty
    }`;
}

/** `at` first serves both indexes that lead here; Postgres sorts the rest within equal times. */
const newestFirst = Prisma.sql`order by at desc, key desc, tenant_id desc, source desc, origin_id desc`;

/** All of time, tenant by tenant: the index (tenant, at, key) read backwards until the page is full. */
const byTime = (search: Search, where: Prisma.Sql, limit: number) => Prisma.sql`
  select e.* from tenant t cross join lateral (
    select * from event e
    where e.tenant_id = t.id ${any(Prisma.sql`e.origin_id`, search.origins)} ${where}
    ${newestFirst} limit ${limit}
  ) e`;

/** Into each (tenant, origin, lo, hi) of `places` by the primary key. */
const byPlace = (places: Prisma.Sql, where: Prisma.Sql, limit: number) => Prisma.sql`
  select e.* from (${places}) p cross join lateral (
    select * from event e
    where e.tenant_id = p.tenant_id and e.origin_id = p.origin_id and e.at >= p.lo and e.at < p.hi ${where}
    ${newestFirst} limit ${limit}
  ) e`;

const originPlaces = (origins: string[]) => Prisma.sql`
  select t.id as tenant_id, o.id as origin_id, '-infinity'::timestamptz as lo, 'infinity'::timestamptz as hi
  from tenant t cross join unnest(${origins}::bigint[]) as o (id)`;

const midnight = (day: Prisma.Sql) => Prisma.sql`(${day})::timestamp at time zone 'UTC'`;

/**
 * Entra's audit log and Windows Security (star.ts): logs with rows that answer nobody, which presence leaves out. Each
 * has an index of its own by identity, which is only used where the number stands in the statement.
 */
const SILENT = [Prisma.sql`2`, Prisma.sql`4`];

/** All rows of such a log that name the account. */
const byName = (source: Prisma.Sql, { origins, identities }: Search, where: Prisma.Sql, limit: number) =>
  Prisma.sql`
    (select * from event e
     where e.source = ${source} and e.identity_id = any(${identities}::bigint[])
       ${any(Prisma.sql`e.origin_id`, origins)} ${where}
     ${newestFirst} limit ${limit})`;

/** The days on which somebody asked for the account, from presence; logs that it leaves rows out of come after. */
function byAccount(search: Search, where: Prisma.Sql, limit: number): Prisma.Sql {
  const { accounts, from, to } = search;
  const places = Prisma.sql`
    select tenant_id, origin_id, ${midnight(Prisma.sql`day`)} as lo, ${midnight(Prisma.sql`day + 1`)} as hi
    from presence
    where account_id = any(${accounts}::bigint[]) ${any(Prisma.sql`origin_id`, search.origins)}
      ${from ? Prisma.sql`and day >= (${from}::timestamptz at time zone 'UTC')::date` : Prisma.empty}
      ${to ? Prisma.sql`and day <= (${to}::timestamptz at time zone 'UTC')::date` : Prisma.empty}`;
  const others = Prisma.sql`and e.source not in (${Prisma.join(SILENT)}) ${where}`;
  const ways = [
    byPlace(places, others, limit),
    ...SILENT.map((source) => byName(source, search, where, limit)),
  ];
  return Prisma.join(ways, " union all ");
}

/**
 * Outcomes that the ledger keeps are found in it: it is a twentieth of the events. Its attempts are their count,
 * so the newest hours that fill a page are known before any of them is read. An hour that the cursor or `to` cuts
 * counts as nothing, since how much of it is left is not known.
 */
function byLedger(search: Search, where: Prisma.Sql, after: After | null, limit: number): Prisma.Sql {
  const { from, to, outcomes, clients } = search;
  const end = Prisma.sql`least(${to ?? "infinity"}::timestamptz, ${after?.at ?? "infinity"}::timestamptz)`;
  const places = Prisma.sql`
    with hourly as (
      select tenant_id, origin_id, hour, sum(attempts) as n from probe
      where hour <= ${end}
        ${from ? Prisma.sql`and hour > ${from}::timestamptz - interval '1 hour'` : Prisma.empty}
        ${any(Prisma.sql`origin_id`, search.origins)} ${any(Prisma.sql`outcome_id`, outcomes)}
        ${any(Prisma.sql`client_id`, clients)}
      group by tenant_id, origin_id, hour
    ), filled as (
      select hour, sum(sum(n)) over (order by hour desc) - sum(n) as newer from (
        select hour, case when hour + interval '1 hour' <= ${end} then n else 0 end as n from hourly
      ) h group by hour
    )
    select h.tenant_id, h.origin_id, h.hour as lo, h.hour + interval '1 hour' as hi
    from hourly h join filled f using (hour) where f.newer < ${limit}`;
  return byPlace(places, where, limit);
}

/** The newest `limit` events of a search after a row, as rows of `event`, by the cheapest way that leads there. */
export function pickedBy(search: Search, after: After | null, limit: number): Prisma.Sql {
  const where = conditionsOf(search, after);
  const { origins, identities, importId, isInLedger } = search;
  const way = () => {
    if (identities) return byAccount(search, where, limit);
    if (origins && origins.length <= FEW_ORIGINS) return byPlace(originPlaces(origins), where, limit);
    // The ledger does not know imports, so it cannot tell how many rows of one an hour holds.
    if (isInLedger && !importId) return byLedger(search, where, after, limit);
    return byTime(search, where, limit);
  };
  return Prisma.sql`select * from (${way()}) found ${newestFirst} limit ${limit}`;
}
