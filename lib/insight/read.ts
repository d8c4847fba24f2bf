import { z } from "zod";
import { authorise } from "@/lib/access/authorise";
import type { Actor } from "@/lib/access/schema";
import { store } from "@/lib/db";
import { DAY, type Range } from "@/lib/time";
import { lastDays, tallyAlerts } from "./coverage";
import { Coverage, type DataRange, Need, Overview } from "./schema";

/** Prisma hands timestamps over as dates; on the wire they are ISO texts. */
const Moment = z.date().transform((at) => at.toISOString());

/** After the last row: dates hold milliseconds, rows microseconds. */
const after = (last: Date) => new Date(last.getTime() + 1);

/** Earlier and later rows are clocks gone wrong: they are counted on the receipt and span no page. */
const HELD_FROM = new Date("2010-01-01T00:00:00Z");

/** From the first to just after the last event held, wrong clocks left out; null while there is none. */
export async function readDataRange(actor: Actor, now = new Date()): Promise<DataRange | null> {
  authorise(actor, "read");
  const to = new Date(now.getTime() + 2 * DAY);
  // The day of `to` may hold rows on both sides of it; only there are events asked.
  const rows = await store().db.$queryRaw<{ first: Date | null; last: Date | null }[]>`
    select min(r.first) as first, max(case when r.last < ${to}::timestamptz then r.last else held.last end) as last
    from rollup r left join lateral (
      select max(e.at) as last from event e
      where r.last >= ${to}::timestamptz and e.tenant_id = r.tenant_id and e.source = r.source
        and e.outcome_id = r.outcome_id and e.at >= r.first and e.at < ${to}::timestamptz
    ) held on true
    where r.first >= ${HELD_FROM}::timestamptz and r.first < ${to}::timestamptz`;
  const { first, last } = rows[0] ?? { first: null, last: null };
  return first && last ? { from: first.toISOString(), to: after(last).toISOString() } : null;
}

/** Days of the coverage strip: the last of the data, not of the calendar. */
export const COVERAGE_DAYS = 30;

/** Rows per vector and UTC day at the end of the period, whose ends are whole days. */
async function readCoverage(range: Range): Promise<Coverage[]> {
  const rows = await store().db.$queryRaw<unknown[]>`
    with per_day as (
      select o.vector, r.day::text as day, sum(r.events)::int as n, max(r.last) as last
      from rollup r join outcome o on o.id = r.outcome_id
      where r.day >= (${range.from}::timestamptz at time zone 'UTC')::date
        and r.day < (${range.to}::timestamptz at time zone 'UTC')::date
      group by 1, 2
    )
    select vector, sum(n)::int as events, max(last) as last, jsonb_object_agg(day, n) as days
    from per_day group by vector`;
  return z.array(Coverage.extend({ last: Moment })).parse(rows);
}

/** The open alerts somebody should look at first: severity, then sessions and passwords, then the newest. */
async function readNeeds(limit: number): Promise<unknown[]> {
  return store().db.$queryRaw<unknown[]>`
    select a.id::text as id, a.title, a.entity_value as entity, a.severity, a.status, a.since_closed as "sinceClosed", u.name as owner,
           a.learned, a.last_seen as "lastSeen", t.is_sample as "isSample"
    from alert a join tenant t on t.id = a.tenant_id left join "user" u on u.id = a.owner_id
    where a.merged_into is null and a.status <> 'closed'
    order by severity_rank(a.severity) desc, a.signed_in desc, a.password_known desc,
             a.last_seen desc, a.id
    limit ${limit}`;
}

/** How many alerts there are by status and severity; those merged into another are left out. */
export async function readAlertTally(actor: Actor): Promise<Overview["alerts"]> {
  authorise(actor, "read");
  const rows = await store().db.$queryRaw<{ status: string; severity: string; n: number }[]>`
    select status, severity, count(*)::int as n from alert where merged_into is null group by status, severity`;
  return Overview.shape.alerts.parse(tallyAlerts(rows));
}

/** What the overview shows: alerts, period, coverage of its last 30 days, imports. All tenants. */
export async function readOverview(actor: Actor, now = new Date()): Promise<Overview> {
  authorise(actor, "read");
  const { db } = store();
  const period = await readDataRange(actor, now);
  const days = period && lastDays(period, COVERAGE_DAYS);
  const [vectors, needs, alerts, imports, coverage] = await Promise.all([
    db.$queryRaw<{ vector: string }[]>`select distinct vector from outcome`,
    readNeeds(5),
    readAlertTally(actor),
    db.$queryRaw<{ events: number }[]>`
      select count(*)::int as "all", coalesce(sum(i.accepted), 0)::int as events,
             coalesce(sum(i.rejected), 0)::int as rejected,
             count(*) filter (where i.status not in ('done', 'failed'))::int as running,
             count(*) filter (where i.status = 'failed')::int as failed,
             count(*) filter (where t.is_sample)::int as sample
      from import i join tenant t on t.id = i.tenant_id`,
    days ? readCoverage(days) : [],
  ]);
  return Overview.parse({
    alerts,
    needs: z.array(Need.extend({ lastSeen: Moment })).parse(needs),
    period,
    events: imports[0]?.events,
    imports: imports[0],
    coverage,
    vectors: vectors.map(({ vector }) => vector),
    coverageFrom: days?.from.toISOString().slice(0, 10) ?? null,
    coverageTo: period?.to.slice(0, 10) ?? null,
  });
}
