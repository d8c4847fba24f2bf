import type { Connection } from "@/lib/db";
import { dayText, instantText } from "./instant";
import { recountClientDay } from "./run-client-days";

const DAY = 86_400_000_000n;

/** Days are counted from 1970, `first` and `last` are microseconds since then. */
export type RollupDay = { day: number; source: number };
export type RollupRow = RollupDay & { outcomeId: bigint; events: number; first: bigint; last: bigint };

/** Adds a batch's events to their days. A batch holds a handful of days and some dozen outcomes. */
export async function addRollup(connection: Connection, tenantId: number, rows: RollupRow[]): Promise<void> {
  if (rows.length === 0) return;
  await connection.query(
    `insert into rollup as r (tenant_id, day, source, outcome_id, events, first, last)
     select $1::smallint, *
     from unnest($2::date[], $3::smallint[], $4::bigint[], $5::bigint[], $6::timestamptz[], $7::timestamptz[])
       as k (day, source, outcome_id, events, first, last)
     order by day, source, outcome_id
     on conflict (tenant_id, day, source, outcome_id) do update
     set events = r.events + excluded.events,
         first = least(r.first, excluded.first),
         last = greatest(r.last, excluded.last)`,
    [
      tenantId,
      rows.map(({ day }) => dayText(day)),
      rows.map(({ source }) => source),
      rows.map(({ outcomeId }) => outcomeId),
      rows.map(({ events }) => events),
      rows.map(({ first }) => instantText(first)),
      rows.map(({ last }) => instantText(last)),
    ],
  );
}

/**
 * Counts whole days of a source anew, their clients too, from the events that are stored now; a day without any leaves no row. One
 * statement a day, so that its bounds are constant and only its month's partition is read.
 */
export async function recountRollup(
  connection: Connection,
  tenantId: number,
  days: RollupDay[],
): Promise<void> {
  const distinct = new Map(days.map(({ day, source }) => [`${day} ${source}`, { day, source }]));
  for (const { day, source } of distinct.values()) {
    const key = [tenantId, dayText(day), source];
    await connection.query("delete from rollup where tenant_id = $1 and day = $2 and source = $3", key);
    const from = BigInt(day) * DAY;
    await connection.query(
      `insert into rollup (tenant_id, day, source, outcome_id, events, first, last)
       select $1::smallint, $2::date, $3::smallint, outcome_id, count(*), min(at), max(at)
       from event
       where tenant_id = $1 and source = $3 and at >= $4 and at < $5
       group by outcome_id`,
      [...key, instantText(from), instantText(from + DAY)],
    );
    await recountClientDay(connection, tenantId, { day, source });
  }
}
