import { z } from "zod";
import { type Connection, type Pool, Prisma, transaction } from "@/lib/db";
import { ANSWER_RANKS } from "@/lib/detection/ledger";
import { JOIN_AS_WRITTEN } from "@/lib/detection/tally";
import { accountsHeld, facetsOf, heldBy } from "./asked";

const Counts = z.object({
  attempts: z.number().int(),
  names: z.number().int(),
  learned: z.record(z.string(), z.number().int()),
});
export type Counts = z.infer<typeof Counts>;

/**
 * Counts an alert over its detections: each ledger row once, however many detections hold it; each account once,
 * by its best answer. Its accounts and facets are written down with it, those that changed only, so that its page
 * need not count them again. One statement, since finding the rows is most of the work; and a prepared one, since
 * planning it anew takes longer than most alerts do.
 */
export async function tallyAlert(connection: Connection, alertId: string): Promise<Counts> {
  const { text, values } = Prisma.sql`
    with held as materialized (${heldBy(alertId)}
    ), named as materialized (${accountsHeld(Prisma.sql`select * from held`)}
    ), gone as (
      delete from alert_name where alert_id = ${alertId} and account_id not in (select account_id from named)
    ), kept as (
      insert into alert_name as n (alert_id, account_id, account, rank, names, code, codes, mfa_missing, attempts,
                                   first, last, learned)
      select ${alertId}::bigint, account_id, account, rank, names, code, codes, mfa_missing, attempts, first, last,
             learned
      from named order by account_id
      on conflict (alert_id, account_id) do update
      set rank = excluded.rank, names = excluded.names, code = excluded.code, codes = excluded.codes,
          mfa_missing = excluded.mfa_missing, attempts = excluded.attempts, first = excluded.first,
          last = excluded.last, learned = excluded.learned
      where (n.rank, n.names, n.code, n.codes, n.mfa_missing, n.attempts, n.first, n.last,
             n.learned)
        is distinct from (excluded.rank, excluded.names, excluded.code, excluded.codes, excluded.mfa_missing,
                          excluded.attempts, excluded.first, excluded.last, excluded.learned)
    ), listed as materialized (${facetsOf(Prisma.sql`select * from held`)}
    ), faceted as (
      update alert set facets = (select * from listed)
      where id = ${alertId} and facets is distinct from (select * from listed)
    )
    select (select coalesce(sum(attempts), 0)::int from named) as attempts,
           (select count(*)::int from named) as names,
           (select coalesce(jsonb_object_agg((${ANSWER_RANKS})[rank], n), '{}')
            from (select rank, count(*)::int as n from named group by rank) tally) as learned`;
  const { rows } = await connection.query({ name: "tally-alert", text, values });
  return Counts.parse(rows[0]);
}

/** What a merged or emptied alert held is not its own any more. */
export async function forgetTally(connection: Connection, alertId: string): Promise<void> {
  await connection.query("delete from alert_name where alert_id = $1", [alertId]);
  await connection.query("update alert set facets = null where id = $1", [alertId]);
}

/**
 * An alert from before its names were kept is counted when somebody opens it, if the worker has not come to it
 * yet. Locked like an alert that is being rebuilt, so that neither writes over the other.
 */
export async function ensureTally(pool: Pool, alertId: string): Promise<void> {
  const missing = "select 1 from alert where id = $1 and facets is null and detections > 0";
  if ((await pool.query(missing, [alertId])).rowCount === 0) return;
  await transaction(pool, async (connection) => {
    const { rowCount } = await connection.query(`${missing} for update`, [alertId]);
    if (rowCount === 0) return;
    await connection.query(JOIN_AS_WRITTEN);
    await tallyAlert(connection, alertId);
  });
}
