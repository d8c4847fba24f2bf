import type { Connection } from "@/lib/db";
import { dayText, instantText } from "./instant";
import type { RollupDay } from "./run-rollup";
import { SOURCE_NUMBER } from "./star";

const DAY = 86_400_000_000n;

/** A day is counted from 1970. */
export type ClientDayRow = RollupDay & { clientId: bigint; events: number; signIns: number };

/** Adds a batch's events to the days of what their clients are: application, agent and protocol. */
export async function addClientDays(
  connection: Connection,
  tenantId: number,
  rows: ClientDayRow[],
): Promise<void> {
  if (rows.length === 0) return;
  await connection.query(
    `insert into client_day as d (tenant_id, trait, key, day, events, sign_ins)
     select $1::smallint, trait, trait_key(value), day, events, sign_ins
     from (
       select t.trait, t.value, k.day, sum(k.events) as events, sum(k.sign_ins) as sign_ins
       from unnest($2::date[], $3::bigint[], $4::bigint[], $5::bigint[]) as k (day, client_id, events, sign_ins)
       join client c on c.id = k.client_id
       cross join lateral traits_of(c) t
       group by t.trait, t.value, k.day
     ) counted
     order by 2, 3, 4
     on conflict (tenant_id, trait, key, day) do update
     set events = d.events + excluded.events, sign_ins = d.sign_ins + excluded.sign_ins`,
    [
      tenantId,
      rows.map(({ day }) => dayText(day)),
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
  const from = BigInt(day) * DAY;
  await connection.query("delete from client_day where tenant_id = $1 and day = $2", [
    tenantId,
    dayText(day),
  ]);
  await connection.query("select add_client_days('event', $1::smallint, $2, $3)", [
    ...[tenantId, instantText(from), instantText(from + DAY)],
  ]);
}
