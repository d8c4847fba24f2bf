import type { Connection } from "@/lib/db";
import { instantText } from "./instant";
import { dayOf, hourOf, type OriginDay, type OriginHour } from "./ledger";
import { lockLoad } from "./locks";
import { runLedger } from "./run-ledger";
import { recountRollup } from "./run-rollup";
import { ALL_SOURCES } from "./write";

/** The events of one import; none of them lies outside of [from, to], which may be wider than they are. Times as text: Date has no microseconds. */
export type Unloading = { tenantId: number; importId: bigint; from: string; to: string };

type Gone = { origin: string; account: string; at: string; source: number };

/**
 * Takes the earliest events of an import away inside the caller's transaction, about `limit` of them (all that share
 * the last one's time go with it). Ledger, presence and rollup of their places are counted anew from the events that stay,
 * never decremented, and detection is told to look again. Returns how many went and up to which time, from where the
 * next slice goes on: dead index entries are not passed over again. Null means that none is left.
 */
export async function unloadSlice(
  connection: Connection,
  { tenantId, importId, from, to }: Unloading,
  limit: number,
): Promise<{ count: number; reached: string } | null> {
  await lockLoad(connection, tenantId, ALL_SOURCES);
  const { rows: found } = await connection.query<{ last: string | null }>(
    `select (extract(epoch from max(at)) * 1000000)::bigint::text as last
     from (
       select at from event
       where tenant_id = $1 and import_id = $2 and at >= $3 and at <= $4
       order by at limit $5
     ) slice`,
    [tenantId, importId, from, to, limit],
  );
  if (!found[0]?.last) return null;
  const reached = instantText(BigInt(found[0].last));
  const { rows } = await connection.query<Gone>(
    `with gone as (
       delete from event
       where tenant_id = $1 and import_id = $2 and at >= $3 and at <= $4
       returning origin_id, identity_id, at, source
     )
     select g.source, g.origin_id::text as origin, i.account_id::text as account,
            (extract(epoch from g.at) * 1000000)::bigint::text as at
     from gone g join identity i on i.id = g.identity_id`,
    [tenantId, importId, from, reached],
  );
  await countAnew(connection, tenantId, rows);
  return { count: rows.length, reached };
}

async function countAnew(connection: Connection, tenantId: number, gone: Gone[]): Promise<void> {
  const hours = new Map<string, OriginHour>();
  const days = new Map<string, OriginDay>();
  for (const { origin, account, at } of gone) {
    const [hour, day] = [hourOf(BigInt(at)), dayOf(BigInt(at))];
    const originId = BigInt(origin);
    hours.set(`${origin} ${hour}`, { originId, hour });
    days.set(`${origin} ${account} ${day}`, { originId, accountId: BigInt(account), day });
  }
  await runLedger(connection, tenantId, {
    probe: [],
    presence: [],
    recountHours: [...hours.values()],
    recountDays: [...days.values()],
    touched: [...hours.values()],
  });
  await recountRollup(
    connection,
    tenantId,
    gone.map(({ at, source }) => ({ day: dayOf(BigInt(at)), source })),
  );
}

/** How many events of an import are stored: those of its rows that no better copy replaced. */
export async function countEvents(
  connection: Pick<Connection, "query">,
  { tenantId, importId, from, to }: Unloading,
): Promise<number> {
  const { rows } = await connection.query<{ n: string }>(
    `select count(*)::text as n from event
     where tenant_id = $1 and import_id = $2 and at >= $3 and at <= $4`,
    [tenantId, importId, from, to],
  );
  return Number(rows[0]?.n ?? 0);
}
