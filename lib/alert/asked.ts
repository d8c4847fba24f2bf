import { Prisma } from "@/lib/db";
import { ANSWER_RANKS, rowsOf } from "@/lib/detection/ledger";

const detectionsOf = (alertId: string) => Prisma.sql`select id from detection where alert_id = ${alertId}`;

/** The ledger rows of an alert, each once however many of its detections hold it. */
export const heldBy = (alertId: string) => Prisma.sql`
  select distinct r.tenant_id, r.origin_id, r.hour, r.client_id, r.outcome_id, r.identity_id, r.attempts, r.first, r.last
  from (${rowsOf(detectionsOf(alertId))}) r`;

/**
 * All that the same origin asked in the hours of the alert: the ledger, and the sign-ins that the ledger leaves
 * out, which are read by (origin, at). Expects a relation `hours`.
 */
const askedAround = Prisma.sql`
  select p.identity_id, p.outcome_id, p.attempts, p.first, p.last
  from hours join probe p using (tenant_id, origin_id, hour)
  union all
  select e.identity_id, e.outcome_id, count(*)::int, min(e.at), max(e.at)
  from hours
  join event e on e.tenant_id = hours.tenant_id and e.origin_id = hours.origin_id
    and e.at >= hours.hour and e.at < hours.hour + interval '1 hour'
  join outcome u on u.id = e.outcome_id and u.answer = 'signed-in'
  group by e.identity_id, e.outcome_id`;

/**
 * Per account its best answer, codes, attempts and times, columns as AlertName, with its `rank`; `names` and
 * `codes` may repeat, the first asked first. With `isWide` over everything the origin asked in the alert's hours,
 * else over the alert's own rows. Two passes and no join between them: the planner takes such intermediate
 * results for tiny, and a nested loop over a hundred thousand names would never end.
 */
export function accountsOf(alertId: string, isWide: boolean): Prisma.Sql {
  return Prisma.sql`
    with hours as (
      select distinct tenant_id, origin_id, window_from as hour from detection where alert_id = ${alertId}
    ), held as materialized (${heldBy(alertId)}
    ), own as (
      select i.account_id from held join identity i on i.id = held.identity_id
    ), asked as (
      select i.account_id, i.account, i.name, coalesce(nullif(u.code, ''), upper(u.vector)) as code,
             array_position(${ANSWER_RANKS}, u.answer) as rank, bool_or(u.mfa_missing) as mfa_missing,
             sum(a.attempts) as attempts, min(a.first) as first, max(a.last) as last
      from (${isWide ? askedAround : Prisma.sql`select * from held`}) a
      join identity i on i.id = a.identity_id
      join outcome u on u.id = a.outcome_id
      group by 1, 2, 3, 4, 5
    )
    select account, (array_agg(name order by first, name collate "C"))[1:100] as names,
           (${ANSWER_RANKS})[max(rank)] as answer, (array_agg(code order by rank desc, attempts desc, code))[1] as code,
           (array_agg(code order by first, code))[1:100] as codes, bool_or(mfa_missing) as "mfaMissing",
           sum(attempts)::int as attempts, min(first) as "firstSeen", max(last) as "lastSeen",
           account_id in (select account_id from own) as "inDetections", max(rank) as rank
    from asked
    group by account_id, account`;
}

/** The tally of AlertFacets.around: one pass without names or codes, which a large alert needs not sort. */
const tallyAround = (alertId: string) => Prisma.sql`
  with hours as (
    select distinct tenant_id, origin_id, window_from as hour from detection where alert_id = ${alertId}
  ), best as (
    select max(array_position(${ANSWER_RANKS}, u.answer)) as rank
    from (${askedAround}) a
    join identity i on i.id = a.identity_id
    join outcome u on u.id = a.outcome_id
    group by i.account_id
  ), counted as (
    select (${ANSWER_RANKS})[rank] as answer, count(*)::int as accounts from best group by rank
  )
  select coalesce(jsonb_object_agg(answer, accounts), '{}') from counted`;

/** One row with the tally and the four lists of AlertFacets as JSON. */
export function facetsOf(alertId: string): Prisma.Sql {
  const most = 100;
  return Prisma.sql`
    with held as materialized (
      select h.attempts, i.account_id, c.app, c.app_id, c.client_app, c.user_agent, c.protocol, u.vector,
             coalesce(nullif(u.code, ''), upper(u.vector)) as code, u.description, u.answer, u.class
      from (${heldBy(alertId)}) h
      join identity i on i.id = h.identity_id
      join client c on c.id = h.client_id
      join outcome u on u.id = h.outcome_id
    ), app as (
      select app, app_id as "appId", sum(attempts)::int as attempts, count(distinct account_id)::int as names
      from held group by app, app_id order by attempts desc, app, app_id limit ${most}
    ), client as (
      select client_app as "clientApp", protocol, sum(attempts)::int as attempts, count(distinct account_id)::int as names
      from held group by client_app, protocol order by attempts desc, client_app, protocol limit ${most}
    ), agent as (
      select user_agent as "userAgent", sum(attempts)::int as attempts, count(distinct account_id)::int as names
      from held group by user_agent order by attempts desc, user_agent limit ${most}
    ), code as (
      select vector, code, description, answer, class, sum(attempts)::int as attempts,
             count(distinct account_id)::int as names
      from held group by vector, code, description, answer, class
      order by attempts desc, code, description limit ${most}
    )
    select (${tallyAround(alertId)}) as around,
           (select coalesce(jsonb_agg(listed), '[]') from app listed) as apps,
           (select coalesce(jsonb_agg(listed), '[]') from client listed) as clients,
           (select coalesce(jsonb_agg(listed), '[]') from agent listed) as agents,
           (select coalesce(jsonb_agg(listed), '[]') from code listed) as codes`;
}
