import type { Connection } from "@/lib/db";
import { dayText, instantText } from "./instant";
import type { RollupDay } from "./run-rollup";
import { SOURCE_NUMBER } from "./star";

const DAY = 86_400_000_000n;

/** A day is counted from 1970. */
export type ClientDayRow = RollupDay & { clientId: bigint; events: number; signIns: number };

/** Adds a batch's events to the days of their clients. */
export async function addClientDays(
  connection: Connection,
  tenantId: number,
  rows: ClientDayRow[],
): Promise<void> {
  if (rows.length === 0) return;
  await connection.query(
    `insert into client_day as c (tenant_id, day, source, client_id, events, sign_ins)
     select $1::smallint, *
     from unnest($2::date[], $3::smallint[], $4::bigint[], $5::bigint[], $6::bigint[])
       as k (day, source, client_id, events, sign_ins)
     order by client_id, day, source
     on conflict (tenant_id, client_id, day, source) do update
     set events = c.events + excluded.events, sign_ins = c.sign_ins + excluded.sign_ins`,
    [
      tenantId,
      rows.map(({ day }) => dayText(day)),
      rows.map(({ source }) => source),
      rows.map(({ clientId }) => clientId),
      rows.map(({ events }) => events),
      rows.map(({ signIns }) => signIns),
    ],
  );
}

/** Counts a day's clients anew from the events that are stored now. */
export async function recountClientDay(
  connection: Connection,
  tenantId: number,
  { day, source }: RollupDay,
): Promise<void> {
  if (source !== SOURCE_NUMBER["entra-signin"]) return;
  const key = [tenantId, dayText(day), source];
  await connection.query("delete from client_day where tenant_id = $1 and day = $2 and source = $3", key);
  const from = BigInt(day) * DAY;
  await connection.query(
    `insert into client_day (tenant_id, day, source, client_id, events, sign_ins)
     select $1::smallint, $2::date, $3::smallint, e.client_id, count(*),
            count(*) filter (where u.answer = 'signed-in')
     from event e join outcome u on u.id = e.outcome_id
     where e.tenant_id = $1 and e.source = $3 and e.at >= $4 and e.at < $5
     group by e.client_id`,
    [...key, instantText(from), instantText(from + DAY)],
  );
}
