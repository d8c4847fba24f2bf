import { z } from "zod";
import { authorise } from "@/lib/access/authorise";
import type { Actor } from "@/lib/access/schema";
import { alertById, movedTo } from "@/lib/alert/read";
import { type Connection, Prisma, readWithin, store } from "@/lib/db";
import { NO_ORIGIN } from "@/lib/detection/schema";
import { AppError } from "@/lib/errors";
import { answers } from "./asked";
import { AROUND_DAYS } from "./guide-answers";
import { MOST_CONFIRMED, ownSources, scopeOf } from "./run-guide-facts";
import { AccountUse, AlertUses } from "./uses-schema";

const LONGEST = 15_000;
const late = (cause: unknown) =>
  new AppError("unavailable", "Following the confirmed accounts took longer than 15 seconds. Try again.", {
    cause,
  });

const MOST = 100;

/** Accounts that the alert confirmed, the strongest answers first, each with the moment at which it was found out. */
const confirmedOf = (alertId: string) => Prisma.sql`
  select account_id, account, code, learned, (learned at time zone 'UTC')::date as day from alert_name
  where alert_id = ${alertId}::bigint and rank >= array_position(${answers}, 'exists-unusable')
  order by rank desc, account_id limit ${MOST_CONFIRMED}`;

/** Nobody had signed in as this account from there on an earlier day than that on which it was found out. */
const isNew = (tenantId: number, known: Prisma.Sql, originId: Prisma.Sql) => Prisma.sql`not exists (
  select from presence b
  where b.tenant_id = ${tenantId} and b.account_id = ${known}.account_id and b.origin_id = ${originId}
    and b.successes > 0 and b.day < ${known}.day)`;

/** The first sign-in of an account from each origin that is new to it, if it came after the account was found out. */
const signedIn = (tenantId: number) => Prisma.sql`
  select d.account_id, d.origin_id, 'signed-in' as answer, e.at, e.client_id, e.place_id
  from (
    select c.account_id, c.learned, p.origin_id, min(p.day) as first_day
    from confirmed c join presence p on p.account_id = c.account_id and p.tenant_id = ${tenantId}
      and p.successes > 0 and p.day between c.day and c.day + ${AROUND_DAYS}::int
    where ${isNew(tenantId, Prisma.sql`c`, Prisma.sql`p.origin_id`)}
    group by c.account_id, c.learned, p.origin_id
  ) d
  cross join lateral (
    select e.at, e.client_id, e.place_id
    from event e join outcome u on u.id = e.outcome_id and u.answer = 'signed-in'
    where e.tenant_id = ${tenantId} and e.origin_id = d.origin_id
      and e.at >= d.first_day::timestamp at time zone 'UTC'
      and e.at < (d.first_day + 1)::timestamp at time zone 'UTC'
      and e.identity_id in (select id from identity i where i.account_id = d.account_id)
    order by e.at limit 1
  ) e
  where e.at > d.learned`;

/** Passwords that were right elsewhere afterwards; those of the alert's own sources stand among its names. */
const passwordsElsewhere = (tenantId: number) => Prisma.sql`
  select c.account_id, p.origin_id, 'password-known' as answer, p.first as at, p.client_id, null::bigint as place_id
  from confirmed c join identity i on i.account_id = c.account_id
  join probe p on p.identity_id = i.id and p.tenant_id = ${tenantId} and p.first > c.learned
    and p.hour < c.learned + ${AROUND_DAYS}::int * interval '1 day'
  join outcome u on u.id = p.outcome_id and u.answer = 'password-known'
  where p.origin_id not in (select origin_id from own)
    and ${isNew(tenantId, Prisma.sql`c`, Prisma.sql`p.origin_id`)}`;

const instant = z.date().transform((at) => at.toISOString());
const Row = AccountUse.extend({ knownSince: instant, at: instant, of: z.number().int() });

/** At most 100, those of the alert's own sources first; `of` says how many there are. */
export async function usesOf(connection: Connection, alertId: string, tenantId: number) {
  const { rows } = await connection.query(Prisma.sql`
    with confirmed as materialized (${confirmedOf(alertId)}
    ), own as materialized (${ownSources(alertId)}
    ), used as (
      select distinct on (account_id, origin_id) *
      from (${signedIn(tenantId)} union all ${passwordsElsewhere(tenantId)}) u
      order by account_id, origin_id, answer desc, at
    )
    select c.account, c.learned as "knownSince", c.code, u.answer, u.at,
           case o.kind when 'none' then ${NO_ORIGIN} else o.value end as origin,
           case when u.origin_id in (select origin_id from own) then 'own source' else 'new place' end as way,
           coalesce(nullif(k.app, ''), k.app_id) as app, k.user_agent as "userAgent",
           coalesce(l.country, '') as country, count(*) over ()::int as of
    from used u join confirmed c on c.account_id = u.account_id
    join origin o on o.id = u.origin_id join client k on k.id = u.client_id
    left join place l on l.id = u.place_id
    order by way desc, u.at, c.account collate "C", origin limit ${MOST}`);
  return z.array(Row).parse(rows);
}

const Totals = z.object({ confirmed: z.number().int(), heldUntil: instant.nullable() });

async function totalsOf(connection: Connection, alertId: string, tenantId: number) {
  const { rows } = await connection.query(Prisma.sql`
    select (select count(*)::int from alert_name
            where alert_id = ${alertId}::bigint and rank >= array_position(${answers}, 'exists-unusable')) as confirmed,
           (select max(last) from rollup where tenant_id = ${tenantId}) as "heldUntil"`);
  return Totals.parse(rows[0]);
}

/**
 * What became within a fortnight of the accounts that an alert confirmed: who signed in with which, when, from where
 * and with what. An alert that was merged gives those of the one it is part of. Throws `not-found`.
 */
export async function readUses(actor: Actor, id: string): Promise<AlertUses> {
  authorise(actor, "read");
  const alertId = (await movedTo(id)) ?? id;
  return readWithin(store().pool, { ms: LONGEST, onLate: late }, async (connection) => {
    await alertById(connection, alertId);
    const { tenantId } = await scopeOf(connection, alertId);
    const rows = await usesOf(connection, alertId, tenantId);
    const totals = await totalsOf(connection, alertId, tenantId);
    return AlertUses.parse({
      items: rows.map(({ of: _, ...use }) => use),
      of: rows[0]?.of ?? 0,
      followed: Math.min(totals.confirmed, MOST_CONFIRMED),
      ...totals,
    });
  });
}
