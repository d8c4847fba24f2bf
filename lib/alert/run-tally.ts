import { z } from "zod";
import { type Connection, type Pool, Prisma, transaction } from "@/lib/db";
import { ANSWER_RANKS } from "@/lib/detection/ledger";
import { JOIN_AS_WRITTEN } from "@/lib/detection/tally";
import { accountsHeld, facetsOf, heldBy, NO_FACETS } from "./asked";

const Counts = z.object({
  attempts: z.number().int(),
  names: z.number().int(),
  learned: z.record(z.string(), z.number().int()),
});
export type Counts = z.infer<typeof Counts>;
const Row = Counts.extend({ alertId: z.string() });

/** Alerts that are counted in one statement. */
const TOGETHER = 100;

/**
 * Counts alerts over their detections: each ledger row once an alert, however many detections hold it; each account
 * once, by its best answer. Accounts and facets are written down with them, those that changed only, so that a page
 * need not count them again. One statement, since finding the rows is most of the work; and a prepared one, since
 * planning it anew takes longer than counting most alerts does.
 */
export async function tallyAlerts(
  connection: Connection,
  alertIds: readonly string[],
): Promise<Map<string, Counts>> {
  const counts = new Map<string, Counts>();
  for (let at = 0; at < alertIds.length; at += TOGETHER) {
    const { text, values } = tallied(alertIds.slice(at, at + TOGETHER));
    const { rows } = await connection.query({ name: "tally-alerts", text, values });
    for (const { alertId, ...own } of z.array(Row).parse(rows)) counts.set(alertId, own);
  }
  return counts;
}

const tallied = (alertIds: string[]) => Prisma.sql`
  with held as materialized (${heldBy(alertIds)}
  ), named as materialized (${accountsHeld(Prisma.sql`select * from held`)}
  ), gone as (
    delete from alert_name
    where alert_id = any(${alertIds}::bigint[])
      and (alert_id, account_id) not in (select alert_id, account_id from named)
  ), kept as (
    insert into alert_name as n (alert_id, account_id, account, rank, names, code, codes, mfa_missing, attempts,
                                 first, last, learned)
    select alert_id, account_id, account, rank, names, code, codes, mfa_missing, attempts, first, last, learned
    from named order by alert_id, account_id
    on conflict (alert_id, account_id) do update
    set rank = excluded.rank, names = excluded.names, code = excluded.code, codes = excluded.codes,
        mfa_missing = excluded.mfa_missing, attempts = excluded.attempts, first = excluded.first,
        last = excluded.last, learned = excluded.learned
    where (n.rank, n.names, n.code, n.codes, n.mfa_missing, n.attempts, n.first, n.last, n.learned)
      is distinct from (excluded.rank, excluded.names, excluded.code, excluded.codes, excluded.mfa_missing,
                        excluded.attempts, excluded.first, excluded.last, excluded.learned)
  ), listed as materialized (${facetsOf(Prisma.sql`select * from held`)}
  ), faceted as (
    update alert set facets = now.facets
    from (
      select asked.id, coalesce(listed.facets, ${NO_FACETS}::jsonb) as facets
      from unnest(${alertIds}::bigint[]) as asked (id) left join listed on listed.alert_id = asked.id
    ) now
    where alert.id = now.id and alert.facets is distinct from now.facets
  ), ranked as (
    select alert_id, rank, count(*)::int as names, sum(attempts) as attempts from named group by alert_id, rank
  ), summed as (
    select alert_id, sum(attempts)::int as attempts, sum(names)::int as names,
           jsonb_object_agg((${ANSWER_RANKS})[rank], names) as learned
    from ranked group by alert_id
  )
  select asked.id::text as "alertId", coalesce(attempts, 0) as attempts, coalesce(names, 0) as names,
         coalesce(learned, '{}') as learned
  from unnest(${alertIds}::bigint[]) as asked (id) left join summed on summed.alert_id = asked.id`;

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
    await tallyAlerts(connection, [alertId]);
  });
}
