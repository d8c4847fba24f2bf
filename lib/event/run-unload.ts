import type { Connection } from "@/lib/db";
import { dayOf, hourOf, type OriginDay, type OriginHour } from "./ledger";
import { lockLoad } from "./locks";
import { runLedger } from "./run-ledger";
import { ALL_SOURCES } from "./write";

/** The events of one import; none of them lies outside of [from, to], which may be wider than they are. */
export type Unloading = { tenantId: number; importId: bigint; from: Date; to: Date };

type Gone = { origin: string; account: string; at: string };

/**
 * Takes the earliest events of an import away inside the caller's transaction, at most `limit` of them. Ledger and
 * presence of their places are counted anew from the events that stay, never decremented, and detection is told to
 * look again. Returns how many went; fewer than `limit` means that none is left.
 */
export async function unloadSlice(
  connection: Connection,
  { tenantId, importId, from, to }: Unloading,
  limit: number,
): Promise<number> {
  await lockLoad(connection, tenantId, ALL_SOURCES);
  const { rows } = await connection.query<Gone>(
    `with slice as materialized (
       select e.origin_id, e.at, e.source, e.key
       from event e
       where e.tenant_id = $1 and e.import_id = $2 and e.at >= $3 and e.at <= $4
       order by e.at, e.key
       limit $5
     ), gone as (
       delete from event e using slice s
       where e.tenant_id = $1 and e.origin_id = s.origin_id and e.at = s.at and e.source = s.source
         and e.key = s.key and e.at >= $3 and e.at <= $4
       returning e.origin_id, e.identity_id, e.at
     )
     select g.origin_id::text as origin, i.account_id::text as account,
            (extract(epoch from g.at) * 1000000)::bigint::text as at
     from gone g join identity i on i.id = g.identity_id`,
    [tenantId, importId, from, new Date(to.getTime() + 1), limit],
  );
  if (rows.length > 0) await countAnew(connection, tenantId, rows);
  return rows.length;
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
}

/** How many events of an import are stored: those of its rows that no better copy replaced. */
export async function countEvents(
  connection: Pick<Connection, "query">,
  { tenantId, importId, from, to }: Unloading,
): Promise<number> {
  const { rows } = await connection.query<{ n: string }>(
    `select count(*)::text as n from event
     where tenant_id = $1 and import_id = $2 and at >= $3 and at <= $4`,
    [tenantId, importId, from, new Date(to.getTime() + 1)],
  );
  return Number(rows[0]?.n ?? 0);
}
