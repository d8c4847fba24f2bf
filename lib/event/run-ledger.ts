import type { Connection } from "@/lib/db";
import { type Column, copyRows } from "./copy";
import { dayText, instantText } from "./instant";
import type { LedgerChange, OriginDay, OriginHour, PresenceRow, ProbeRow } from "./ledger";
import { lockPresence } from "./locks";
import { touchSuspects } from "./run-suspects";

const PROBE: Column[] = ["int2", "int8", "instant", "int8", "int8", "int8", "int4", "instant", "instant"];
const PRESENCE: Column[] = ["int2", "int8", "int8", "day", "int4", "int4", "instant", "instant"];

/** Brings ledger, presence and `touched` up to date, after the events of the batch are stored. */
export async function runLedger(
  connection: Connection,
  tenantId: number,
  change: LedgerChange,
): Promise<void> {
  await addProbes(connection, tenantId, change.probe);
  await recountProbes(connection, tenantId, change.recountHours);
  if (change.presence.length + change.recountDays.length > 0) await lockPresence(connection, tenantId);
  await addPresences(connection, tenantId, change.presence);
  await recountPresences(connection, tenantId, change.recountDays);
  await touchSuspects(connection, tenantId, [...change.presence, ...change.recountDays]);
  await touch(connection, tenantId, change.touched);
}

async function addProbes(connection: Connection, tenantId: number, rows: ProbeRow[]): Promise<void> {
  if (rows.length === 0) return;
  await connection.query("create temp table if not exists incoming_probe (like probe) on commit delete rows");
  await copyRows(
    connection,
    `copy incoming_probe (tenant_id, origin_id, hour, client_id, outcome_id, identity_id, attempts, first, last)
     from stdin (format binary)`,
    PROBE,
    rows.map((row) => [
      tenantId,
      row.originId,
      row.hour,
      row.clientId,
      row.outcomeId,
      row.identityId,
      row.attempts,
      row.first,
      row.last,
    ]),
  );
  await connection.query(
    `insert into probe as p
     select * from incoming_probe order by tenant_id, origin_id, hour, client_id, outcome_id, identity_id
     on conflict (tenant_id, origin_id, hour, client_id, outcome_id, identity_id) do update
     set attempts = p.attempts + excluded.attempts,
         first = least(p.first, excluded.first),
         last = greatest(p.last, excluded.last)`,
  );
}

/** Counts whole origin-hours anew: one pass over the origin's events of the hour, however many names it asked. */
async function recountProbes(connection: Connection, tenantId: number, places: OriginHour[]): Promise<void> {
  if (places.length === 0) return;
  const origins = places.map(({ originId }) => originId);
  const hours = places.map(({ hour }) => instantText(hour));
  await connection.query(
    `delete from probe p using unnest($2::bigint[], $3::timestamptz[]) as k (origin_id, hour)
     where p.tenant_id = $1 and p.origin_id = k.origin_id and p.hour = k.hour`,
    [tenantId, origins, hours],
  );
  await connection.query(
    `insert into probe
     select e.tenant_id, e.origin_id, k.hour, e.client_id, e.outcome_id, e.identity_id,
            count(*)::int, min(e.at), max(e.at)
     from unnest($2::bigint[], $3::timestamptz[]) as k (origin_id, hour)
     join event e on e.tenant_id = $1 and e.origin_id = k.origin_id
       and e.at >= k.hour and e.at < k.hour + interval '1 hour'
     join outcome u on u.id = e.outcome_id
     where u.answer is not null and u.answer <> 'signed-in' and e.at >= $4 and e.at < $5
     group by e.tenant_id, e.origin_id, k.hour, e.client_id, e.outcome_id, e.identity_id`,
    [
      tenantId,
      origins,
      hours,
      ...boundsOf(
        places.map(({ hour }) => hour),
        3_600_000_000n,
      ),
    ],
  );
}

async function addPresences(connection: Connection, tenantId: number, rows: PresenceRow[]): Promise<void> {
  if (rows.length === 0) return;
  await connection.query(
    "create temp table if not exists incoming_presence (like presence) on commit delete rows",
  );
  await copyRows(
    connection,
    `copy incoming_presence (tenant_id, origin_id, account_id, day, successes, failures, first, last)
     from stdin (format binary)`,
    PRESENCE,
    rows.map((row) => [
      tenantId,
      row.originId,
      row.accountId,
      row.day,
      row.successes,
      row.failures,
      row.first,
      row.last,
    ]),
  );
  await connection.query(
    `insert into presence as p
     select * from incoming_presence order by tenant_id, origin_id, account_id, day
     on conflict (tenant_id, origin_id, account_id, day) do update
     set successes = p.successes + excluded.successes,
         failures = p.failures + excluded.failures,
         first = least(p.first, excluded.first),
         last = greatest(p.last, excluded.last)`,
  );
}

async function recountPresences(
  connection: Connection,
  tenantId: number,
  places: OriginDay[],
): Promise<void> {
  if (places.length === 0) return;
  const keys = [
    tenantId,
    places.map(({ originId }) => originId),
    places.map(({ accountId }) => accountId),
    places.map(({ day }) => dayText(day)),
  ];
  await connection.query(
    `delete from presence p using unnest($2::bigint[], $3::bigint[], $4::date[]) as k (origin_id, account_id, day)
     where p.tenant_id = $1 and p.origin_id = k.origin_id and p.account_id = k.account_id and p.day = k.day`,
    keys,
  );
  await connection.query(
    `with k as materialized (
       select * from unnest($2::bigint[], $3::bigint[], $4::date[]) as k (origin_id, account_id, day)
     )
     insert into presence
     select e.tenant_id, e.origin_id, k.account_id, k.day,
            count(*) filter (where u.answer = 'signed-in')::int,
            count(*) filter (where u.answer <> 'signed-in')::int, min(e.at), max(e.at)
     from (select distinct origin_id, day, day::timestamp at time zone 'UTC' as lo from k) g
     join event e on e.tenant_id = $1 and e.origin_id = g.origin_id
       and e.at >= g.lo and e.at < g.lo + interval '24 hours'
     join outcome u on u.id = e.outcome_id and u.answer is not null
     cross join lateral (select account_id from identity where id = e.identity_id offset 0) i
     join k on k.origin_id = e.origin_id and k.account_id = i.account_id and k.day = g.day
     where e.at >= $5 and e.at < $6
     group by e.tenant_id, e.origin_id, k.account_id, k.day`,
    [
      ...keys,
      ...boundsOf(
        places.map(({ day }) => BigInt(day) * 86_400_000_000n),
        86_400_000_000n,
      ),
    ],
  );
}

/** Constant bounds around all places, so that the planner leaves the other months' partitions alone. */
function boundsOf(starts: bigint[], size: bigint): [from: string, to: string] {
  let from = starts[0] ?? 0n;
  let to = from;
  for (const start of starts) {
    if (start < from) from = start;
    if (start > to) to = start;
  }
  return [instantText(from), instantText(to + size)];
}

export async function touch(connection: Connection, tenantId: number, places: OriginHour[]): Promise<void> {
  if (places.length === 0) return;
  await connection.query(
    `insert into touched
     select $1, k.origin_id, k.hour from unnest($2::bigint[], $3::timestamptz[]) as k (origin_id, hour)
     order by 2, 3
     on conflict do nothing`,
    [tenantId, places.map(({ originId }) => originId), places.map(({ hour }) => instantText(hour))],
  );
}
