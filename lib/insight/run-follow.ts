import { z } from "zod";
import { type Connection, Prisma } from "@/lib/db";
import { NO_ORIGIN } from "@/lib/detection/schema";
import { answers } from "./asked";
import { AROUND_DAYS } from "./guide-answers";
import { MOST_CONFIRMED, type Scope } from "./run-guide-facts";

const MOST = 10;
const Count = z.number().int();

/** The confirmed accounts that are followed, each with the day on which it was confirmed. */
const confirmedOf = (alertId: string) => Prisma.sql`
  select account_id, account, (first at time zone 'UTC')::date as day from alert_name
  where alert_id = ${alertId} and rank >= array_position(${answers}, 'exists-unusable')
  order by rank desc, account_id limit ${MOST_CONFIRMED}`;

/** The days around an alert, as ends of a range of dates, both included. */
const daysAround = ({ first, last }: Scope) => Prisma.sql`
  between (${first}::timestamptz at time zone 'UTC')::date - ${AROUND_DAYS}::int
      and (${last}::timestamptz at time zone 'UTC')::date + ${AROUND_DAYS}::int`;

const After = z.object({
  sameOrigin: Count,
  before: Count,
  refusedElsewhere: Count,
  newPlaces: Count,
  listed: z.array(z.object({ account: z.string(), origin: z.string(), day: z.string() })),
});

/**
 * What became of the confirmed accounts within a fortnight, by whole UTC days: sign-ins from the alert's origin,
 * refusals elsewhere, and sign-ins from a place where the person had never signed in before.
 */
export async function afterOf(connection: Connection, alertId: string, scope: Scope) {
  const { tenantId, originId } = scope;
  const { rows } = await connection.query(Prisma.sql`
    with confirmed as materialized (${confirmedOf(alertId)}
    ), around as materialized (
      select p.account_id, c.account, p.origin_id, p.day, p.successes, p.failures, p.day >= c.day as is_after
      from confirmed c join presence p on p.account_id = c.account_id and p.tenant_id = ${tenantId}
        and p.day ${daysAround(scope)}
    ), new_place as materialized (
      select a.account_id, min(a.account) as account, a.origin_id, min(a.day) as day
      from around a join confirmed c using (account_id)
      where a.is_after and a.successes > 0 and a.origin_id is distinct from ${originId}::bigint
        and not exists (
          select from presence b
          where b.tenant_id = ${tenantId} and b.account_id = a.account_id and b.origin_id = a.origin_id
            and b.successes > 0 and b.day < c.day
        )
      group by a.account_id, a.origin_id
    ), listed as (
      select n.account, case o.kind when 'none' then ${NO_ORIGIN} else o.value end as origin, n.day::text as day
      from new_place n join origin o on o.id = n.origin_id order by n.day, n.account collate "C", origin limit ${MOST}
    )
    select count(distinct account_id) filter (where is_after and successes > 0 and origin_id = ${originId}::bigint)::int
             as "sameOrigin",
           count(distinct account_id) filter (where not is_after and successes > 0)::int as before,
           count(distinct account_id) filter (where is_after and failures > 0
             and origin_id is distinct from ${originId}::bigint)::int as "refusedElsewhere",
           (select count(*)::int from new_place) as "newPlaces",
           (select coalesce(jsonb_agg(l order by l.day, l.account, l.origin), '[]') from listed l) as listed
    from around`);
  return After.parse(rows[0]);
}

const Channel = z.object({ resets: Count, finished: Count, prompts: Count, finishedHere: Count });

/** Password resets and failed second-factor prompts of the confirmed accounts within a fortnight. */
export async function channelOf(connection: Connection, alertId: string, scope: Scope) {
  const { tenantId, originId, first, last } = scope;
  const from = Prisma.sql`${first}::timestamptz - ${AROUND_DAYS}::int * interval '1 day'`;
  const to = Prisma.sql`${last}::timestamptz + ${AROUND_DAYS}::int * interval '1 day'`;
  const { rows } = await connection.query(Prisma.sql`
    with confirmed as materialized (${confirmedOf(alertId)}
    ), spelt as materialized (
      select i.id, i.account_id from identity i where i.account_id in (select account_id from confirmed)
    ), reset as (
      select s.account_id, u.answer
      from spelt s join event e on e.identity_id = s.id and e.source = 2 and e.tenant_id = ${tenantId}
        and e.at >= ${from} and e.at < ${to}
      join outcome u on u.id = e.outcome_id and u.vector = 'sspr'
    ), prompt as (
      select s.account_id
      from spelt s join probe p on p.identity_id = s.id and p.tenant_id = ${tenantId}
        and p.hour >= ${from} and p.hour < ${to}
      join outcome u on u.id = p.outcome_id and u.code = '500121'
    )
    select (select count(distinct account_id)::int from reset) as resets,
           (select count(distinct account_id)::int from reset where answer = 'signed-in') as finished,
           (select count(distinct account_id)::int from prompt) as prompts,
           (select count(distinct e.identity_id)::int
            from event e join outcome u on u.id = e.outcome_id and u.vector = 'sspr' and u.answer = 'signed-in'
            where e.tenant_id = ${tenantId} and e.origin_id = ${originId}::bigint
              and e.at >= ${first}::timestamptz and e.at < ${last}::timestamptz + interval '1 day') as "finishedHere"`);
  return Channel.parse(rows[0]);
}
