import { z } from "zod";
import { authorise } from "@/lib/access/authorise";
import type { Actor } from "@/lib/access/schema";
import { type Connection, Prisma, snapshot, store } from "@/lib/db";
import { NO_ORIGIN, SEVERITIES } from "@/lib/detection/schema";
import { answers, askedBy, type Known } from "./asked";
import { findOrigin } from "./run-known";
import { totalsOf } from "./run-totals";
import { OriginReport, OriginRow } from "./schema";

/** Prisma hands timestamps over as dates; on the wire they are ISO texts. */
const Moment = z.date().transform((at) => at.toISOString());

/** How many of each list a page shows; the whole is in the events. */
const MOST = 100;

/** Postgres writes instants inside JSON with the session's offset. */
const Instant = z.iso.datetime({ offset: true }).transform((at) => new Date(at).toISOString());
const OriginJson = OriginReport.extend({
  firstSeen: Instant.nullable(),
  lastSeen: Instant.nullable(),
  nameList: z.array(
    OriginReport.shape.nameList.element.extend({
      firstSeen: Instant,
      firstLearned: Instant,
      lastSeen: Instant,
    }),
  ),
}).omit({ origin: true, kind: true, isSample: true });

/**
 * Who one origin is: totals by answer, apps, agents, places, codes and names over all data held, all tenants,
 * and its alerts, newest first. Audit rows without an answer are left out.
 * @throws AppError `not-found` for an origin without rows.
 */
export async function readOrigin(actor: Actor, origin: string): Promise<OriginReport> {
  authorise(actor, "read");
  return snapshot(store().pool, async (connection) => {
    const known = await findOrigin(connection, origin);
    const report = OriginJson.parse(await reportOn(connection, known));
    const kind = OriginReport.shape.kind.parse(known.kinds[0]);
    return { ...report, origin: kind === "none" ? NO_ORIGIN : known.value, kind, isSample: known.isSample };
  });
}

async function reportOn(connection: Connection, known: Known): Promise<unknown> {
  const { rows } = await connection.query<{ report: unknown }>(Prisma.sql`
    with ${askedBy(known)}, application as (
      select c.app, c.app_id as "appId", c.client_app as "clientApp", sum(a.n)::int as attempts
      from (select client_id, sum(n) as n from used group by 1) a join client c on c.id = a.client_id
      group by 1, 2, 3 order by 4 desc, 1, 2, 3 limit ${MOST}
    ), agent as (
      select c.user_agent as "userAgent", sum(a.n)::int as attempts
      from (select client_id, sum(n) as n from used group by 1) a join client c on c.id = a.client_id
      group by 1 order by 2 desc, 1 limit ${MOST}
    ), location as (
      select p.country, p.region, p.city, p.asn, sum(a.n)::int as attempts
      from (select place_id, sum(n) as n from used group by 1) a join place p on p.id = a.place_id
      group by 1, 2, 3, 4 order by 5 desc, 1, 2, 3, 4 limit ${MOST}
    ), coded as (
      select u.vector, u.code, u.answer, said.description, a.attempts::int as attempts, a.names::int as names
      from (
        select coded, sum(n) as attempts, count(*) as names
        from (select coded, account_id, sum(n) as n from asked group by 1, 2) x group by 1
      ) a
      join answered u on u.id = a.coded
      join (
        select coded, min(description) as description
        from answered where id in (select outcome_id from asked) group by 1
      ) said on said.coded = a.coded
      order by attempts desc, u.vector, u.code, u.answer limit ${MOST}
    ), strongest as materialized (
      select * from name order by rank desc, last desc fetch first ${MOST} rows with ties
    ), best_code as (
      select account_id, (array_agg(code order by rank desc, last desc, code))[1] as code,
             (array_agg(code order by rank desc, last desc, code))[1:${MOST}] as codes,
             (array_agg(first order by rank desc, first))[1] as learned
      from (
        select a.account_id, a.rank, u.code, min(a.first) as first, max(a.last) as last
        from asked a join answered u on u.id = a.outcome_id
        where a.account_id in (select account_id from strongest)
        group by 1, 2, 3
      ) x
      group by account_id
    ), listed as (
      select i.account, (${answers})[s.rank] as answer, c.code, c.codes, s.attempts::int as attempts,
             s.first as "firstSeen", c.learned as "firstLearned", s.last as "lastSeen"
      from strongest s join best_code c using (account_id)
      cross join lateral (select account from identity where account_id = s.account_id limit 1) i
      order by s.rank desc, s.last desc, i.account limit ${MOST}
    )
    select jsonb_build_object(
      'firstSeen', (select min(first) from asked),
      'lastSeen', (select max(last) from asked),
      'attempts', (select coalesce(sum(n), 0)::int from asked),
      'names', (select count(*)::int from name),
      'byAnswer', (select coalesce(jsonb_object_agg(answer, n), '{}')
                   from (select (${answers})[rank] as answer, sum(n)::int as n from asked group by rank) x),
      'namesByAnswer', (select coalesce(jsonb_object_agg((${answers})[rank], n), '{}')
                        from (select rank, count(*)::int as n from name group by rank) x),
      'apps', (select coalesce(jsonb_agg(application), '[]') from application),
      'agents', (select coalesce(jsonb_agg(agent), '[]') from agent),
      'places', (select coalesce(jsonb_agg(location), '[]') from location),
      'codes', (select coalesce(jsonb_agg(coded), '[]') from coded),
      'nameList', (select coalesce(jsonb_agg(listed), '[]') from listed),
      'alerts', (select coalesce(jsonb_agg(id::text order by last_seen desc, id desc), '[]') from alert
                 where origin_id = any(${known.ids}::bigint[]) and merged_into is null)
    ) as report`);
  return rows[0]?.report;
}

/**
 * The origins that failed to get in, those with an open alert first, then by how many accounts they asked for.
 * Reads the ledger's totals, so origins with successes only are not in it; an origin whose total is behind is
 * counted here.
 */
export async function readOrigins(actor: Actor, limit = 100): Promise<OriginRow[]> {
  authorise(actor, "read");
  const rows = await store().db.$queryRaw<unknown[]>`
    with stale as materialized (
      select origin_id from origin_stale union select origin_id from touched
    ), total as (
      select * from origin_total where origin_id not in (select origin_id from stale)
      union all
      ${totalsOf(Prisma.sql`select origin_id from stale`)}
    ), open as (
      select origin_id, max(severity_rank(severity)) as rank from alert
      where merged_into is null and status <> 'closed' group by origin_id
    )
    select case g.kind when 'none' then ${NO_ORIGIN} else g.value end as origin, t.is_sample as "isSample",
           t.attempts::int, t.names, t.names_by_answer as "namesByAnswer", t.first as "firstSeen", t.last as "lastSeen",
           (${[...SEVERITIES]}::text[])[open.rank] as "openSeverity"
    from total t join origin g on g.id = t.origin_id left join open on open.origin_id = t.origin_id
    order by open.rank desc nulls last, t.names desc, t.last desc
    limit ${limit}`;
  const Row = OriginRow.extend({ firstSeen: Moment, lastSeen: Moment });
  return z.array(Row).parse(rows);
}
