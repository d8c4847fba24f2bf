import { type Connection, Prisma } from "@/lib/db";
import { isRented } from "@/lib/enrich/kind-weight";
import { kindsOfOrigins, type OriginKind } from "@/lib/enrich/origin-kinds";
import { KIND_WORDS } from "@/lib/enrich/schema";
import { MICROS, type Micros } from "./answered";
import type { FlaggedChain } from "./flagged";
import { type Known, type Later, type Place, USUAL_FOR } from "./later";
import { timeOf } from "./run-answers";
import type { Entity } from "./run-entities";

/** An entity with the accounts that it knows of. */
export type Knowing = { entity: Entity; known: readonly Known[] };

type Row = Pick<Later, "accountId" | "answer" | "app" | "appId" | "userAgent" | "isOwn" | "isNewArea"> & {
  which: number;
  at: string;
  from: string;
  originId: string;
};

/**
 * What became of accounts that each of these suspects knows of: their sign-ins from sources new to them, and right
 * passwords that others than the suspect gave. Presence tells the days, and from when to when an account was there: only
 * those events of a day are read, since a busy address has thousands of others.
 */
export async function readLater(connection: Connection, knowing: readonly Knowing[]): Promise<Later[][]> {
  const later = knowing.map(() => [] as Later[]);
  if (knowing.every(({ known }) => known.length === 0)) return later;
  const rows = [...(await readSuccesses(connection, knowing)), ...(await readPasswords(connection, knowing))];
  const ways = await readWays(connection, knowing, rows);
  const momentOf = ({ which, originId, at }: Row) =>
    momentAt(knowing[which]?.entity.tenantId ?? 0, originId, Number(at));
  const places = await placesOf(connection, rows.map(momentOf));
  for (const found of rows) {
    const { which, at, originId, ...row } = found;
    const way = ways.get(wayKey(found));
    later[which]?.push({
      ...{ ...row, at: Number(at), isNewSource: true },
      isNewAgent: !way?.agents.has(row.userAgent),
      isNewApp: !way?.apps.has(row.appId),
      place: placeOf(places.get(momentKey(momentOf(found)))),
    });
  }
  for (const own of later) own.sort(inOrder);
  return later;
}

const inOrder = (a: Later, b: Later) =>
  a.at - b.at ||
  compare(a.accountId, b.accountId) ||
  compare(a.from, b.from) ||
  compare(a.userAgent, b.userAgent) ||
  compare(a.appId, b.appId);
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** Accounts with who knows of them and the time in which they matter: a relation (which, tenant_id, account_id, lo, hi). */
function knownOf(knowing: readonly Knowing[], isOne: (which: number, known: Known) => boolean = () => true) {
  const all = knowing.flatMap(({ entity, known }, which) =>
    known.filter((one) => isOne(which, one)).map((one) => ({ ...one, which, tenantId: entity.tenantId })),
  );
  return Prisma.sql`
  select * from unnest(${all.map(({ which }) => which)}::int[], ${all.map(({ tenantId }) => tenantId)}::smallint[],
                       ${all.map(({ accountId }) => accountId)}::bigint[],
                       ${all.map(({ first }) => timeOf(first))}::timestamptz[],
                       ${all.map(({ until }) => timeOf(until))}::timestamptz[])
    as k (which, tenant_id, account_id, lo, hi)`;
}

/** The suspects' own origins: a relation (which, origin_id). */
function ownOf(knowing: readonly Knowing[]) {
  const all = knowing.flatMap(({ entity }, which) => entity.originIds.map((id) => ({ which, id })));
  return Prisma.sql`
    select * from unnest(${all.map(({ which }) => which)}::int[], ${all.map(({ id }) => id)}::bigint[])
      as own (which, origin_id)`;
}

const dayOf = (time: Prisma.Sql) => Prisma.sql`(${time} at time zone 'UTC')::date`;
const USUAL_DAYS = USUAL_FOR / MICROS.day;

/**
 * The days on which the accounts signed in, from a month before they were known, with source and network. What these are
 * is asked once an origin: accounts share few, and each takes 50 µs. Rows are held together by origin meanwhile: a join
 * of relations that the planner takes for tiny would compare each with each.
 */
const seenOf = (knowing: readonly Knowing[]) => Prisma.sql`
  known as materialized (${knownOf(knowing)}
  ), own as materialized (${ownOf(knowing)}
  ), there as materialized (
    select p.origin_id, array_agg(k.which) as whiches, array_agg(k.tenant_id) as tenants,
           array_agg(k.account_id) as accounts, array_agg(k.lo) as los, array_agg(k.hi) as his, array_agg(p.day) as days,
           array_agg(p.first) as firsts, array_agg(p.last) as lasts
    from known k
    join presence p on p.account_id = k.account_id and p.tenant_id = k.tenant_id and p.successes > 0
      and p.day >= ${dayOf(Prisma.sql`k.lo`)} - ${USUAL_DAYS}::int and p.day <= ${dayOf(Prisma.sql`k.hi`)}
    group by p.origin_id
  ), placed_there as materialized (
    select there.*, source_of(o.value) as source, coalesce(src_area_of(address_of(o.value))::text, o.value) as area, o.value
    from there join origin o on o.id = there.origin_id and o.kind <> 'none'
  ), seen as materialized (
    select s.which, s.tenant_id, s.account_id, s.lo, s.hi, t.origin_id, s.day, s.first, s.last, t.source, t.area, t.value
    from placed_there t
    cross join unnest(t.whiches, t.tenants, t.accounts, t.los, t.his, t.days, t.firsts, t.lasts)
      as s (which, tenant_id, account_id, lo, hi, day, first, last)
  )`;

/**
 * Of rows `s`, on how many of the month before a row's day the account was there; `isOne` says which rows count. One pass:
 * the planner takes such relations for tiny, and would compare each row with each.
 */
const daysBefore = (what: Prisma.Sql, isOne = Prisma.sql`true`) => Prisma.sql`
  count(*) filter (where ${isOne}) over (partition by s.which, s.account_id, s.${what} order by s.day
                 range between make_interval(days => ${USUAL_DAYS}::int) preceding and interval '1 day' preceding)`;

/** Per account, source and client the first sign-in on the first day from there. */
async function readSuccesses(connection: Connection, knowing: readonly Knowing[]): Promise<Row[]> {
  const { rows } = await connection.query<Row>(Prisma.sql`
    with ${seenOf(knowing)}, placed as (
      select s.*, ${daysBefore(Prisma.sql`area`)} = 0 as is_new_area, ${daysBefore(Prisma.sql`source`)} = 0 as is_new_source
      from seen s
    ), fresh as materialized (
      select * from placed s where s.is_new_source and s.day >= ${dayOf(Prisma.sql`s.lo`)}
    ), told as (
      select f.which, f.account_id, f.origin_id, f.value, f.is_new_area, f.lo, f.hi, e.client_id, e.at,
             min(e.at) over (partition by f.which, f.account_id, f.source) as earliest
      from fresh f
      join event e on e.tenant_id = f.tenant_id and e.origin_id = f.origin_id and e.at >= f.first and e.at <= f.last
      join outcome u on u.id = e.outcome_id and u.answer = 'signed-in'
      join identity i on i.id = e.identity_id and i.account_id = f.account_id
    )
    select t.which, t.account_id::text as "accountId", 'signed-in' as answer, t.value as "from", t.origin_id::text as "originId",
           c.app, c.app_id as "appId", c.user_agent as "userAgent", t.is_new_area as "isNewArea",
           (t.which, t.origin_id) in (select which, origin_id from own) as "isOwn", micros_of(min(t.at))::text as at
    from told t join client c on c.id = t.client_id
    where t.at > t.lo and t.at <= t.hi and t.earliest > t.lo
    group by t.which, t.account_id, t.origin_id, t.value, t.is_new_area, c.app, c.app_id, c.user_agent`);
  return rows;
}

/** The same for right passwords that were not enough, asked from other sources than the suspect's. */
async function readPasswords(connection: Connection, knowing: readonly Knowing[]): Promise<Row[]> {
  const { rows } = await connection.query<Row>(Prisma.sql`
    with ${seenOf(knowing)}, told as materialized (
      select k.which, k.account_id, p.origin_id, o.value, source_of(o.value) as source,
             coalesce(src_area_of(address_of(o.value))::text, o.value) as area, p.client_id,
             ${dayOf(Prisma.sql`p.first`)} as day, case when p.first > k.lo then p.first else p.last end as at
      from known k
      join identity i on i.account_id = k.account_id
      join probe p on p.identity_id = i.id and p.tenant_id = k.tenant_id and p.last > k.lo and p.first <= k.hi
        and p.outcome_id = any(array(select id from outcome where answer = 'password-known'))
      join origin o on o.id = p.origin_id and o.kind <> 'none'
      where (k.which, p.origin_id) not in (select which, origin_id from own)
    ), both_kinds as (
      select which, account_id, source, area, day, false as is_told, null::bigint as origin_id, null::text as value,
             null::bigint as client_id, null::timestamptz as at
      from seen
      union all
      select which, account_id, source, area, day, true, origin_id, value, client_id, at from told
    ), placed as (
      select s.*, ${daysBefore(Prisma.sql`area`, Prisma.sql`not s.is_told`)} = 0 as is_new_area,
             ${daysBefore(Prisma.sql`source`, Prisma.sql`not s.is_told`)} = 0 as is_new_source
      from both_kinds s
    )
    select t.which, t.account_id::text as "accountId", 'password-known' as answer, t.value as "from",
           t.origin_id::text as "originId", c.app, c.app_id as "appId", c.user_agent as "userAgent",
           t.is_new_area as "isNewArea", false as "isOwn", micros_of(min(t.at))::text as at
    from placed t join client c on c.id = t.client_id
    where t.is_told and t.is_new_source
    group by t.which, t.account_id, t.origin_id, t.value, t.is_new_area, t.day, c.app, c.app_id, c.user_agent`);
  return rows;
}

type Ways = Map<string, { agents: Set<string>; apps: Set<string> }>;

const wayKey = ({ which, accountId }: { which: number; accountId: string }) => `${which} ${accountId}`;

/** With what the accounts signed in during the month before they were known; of those only that were found later. */
async function readWays(
  connection: Connection,
  knowing: readonly Knowing[],
  found: readonly Row[],
): Promise<Ways> {
  const ways: Ways = new Map();
  if (found.length === 0) return ways;
  const ids = new Set(found.map(wayKey));
  const asked = knownOf(knowing, (which, { accountId }) => ids.has(wayKey({ which, accountId })));
  const { rows } = await connection.query<{
    which: number;
    accountId: string;
    agent: string;
    appId: string;
  }>(Prisma.sql`
    with known as materialized (${asked})
    select distinct k.which, k.account_id::text as "accountId", c.user_agent as agent, c.app_id as "appId"
    from known k
    join presence p on p.account_id = k.account_id and p.tenant_id = k.tenant_id and p.successes > 0
      and p.day >= ${dayOf(Prisma.sql`k.lo`)} - ${USUAL_DAYS}::int and p.day <= ${dayOf(Prisma.sql`k.lo`)}
    join event e on e.tenant_id = k.tenant_id and e.origin_id = p.origin_id and e.at < k.lo
      and e.at >= p.first and e.at <= p.last
    join outcome u on u.id = e.outcome_id and u.answer = 'signed-in'
    join identity i on i.id = e.identity_id and i.account_id = k.account_id
    join client c on c.id = e.client_id`);
  for (const row of rows) {
    const way = ways.get(wayKey(row)) ?? { agents: new Set(), apps: new Set() };
    way.agents.add(row.agent);
    way.apps.add(row.appId);
    ways.set(wayKey(row), way);
  }
  return ways;
}

type Moment = { tenantId: number; originId: string; from: Date; to: Date };

const momentAt = (tenantId: number, originId: string, at: Micros): Moment => {
  const from = Math.floor(at / 1000);
  return { tenantId, originId, from: new Date(from), to: new Date(from + 1) };
};
const momentKey = ({ tenantId, originId, from, to }: Moment) =>
  `${tenantId} ${originId} ${from.getTime()} ${to.getTime()}`;

async function placesOf(
  connection: Connection,
  moments: readonly Moment[],
): Promise<Map<string, OriginKind>> {
  const unique = new Map(moments.map((one) => [momentKey(one), one]));
  const kinds = unique.size === 0 ? [] : await kindsOfOrigins(connection, [...unique.values()]);
  return new Map(kinds.map((kind) => [momentKey(kind), kind]));
}

const placeOf = (found: OriginKind | undefined): Place => ({
  ...{ area: found?.area ?? null, asn: found?.asn ?? null },
  ...{ isRented: isRented(found?.kind ?? null), kind: found?.kind ? KIND_WORDS[found.kind] : null },
});

/** Where each of these suspects itself was during each of its chains. */
export async function readPlaces(
  connection: Connection,
  parts: readonly { entity: Entity; chains: readonly FlaggedChain[] }[],
): Promise<Place[][][]> {
  const momentsOf = parts.map(({ entity: { tenantId, originIds }, chains }) =>
    chains.map(({ from, to }) => {
      const window = { from: new Date(Math.floor(from / 1000)), to: new Date(Math.ceil(to / 1000)) };
      return originIds.map((originId) => ({ tenantId, originId, ...window }));
    }),
  );
  const places = await placesOf(connection, momentsOf.flat(2));
  return momentsOf.map((chains) =>
    chains.map((moments) => moments.map((one) => placeOf(places.get(momentKey(one))))),
  );
}
