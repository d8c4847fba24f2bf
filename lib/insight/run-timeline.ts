import { z } from "zod";
import { authorise } from "@/lib/access/authorise";
import type { Actor } from "@/lib/access/schema";
import { type Connection, Prisma, snapshot, store } from "@/lib/db";
import { HOUR, type Range } from "@/lib/time";
import { type Known, lackedBy, rowsOf } from "./asked";
import { bucketsIn, MAX_BUCKETS, refuseTooMany } from "./buckets";
import { findOrigin } from "./run-known";
import { Bucket, type BucketSize, type Timeline, type TimelineQuery } from "./schema";

/** Rows are dates on the way from Postgres; on the wire they are ISO texts. */
const Moment = z.date().transform((at) => at.toISOString());

/** After the last row: dates hold milliseconds, rows microseconds. */
const after = (last: Date) => new Date(last.getTime() + 1);

const epoch = Prisma.sql`timestamptz '1970-01-01 00:00:00+00'`;

type Asked = { known: Known; range: Range; size: BucketSize };

const within = ({ from, to }: Range) => Prisma.sql`at >= ${from}::timestamptz and at < ${to}::timestamptz`;

/** The whole hours of a range, which a fold knows; null where there is none, or where minutes are asked for. */
function wholeHours({ range, size }: Asked): Range | null {
  const from = new Date(Math.ceil(range.from.getTime() / HOUR) * HOUR);
  const to = new Date(Math.floor(range.to.getTime() / HOUR) * HOUR);
  return size !== "minute" && from < to ? { from, to } : null;
}

/** The origin's rows of the range, (at, outcome_id, n): the events, or its fold, what that lacks, and both ends. */
function rowsIn(asked: Asked): Prisma.Sql {
  const { known, range } = asked;
  const whole = known.unfolded && wholeHours(asked);
  if (!known.unfolded || !whole) {
    return Prisma.sql`select at, outcome_id, 1 as n from event where ${rowsOf(known)} and ${within(range)}`;
  }
  return Prisma.sql`
    select hour as at, outcome_id, events as n from origin_fold_hour
    where ${rowsOf(known)} and hour >= ${whole.from}::timestamptz and hour < ${whole.to}::timestamptz
    union all
    select at, outcome_id, 1 from event where ${lackedBy(known, known.unfolded)} and ${within(whole)}
    union all
    select at, outcome_id, 1 from event where ${rowsOf(known)} and ${within({ from: range.from, to: whole.from })}
    union all
    select at, outcome_id, 1 from event where ${rowsOf(known)} and ${within({ from: whole.to, to: range.to })}`;
}

/** When each account was asked for first, (account_id, first); one may come twice. */
function firstsOf(known: Known): Prisma.Sql {
  if (!known.unfolded) return Prisma.sql`select account_id, first from presence where ${rowsOf(known)}`;
  return Prisma.sql`
    select account_id, first from origin_fold_name where ${rowsOf(known)}
    union all
    select i.account_id, e.at
    from (select identity_id, outcome_id, at from event where ${lackedBy(known, known.unfolded)}) e
    join identity i on i.id = e.identity_id
    join outcome u on u.id = e.outcome_id and u.answer is not null`;
}

/** One statement per timeline: the origin's rows by bucket and outcome, then by answer and by code. */
async function readBuckets(connection: Connection, asked: Asked): Promise<unknown[]> {
  const bin = Prisma.sql`${`1 ${asked.size}`}::interval`;
  const { rows } = await connection.query(Prisma.sql`
    with cell as (
      select date_bin(${bin}, e.at, ${epoch}) as at, e.outcome_id, sum(n) as attempts
      from (${rowsIn(asked)}) e
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
      from (select account_id, min(first) as first from (${firstsOf(asked.known)}) f group by account_id) p
      where p.first >= ${asked.range.from}::timestamptz and p.first < ${asked.range.to}::timestamptz
      group by 1
    )
    select a.at, a.attempts, a.tally as "byAnswer", c.tally as "byCode", coalesce(f.n, 0) as "newNames"
    from by_answer a join by_code c using (at) left join first_asked f using (at)
    order by a.at
    limit ${MAX_BUCKETS + 1}`);
  return rows;
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
  return snapshot(store().pool, async (connection) => {
    const known = await findOrigin(connection, origin);
    const range = {
      from: query.from ?? known.first ?? new Date(0),
      to: query.to ?? after(known.last ?? new Date(0)),
    };
    if (query.from || query.to) refuseTooMany(bucketsIn(range, size), range, size);
    const rows = await readBuckets(connection, { known, range, size });
    refuseTooMany(rows.length, range, size);
    return { items: z.array(Bucket.extend({ at: Moment })).parse(rows) };
  });
}
