import { z } from "zod";
import { authorise } from "@/lib/access/authorise";
import type { Actor } from "@/lib/access/schema";
import { Prisma, store } from "@/lib/db";
import { NO_ORIGIN, SEVERITIES } from "@/lib/detection/schema";
import { AppError } from "@/lib/errors";
import { canonicalAddress } from "@/lib/source/addresses";
import type { Range } from "@/lib/time";
import { answers, askedBy, type Known } from "./asked";
import { bucketsIn, MAX_BUCKETS, refuseTooMany } from "./buckets";
import { totalsOf } from "./run-totals";
import { Bucket, OriginReport, OriginRow, type Timeline, type TimelineQuery } from "./schema";

/** Prisma hands timestamps over as dates; on the wire they are ISO texts. */
const Moment = z.date().transform((at) => at.toISOString());

/** Where an origin's rows lie: the keys that make every later statement an index scan. Throws `not-found`. */
export async function findOrigin(origin: string): Promise<Known & { isSample: boolean }> {
  const wanted =
    origin === NO_ORIGIN || origin === ""
      ? Prisma.sql`kind = 'none'`
      : Prisma.sql`kind <> 'none' and value in (${origin}, ${canonicalAddress(origin)})`;
  const rows = await store().db.$queryRaw<(Known & { isSample: boolean })[]>`
    select min(o.value) as value, array_agg(distinct o.id::text) as ids, array_agg(distinct o.kind) as kinds,
           array_agg(distinct t.id::int) as tenants, min(held.first) as first, max(held.last) as last,
           coalesce(bool_and(t.is_sample), false) as "isSample"
    from (select id, kind, value from origin where ${wanted}) o
    cross join tenant t
    cross join lateral (
      select min(e.at) as first, max(e.at) as last from event e where e.tenant_id = t.id and e.origin_id = o.id
    ) held
    where held.first is not null`;
  const known = rows[0];
  if (!known?.ids) throw new AppError("not-found", `No row of any log held here came from ${origin}.`);
  return known;
}

/** After the last row: dates hold milliseconds, rows microseconds. */
const after = (last: Date) => new Date(last.getTime() + 1);

/** One statement per timeline: the origin's rows by bucket and outcome, then by answer and by code. */
async function readBuckets(known: Known, range: Range, size: string): Promise<unknown[]> {
  const bin = Prisma.sql`${`1 ${size}`}::interval`;
  const epoch = Prisma.sql`timestamptz '1970-01-01 00:00:00+00'`;
  const { ids, tenants } = known;
  return store().db.$queryRaw<unknown[]>`
    with cell as (
      select date_bin(${bin}, e.at, ${epoch}) as at, e.outcome_id, count(*) as attempts
      from event e
      where e.tenant_id = any(${tenants}::smallint[]) and e.origin_id = any(${ids}::bigint[])
        and e.at >= ${range.from}::timestamptz and e.at < ${range.to}::timestamptz
      group by 1, 2
    ), answered as (
      select c.at, o.answer, coalesce(nullif(o.code, ''), upper(o.vector)) as code, c.attempts
      from cell c join outcome o on o.id = c.outcome_id
      where o.answer is not null
    ), by_answer as (
      select at, jsonb_object_agg(answer, n) as tally, sum(n)::int as attempts
      from (select at, answer, sum(attempts)::int as n from answered group by at, answer) a group by at
    ), by_code as (
      select at, jsonb_object_agg(code, n) as tally
      from (select at, code, sum(attempts)::int as n from answered group by at, code) a group by at
    ), first_asked as (
      select date_bin(${bin}, p.first, ${epoch}) as at, count(*)::int as n
      from (
        select account_id, min(first) as first from presence
        where tenant_id = any(${tenants}::smallint[]) and origin_id = any(${ids}::bigint[])
        group by account_id
      ) p
      where p.first >= ${range.from}::timestamptz and p.first < ${range.to}::timestamptz
      group by 1
    )
    select a.at, a.attempts, a.tally as "byAnswer", c.tally as "byCode", coalesce(f.n, 0) as "newNames"
    from by_answer a join by_code c using (at) left join first_asked f using (at)
    order by a.at
    limit ${MAX_BUCKETS + 1}`;
}

/**
 * What one origin asked, per bucket, all tenants: attempts of every vector that answers, successes included.
 * Empty buckets are left out and attempts sum to the events of the range. `newNames` counts accounts that this
 * origin asks for in that bucket for the first time ever.
 * @throws AppError `not-found` for an origin without rows; `bad-input` above 20,000 buckets: a range that was
 * asked for is judged by its length, all data by the buckets there are.
 */
export async function readTimeline(actor: Actor, origin: string, query: TimelineQuery): Promise<Timeline> {
  authorise(actor, "read");
  const size = query.bucket ?? "hour";
  const known = await findOrigin(origin);
  const range = {
    from: query.from ?? known.first ?? new Date(0),
    to: query.to ?? after(known.last ?? new Date(0)),
  };
  if (query.from || query.to) refuseTooMany(bucketsIn(range, size), range, size);
  const rows = await readBuckets(known, range, size);
  refuseTooMany(rows.length, range, size);
  return { items: z.array(Bucket.extend({ at: Moment })).parse(rows) };
}

/** How many of each list a page shows; the whole is in the events. */
const MOST = 100;

/** Postgres writes instants inside JSON with the session's offset. */
const Instant = z.iso.datetime({ offset: true }).transform((at) => new Date(at).toISOString());
const OriginJson = OriginReport.extend({
  firstSeen: Instant.nullable(),
  lastSeen: Instant.nullable(),
  nameList: z.array(OriginReport.shape.nameList.element.extend({ firstSeen: Instant, lastSeen: Instant })),
}).omit({ origin: true, kind: true, isSample: true });

/**
 * Who one origin is: totals by answer, apps, agents, places, codes and names over all data held, all tenants,
 * and its alerts, newest first. Audit rows without an answer are left out.
 * @throws AppError `not-found` for an origin without rows.
 */
export async function readOrigin(actor: Actor, origin: string): Promise<OriginReport> {
  authorise(actor, "read");
  const known = await findOrigin(origin);
  const rows = await store().db.$queryRaw<{ report: unknown }[]>`
    with ${askedBy(known)}, used as (
      select c.app, c.app_id as "appId", c.client_app as "clientApp", sum(a.n)::int as attempts
      from (select client_id, sum(n) as n from asked group by 1) a join client c on c.id = a.client_id
      group by 1, 2, 3 order by 4 desc, 1, 2, 3 limit ${MOST}
    ), agent as (
      select c.user_agent as "userAgent", sum(a.n)::int as attempts
      from (select client_id, sum(n) as n from asked group by 1) a join client c on c.id = a.client_id
      group by 1 order by 2 desc, 1 limit ${MOST}
    ), location as (
      select p.country, p.region, p.city, p.asn, sum(a.n)::int as attempts
      from (select place_id, sum(n) as n from asked group by 1) a join place p on p.id = a.place_id
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
      select distinct on (x.account_id) x.account_id, x.code
      from (
        select a.account_id, a.rank, u.code, max(a.last) as last
        from asked a join answered u on u.id = a.outcome_id
        where a.account_id in (select account_id from strongest)
        group by 1, 2, 3
      ) x
      order by x.account_id, x.rank desc, x.last desc, x.code
    ), listed as (
      select i.account, (${answers})[s.rank] as answer, c.code, s.attempts::int as attempts,
             s.first as "firstSeen", s.last as "lastSeen"
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
      'apps', (select coalesce(jsonb_agg(used), '[]') from used),
      'agents', (select coalesce(jsonb_agg(agent), '[]') from agent),
      'places', (select coalesce(jsonb_agg(location), '[]') from location),
      'codes', (select coalesce(jsonb_agg(coded), '[]') from coded),
      'nameList', (select coalesce(jsonb_agg(listed), '[]') from listed),
      'alerts', (select coalesce(jsonb_agg(id::text order by last_seen desc, id desc), '[]') from alert
                 where origin_id = any(${known.ids}::bigint[]) and merged_into is null)
    ) as report`;
  const report = OriginJson.parse(rows[0]?.report);
  const kind = OriginReport.shape.kind.parse(known.kinds[0]);
  return { ...report, origin: kind === "none" ? NO_ORIGIN : known.value, kind, isSample: known.isSample };
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
