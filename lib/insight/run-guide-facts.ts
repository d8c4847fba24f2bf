import { z } from "zod";
import { type Connection, Prisma } from "@/lib/db";
import { NO_ORIGIN } from "@/lib/detection/schema";
import { Answer, Vector } from "@/lib/event/schema";
import { answers } from "./asked";
import { BEFORE_DAYS } from "./guide-answers";

/** Of the confirmed accounts so many are followed, the strongest answers first. */
export const MOST_CONFIRMED = 1000;
const MOST = 10;

const Count = z.number().int();
const Moment = z.date();

const Scope = z.object({
  tenantId: z.number().int(),
  originId: z.string().nullable(),
  first: Moment,
  last: Moment,
});
export type Scope = z.infer<typeof Scope>;

/** What an alert is about; where its rows name no address, the origin that stands for none. */
export async function scopeOf(connection: Connection, alertId: string): Promise<Scope> {
  const { rows } = await connection.query(Prisma.sql`
    select a.tenant_id::int as "tenantId", first_seen as first, last_seen as last,
           coalesce(a.origin_id, (select d.origin_id from detection d where d.alert_id = a.id limit 1))::text as "originId"
    from alert a where a.id = ${alertId}`);
  return Scope.parse(rows[0]);
}

const Held = z.object({
  first: Moment.nullable(),
  last: Moment.nullable(),
  vectors: z.array(z.object({ vector: Vector, events: Count })),
});

/** What the logs held cover: their ends, and per kind the rows on the alert's days. */
export async function heldBy(connection: Connection, { tenantId, first, last }: Scope, now: Date) {
  const { rows } = await connection.query(Prisma.sql`
    with per_vector as (
      select u.vector, sum(r.events)::int as events
      from rollup r join outcome u on u.id = r.outcome_id
      where r.tenant_id = ${tenantId} and r.day between (${first}::timestamptz at time zone 'UTC')::date
        and (${last}::timestamptz at time zone 'UTC')::date
      group by u.vector
    )
    select min(r.first) as first, max(r.last) as last,
           (select coalesce(jsonb_agg(v order by v.vector), '[]') from per_vector v) as vectors
    from rollup r
    where r.tenant_id = ${tenantId} and r.last < ${now}::timestamptz + interval '2 days'
      and r.first >= '2010-01-01T00:00:00Z'`);
  return Held.parse(rows[0]);
}

const Source = z.object({
  first: Moment.nullable(),
  last: Moment.nullable(),
  users: Count,
  signIns: Count,
  places: z.array(z.string()),
});

/** Who signed in from the origin in the month before, by whole days, and where its rows say that it is. */
export async function sourceOf(connection: Connection, { tenantId, originId, first, last }: Scope) {
  const day = Prisma.sql`(${first}::timestamptz at time zone 'UTC')::date`;
  const { rows } = await connection.query(Prisma.sql`
    select min(p.first) as first, max(p.last) as last,
           count(distinct p.account_id) filter (where p.successes > 0 and p.day >= ${day} - ${BEFORE_DAYS}::int
             and p.day < ${day})::int as users,
           coalesce(sum(p.successes) filter (where p.day >= ${day} - ${BEFORE_DAYS}::int and p.day < ${day}), 0)::int
             as "signIns",
           array(
             select concat_ws(', ', nullif(l.city, ''), nullif(l.country, ''), nullif(l.asn, '')) from (
               select e.place_id, count(*) as n from event e
               where e.tenant_id = ${tenantId} and e.origin_id = ${originId}::bigint
                 and e.at >= ${first}::timestamptz and e.at <= ${last}::timestamptz
               group by e.place_id
             ) e join place l on l.id = e.place_id
             where l.city <> '' or l.country <> '' or l.asn <> ''
             order by e.n desc limit 3
           ) as places
    from presence p where p.tenant_id = ${tenantId} and p.origin_id = ${originId}::bigint`);
  return Source.parse(rows[0]);
}

const Choice = z.object({
  names: Count,
  absent: Count,
  once: Count,
  domainCount: Count,
  domains: z.array(z.object({ domain: z.string(), names: Count })),
});

/** How many of the names are absent or were tried once, and which domains they end in. */
export async function choiceOf(connection: Connection, alertId: string) {
  const { rows } = await connection.query(Prisma.sql`
    with named as (
      select split_part(account, '@', 2) as domain, rank, attempts from alert_name where alert_id = ${alertId}
    ), per_domain as (
      select domain, count(*)::int as names from named group by domain order by names desc, domain limit 3
    )
    select count(*)::int as names, count(*) filter (where rank = array_position(${answers}, 'absent'))::int as absent,
           count(*) filter (where attempts = 1)::int as once, count(distinct domain)::int as "domainCount",
           (select coalesce(jsonb_agg(d order by d.names desc, d.domain), '[]') from per_domain d) as domains
    from named`);
  return Choice.parse(rows[0]);
}

const Learned = z.object({
  confirmed: Count,
  withoutFactor: Count,
  strongest: z.array(z.object({ account: z.string(), answer: Answer, code: z.string() })),
});

/** The confirmed accounts, and the few with the strongest answers. */
export async function learnedOf(connection: Connection, alertId: string) {
  const { rows } = await connection.query(Prisma.sql`
    with confirmed as (
      select account, rank, code, mfa_missing from alert_name
      where alert_id = ${alertId} and rank >= array_position(${answers}, 'exists-unusable')
    ), strongest as (
      select account, (${answers})[rank] as answer, code from confirmed
      order by rank desc, account collate "C" limit ${MOST}
    )
    select count(*)::int as confirmed, count(*) filter (where mfa_missing)::int as "withoutFactor",
           (select coalesce(jsonb_agg(s), '[]') from strongest s) as strongest
    from confirmed`);
  return Learned.parse(rows[0]);
}

const Others = z.object({
  origins: Count,
  listed: z.array(z.object({ origin: z.string(), names: Count })),
});

/** The accounts that one rule's episodes in an alert hold. */
export async function accountsOf(
  connection: Connection,
  alertId: string,
  ruleId: string,
): Promise<Set<string>> {
  const { rows } = await connection.query<{ account: string }>(Prisma.sql`
    select distinct i.account
    from detection d join detection_row r on r.detection_id = d.id join identity i on i.id = r.identity_id
    where d.alert_id = ${alertId}::bigint and d.rule_id = ${ruleId}`);
  return new Set(rows.map(({ account }) => account));
}

/** The alert's own sources: those of its detections, or of their rows where a detection has no origin of its own. */
export const ownSources = (alertId: string) => Prisma.sql`
  select origin_id from detection where alert_id = ${alertId}::bigint and origin_id is not null
  union
  select r.origin_id from detection d join detection_row r on r.detection_id = d.id
  where d.alert_id = ${alertId}::bigint and d.origin_id is null`;

/** Other origins whose refused rows came with one of these agents within a day of the alert. */
export async function othersWith(
  connection: Connection,
  alertId: string,
  { tenantId, first, last }: Scope,
  agents: readonly string[],
) {
  const { rows } = await connection.query(Prisma.sql`
    with own as materialized (${ownSources(alertId)}
    ), per_origin as (
      select p.origin_id, count(distinct i.account_id)::int as names
      from probe p join client c on c.id = p.client_id join identity i on i.id = p.identity_id
      where p.tenant_id = ${tenantId} and p.hour >= ${first}::timestamptz - interval '1 day'
        and p.hour < ${last}::timestamptz + interval '1 day' and p.origin_id not in (select origin_id from own)
        and c.user_agent = any(${[...agents]}::text[])
      group by p.origin_id
    ), listed as (
      select case o.kind when 'none' then ${NO_ORIGIN} else o.value end as origin, p.names
      from per_origin p join origin o on o.id = p.origin_id order by p.names desc, o.value limit ${MOST}
    )
    select (select count(*)::int from per_origin) as origins,
           (select coalesce(jsonb_agg(l order by l.names desc, l.origin), '[]') from listed l) as listed`);
  return Others.parse(rows[0]);
}
