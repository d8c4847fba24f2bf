import { type Connection, Prisma } from "@/lib/db";
import { isRented } from "@/lib/enrich/kind-weight";
import { kindsOfOrigins, type OriginKind } from "@/lib/enrich/origin-kinds";
import { KIND_WORDS } from "@/lib/enrich/schema";
import { MICROS, type Micros } from "./answered";
import type { FlaggedChain } from "./flagged";
import { type Known, type Later, type Place, USUAL_FOR } from "./later";
import { timeOf } from "./run-answers";
import type { Entity } from "./run-entities";

type Row = Pick<Later, "accountId" | "answer" | "app" | "appId" | "userAgent" | "isOwn" | "isNewArea"> & {
  at: string;
  from: string;
  originId: string;
};

/**
 * What became of accounts that a suspect knows of: their sign-ins from sources new to them, and right passwords that
 * others than the suspect gave. Presence tells the days, and only those days' events are read.
 */
export async function readLater(
  connection: Connection,
  entity: Entity,
  known: readonly Known[],
): Promise<Later[]> {
  if (known.length === 0) return [];
  const rows = [
    ...(await readSuccesses(connection, entity, known)),
    ...(await readPasswords(connection, entity, known)),
  ];
  const ways = await readWays(connection, entity.tenantId, known, rows);
  const places = await placesOf(
    connection,
    rows.map(({ originId, at }) => momentOf(entity.tenantId, originId, Number(at))),
  );
  return rows
    .map(({ at, originId, ...row }) => {
      const way = ways.get(row.accountId);
      return {
        ...{ ...row, at: Number(at), isNewSource: true },
        isNewAgent: !way?.agents.has(row.userAgent),
        isNewApp: !way?.apps.has(row.appId),
        place: placeOf(places.get(`${originId} ${momentOf(0, originId, Number(at)).from.getTime()}`)),
      };
    })
    .sort(
      (a, b) =>
        a.at - b.at ||
        compare(a.accountId, b.accountId) ||
        compare(a.from, b.from) ||
        compare(a.userAgent, b.userAgent) ||
        compare(a.appId, b.appId),
    );
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** Accounts with the time in which they matter, as a relation (account_id, lo, hi). */
const knownOf = (known: readonly Known[]) => Prisma.sql`
  select * from unnest(${known.map(({ accountId }) => accountId)}::bigint[],
                       ${known.map(({ first }) => timeOf(first))}::timestamptz[],
                       ${known.map(({ until }) => timeOf(until))}::timestamptz[]) as k (account_id, lo, hi)`;

const dayOf = (time: Prisma.Sql) => Prisma.sql`(${time} at time zone 'UTC')::date`;
const USUAL_DAYS = USUAL_FOR / MICROS.day;

/** The days on which the accounts signed in, from a month before they were known, with source and network. */
const seenOf = (tenantId: number, known: readonly Known[]) => Prisma.sql`
  known as materialized (${knownOf(known)}
  ), seen as materialized (
    select k.account_id, k.lo, k.hi, p.origin_id, p.day, source_of(o.value) as source,
           coalesce(src_area_of(address_of(o.value))::text, o.value) as area, o.value
    from known k
    join presence p on p.account_id = k.account_id and p.tenant_id = ${tenantId} and p.successes > 0
      and p.day >= ${dayOf(Prisma.sql`k.lo`)} - ${USUAL_DAYS}::int and p.day <= ${dayOf(Prisma.sql`k.hi`)}
    join origin o on o.id = p.origin_id and o.kind <> 'none'
  )`;

/** Whether on a day (of an alias with account_id, source, area, day) the place is new to the account. */
const isNew = (alias: Prisma.Sql, what: Prisma.Sql) => Prisma.sql`
  not exists (
    select from seen b where b.account_id = ${alias}.account_id and b.${what} = ${alias}.${what}
      and b.day < ${alias}.day and b.day >= ${alias}.day - ${USUAL_DAYS}::int
  )`;

/** The same for all rows of `seen` in one pass: on how many rows of the month before the account was there. */
const daysBefore = (what: Prisma.Sql) => Prisma.sql`
  count(*) over (partition by s.account_id, s.${what} order by s.day
                 range between make_interval(days => ${USUAL_DAYS}::int) preceding and interval '1 day' preceding)`;

/** Per account, source and client the first sign-in on the first day from there. */
async function readSuccesses(
  connection: Connection,
  { tenantId, originIds }: Entity,
  known: readonly Known[],
): Promise<Row[]> {
  const { rows } = await connection.query<Row>(Prisma.sql`
    with ${seenOf(tenantId, known)}, placed as (
      select s.*, ${daysBefore(Prisma.sql`area`)} = 0 as is_new_area, ${daysBefore(Prisma.sql`source`)} = 0 as is_new_source
      from seen s
    ), fresh as materialized (
      select * from placed s where s.is_new_source and s.day >= ${dayOf(Prisma.sql`s.lo`)}
    ), told as (
      select f.account_id, f.origin_id, f.value, f.source, f.is_new_area, f.lo, f.hi, e.client_id, e.at
      from fresh f
      join event e on e.tenant_id = ${tenantId} and e.origin_id = f.origin_id
        and e.at >= f.day::timestamp at time zone 'UTC' and e.at < (f.day + 1)::timestamp at time zone 'UTC'
      join outcome u on u.id = e.outcome_id and u.answer = 'signed-in'
      join identity i on i.id = e.identity_id and i.account_id = f.account_id
    )
    select t.account_id::text as "accountId", 'signed-in' as answer, t.value as "from", t.origin_id::text as "originId",
           c.app, c.app_id as "appId", c.user_agent as "userAgent", t.is_new_area as "isNewArea",
           t.origin_id = any(${originIds}::bigint[]) as "isOwn", micros_of(min(t.at))::text as at
    from told t join client c on c.id = t.client_id
    where t.at > t.lo and t.at <= t.hi
      and not exists (
        select from told b where b.account_id = t.account_id and b.source = t.source and b.at <= t.lo
      )
    group by t.account_id, t.origin_id, t.value, t.is_new_area, c.app, c.app_id, c.user_agent`);
  return rows;
}

/** The same for right passwords that were not enough, asked from other sources than the suspect's. */
async function readPasswords(
  connection: Connection,
  { tenantId, originIds }: Entity,
  known: readonly Known[],
): Promise<Row[]> {
  const { rows } = await connection.query<Row>(Prisma.sql`
    with ${seenOf(tenantId, known)}, told as materialized (
      select k.account_id, p.origin_id, o.value, source_of(o.value) as source,
             coalesce(src_area_of(address_of(o.value))::text, o.value) as area, p.client_id,
             ${dayOf(Prisma.sql`p.first`)} as day, case when p.first > k.lo then p.first else p.last end as at
      from known k
      join identity i on i.account_id = k.account_id
      join probe p on p.identity_id = i.id and p.tenant_id = ${tenantId} and p.last > k.lo and p.first <= k.hi
        and p.outcome_id = any(array(select id from outcome where answer = 'password-known'))
      join origin o on o.id = p.origin_id and o.kind <> 'none'
      where p.origin_id <> all(${originIds}::bigint[])
    )
    select t.account_id::text as "accountId", 'password-known' as answer, t.value as "from",
           t.origin_id::text as "originId", c.app, c.app_id as "appId", c.user_agent as "userAgent",
           ${isNew(Prisma.sql`t`, Prisma.sql`area`)} as "isNewArea", false as "isOwn", micros_of(min(t.at))::text as at
    from told t join client c on c.id = t.client_id
    where ${isNew(Prisma.sql`t`, Prisma.sql`source`)}
    group by t.account_id, t.origin_id, t.value, t.source, t.area, t.day, c.app, c.app_id, c.user_agent`);
  return rows;
}

type Ways = Map<string, { agents: Set<string>; apps: Set<string> }>;

/** With what the accounts signed in during the month before they were known; of those only that were found later. */
async function readWays(
  connection: Connection,
  tenantId: number,
  known: readonly Known[],
  found: readonly Row[],
): Promise<Ways> {
  const ids = new Set(found.map(({ accountId }) => accountId));
  const asked = known.filter(({ accountId }) => ids.has(accountId));
  if (asked.length === 0) return new Map();
  const { rows } = await connection.query<{ accountId: string; agent: string; appId: string }>(Prisma.sql`
    with known as materialized (${knownOf(asked)})
    select distinct k.account_id::text as "accountId", c.user_agent as agent, c.app_id as "appId"
    from known k
    join presence p on p.account_id = k.account_id and p.tenant_id = ${tenantId} and p.successes > 0
      and p.day >= ${dayOf(Prisma.sql`k.lo`)} - ${USUAL_DAYS}::int and p.day <= ${dayOf(Prisma.sql`k.lo`)}
    join event e on e.tenant_id = ${tenantId} and e.origin_id = p.origin_id and e.at < k.lo
      and e.at >= p.day::timestamp at time zone 'UTC' and e.at < (p.day + 1)::timestamp at time zone 'UTC'
    join outcome u on u.id = e.outcome_id and u.answer = 'signed-in'
    join identity i on i.id = e.identity_id and i.account_id = k.account_id
    join client c on c.id = e.client_id`);
  const ways: Ways = new Map();
  for (const { accountId, agent, appId } of rows) {
    const way = ways.get(accountId) ?? { agents: new Set(), apps: new Set() };
    way.agents.add(agent);
    way.apps.add(appId);
    ways.set(accountId, way);
  }
  return ways;
}

type Moment = { tenantId: number; originId: string; from: Date; to: Date };

const momentOf = (tenantId: number, originId: string, at: Micros): Moment => {
  const from = Math.floor(at / 1000);
  return { tenantId, originId, from: new Date(from), to: new Date(from + 1) };
};

async function placesOf(
  connection: Connection,
  moments: readonly Moment[],
): Promise<Map<string, OriginKind>> {
  const unique = new Map(moments.map((one) => [`${one.originId} ${one.from.getTime()}`, one]));
  const kinds = unique.size === 0 ? [] : await kindsOfOrigins(connection, [...unique.values()]);
  return new Map(kinds.map((kind) => [`${kind.originId} ${kind.from.getTime()}`, kind]));
}

const placeOf = (found: OriginKind | undefined): Place => ({
  ...{ area: found?.area ?? null, asn: found?.asn ?? null },
  ...{ isRented: isRented(found?.kind ?? null), kind: found?.kind ? KIND_WORDS[found.kind] : null },
});

/** Where the suspect itself was during each of its chains. */
export async function readPlaces(
  connection: Connection,
  { tenantId, originIds }: Entity,
  chains: readonly FlaggedChain[],
): Promise<Place[][]> {
  const places: Place[][] = [];
  for (const { from, to } of chains) {
    const window = { from: new Date(Math.floor(from / 1000)), to: new Date(Math.ceil(to / 1000)) };
    const kinds = await kindsOfOrigins(
      connection,
      originIds.map((originId) => ({ tenantId, originId, ...window })),
    );
    places.push(kinds.map(placeOf));
  }
  return places;
}
