import { z } from "zod";
import { authorise } from "@/lib/access/authorise";
import type { Actor } from "@/lib/access/schema";
import { Prisma, store } from "@/lib/db";
import { NO_ORIGIN } from "@/lib/detection/schema";
import { AppError } from "@/lib/errors";
import { accountOf, accountsOf } from "@/lib/event/star";
import { storedText } from "@/lib/stored-text";
import { AccountReport } from "./account-schema";
import { answers } from "./asked";
import { shownCode } from "./event-filter";

const MOST_ORIGINS = 500;
const MOST_NAMES = 10;

const Moment = z.date().transform((at) => at.toISOString());
/** Postgres writes instants inside JSON with the session's offset. */
const Instant = z.iso.datetime({ offset: true }).transform((at) => new Date(at).toISOString());
const Row = AccountReport.omit({ account: true }).extend({
  firstSeen: Moment.nullable(),
  lastSeen: Moment.nullable(),
  origins: z.array(
    AccountReport.shape.origins.element.extend({
      firstSeen: Instant,
      firstLearned: Instant,
      lastSeen: Instant,
    }),
  ),
  alerts: z.array(AccountReport.shape.alerts.element.extend({ lastSeen: Instant })),
});

type Identity = { ids: string[]; accountIds: string[]; names: string[]; account: string };

/** The name as every log folds it is the account's; else the one that Windows folds it to. */
async function findAccount(account: string): Promise<Identity> {
  const rows = await store().db.$queryRaw<Identity[]>`
    select array_agg(id::text) as ids, array_agg(distinct account_id::text) as "accountIds",
           (array_agg(name order by name collate "C"))[1:${MOST_NAMES}] as names,
           (array_agg(account order by (account = ${storedText(account)}) desc, account))[1] as account
    from identity where account = any(${accountsOf(account).map(storedText)}) having count(*) > 0`;
  const found = rows[0];
  if (!found)
    throw new AppError("not-found", `No log held here names the account ${account || "with no name"}.`);
  return found;
}

/** The sign-ins of one day of a row `s` of presence, by (origin, at). */
const signIn = (ids: string[], day: Prisma.Sql) => Prisma.sql`
  select e.at, ${shownCode} as code from event e join outcome o on o.id = e.outcome_id
  where e.tenant_id = s.tenant_id and e.origin_id = s.origin_id and e.identity_id = any(${ids}::bigint[])
    and e.at >= ${day}::timestamp at time zone 'UTC' and e.at < (${day} + 1)::timestamp at time zone 'UTC'
    and o.answer = 'signed-in'`;

/**
 * What was asked, by origin and outcome. The ledger holds every outcome but sign-ins that worked; presence counts
 * those, and their code is read from the latest one.
 */
const askedFor = ({ ids, accountIds }: Identity) => Prisma.sql`
  seen as (
    select tenant_id, origin_id, sum(successes)::int as successes, min(first) as first, max(last) as last,
           max(day) filter (where successes > 0) as last_day, min(day) filter (where successes > 0) as first_day
    from presence where account_id = any(${accountIds}::bigint[]) group by tenant_id, origin_id
  ), asked as (
    select p.tenant_id, p.origin_id, array_position(${answers}, o.answer) as rank, ${shownCode} as code,
           sum(p.attempts)::int as n, min(p.first) as first, max(p.last) as last, min(p.first) as learned
    from probe p join outcome o on o.id = p.outcome_id
    where p.identity_id = any(${ids}::bigint[]) group by 1, 2, 3, 4
    union all
    select s.tenant_id, s.origin_id, array_position(${answers}, 'signed-in'), latest.code, s.successes, s.first, s.last,
           earliest.at
    from seen s
    cross join lateral (${signIn(ids, Prisma.sql`s.last_day`)} order by e.at desc limit 1) latest
    cross join lateral (${signIn(ids, Prisma.sql`s.first_day`)} order by e.at limit 1) earliest
    where s.successes > 0
  ), held as (
    select distinct p.origin_id, d.alert_id
    from (select distinct tenant_id, origin_id, hour from probe where identity_id = any(${ids}::bigint[])) p
    cross join lateral (
      select d.alert_id from detection d
      where d.tenant_id = p.tenant_id and d.origin_id = p.origin_id
        and d.window_from < p.hour + interval '1 hour' and d.window_to > p.hour
      union all
      select d.alert_id from detection d
      where d.tenant_id = p.tenant_id and d.entity_kind <> 'origin'
        and d.window_from < p.hour + interval '1 hour' and d.window_to > p.hour
        and exists (select from detection_row r where r.detection_id = d.id and r.origin_id = p.origin_id)
    ) d
    where d.alert_id is not null
  )`;

/** Per origin its best answer, codes and times; columns as AccountOrigin. */
const byOrigin = Prisma.sql`
  per_origin as (
    select a.origin_id, max(a.rank) as rank, (array_agg(a.code order by a.rank desc, a.n desc, a.code))[1] as code,
           array_agg(a.code order by a.rank desc, a.n desc, a.code) as codes, sum(a.n)::int as attempts,
           min(a.first) as first, max(a.last) as last, (array_agg(a.learned order by a.rank desc, a.learned))[1] as learned
    from asked a group by a.origin_id
  ), answered as (
    select origin_id, jsonb_object_agg((${answers})[rank], n) as tally
    from (select origin_id, rank, sum(n)::int as n from asked group by 1, 2) x group by origin_id
  ), listed as (
    select case g.kind when 'none' then ${NO_ORIGIN} else g.value end as origin, (${answers})[p.rank] as answer, p.code,
           array(select distinct unnest(p.codes[1:100])) as codes, w.tally as "byAnswer", p.attempts,
           p.first as "firstSeen", p.learned as "firstLearned", p.last as "lastSeen", p.rank,
           array(select distinct h.alert_id::text from held h where h.origin_id = p.origin_id order by 1) as alerts
    from per_origin p join answered w using (origin_id) join origin g on g.id = p.origin_id
    order by p.rank desc, p.last desc, g.value limit ${MOST_ORIGINS}
  )`;

/**
 * Who asked for an account, what each learned, and when: all tenants, all data held; `~none` is the empty name.
 * Audit rows answer nobody and are left out. Throws `not-found` for an account that no row names.
 */
export async function readAccount(actor: Actor, asked: string): Promise<AccountReport> {
  authorise(actor, "read");
  const account = asked === NO_ORIGIN ? "" : accountOf(asked);
  const known = await findAccount(account);
  const rows = await store().db.$queryRaw<unknown[]>`
    with ${askedFor(known)}, ${byOrigin}
    select ${known.names}::text[] as names, (${answers})[(select max(rank) from asked)] as answer,
           coalesce((select bool_and(t.is_sample) from asked a join tenant t on t.id = a.tenant_id), false) as "isSample",
           (select coalesce(jsonb_object_agg((${answers})[rank], n), '{}')
            from (select rank, sum(n)::int as n from asked group by rank) x) as "byAnswer",
           (select coalesce(sum(n), 0)::int from asked) as attempts,
           (select min(first) from asked) as "firstSeen", (select max(last) from asked) as "lastSeen",
           (select count(distinct origin_id)::int from asked) as "originCount",
           (select coalesce(jsonb_agg(to_jsonb(l) - 'rank' order by l.rank desc, l."lastSeen" desc, l.origin), '[]') from listed l) as origins,
           (select coalesce(jsonb_agg(jsonb_build_object('id', a.id::text, 'title', a.title, 'severity', a.severity,
              'status', a.status, 'lastSeen', a.last_seen) order by a.last_seen desc, a.id desc), '[]')
            from alert a where a.merged_into is null and a.id in (select alert_id from held)) as alerts`;
  return { account: known.account === "" ? NO_ORIGIN : known.account, ...Row.parse(rows[0]) };
}
