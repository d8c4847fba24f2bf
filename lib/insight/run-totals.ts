import { type Pool, Prisma, transaction } from "@/lib/db";
import { answers } from "./asked";

/**
 * The totals of some origins (a relation with the column origin_id) counted from the ledger, as `origin_total`. One
 * origin after the other: however many the planner expects, none must not cost a look at the whole ledger.
 */
export const totalsOf = (wanted: Prisma.Sql) => Prisma.sql`
  select w.origin_id, counted.*
  from (${wanted}) w
  cross join lateral (
    select bool_and(is_sample) as is_sample, sum(n)::bigint as attempts, sum(names)::int as names,
           jsonb_object_agg((${answers})[rank], names) as names_by_answer, min(first) as first, max(last) as last
    from (
      select rank, count(*)::int as names, sum(n) as n, min(first) as first, max(last) as last,
             bool_and(is_sample) as is_sample
      from (
        select i.account_id, max(array_position(${answers}, o.answer)) as rank, sum(p.attempts) as n,
               min(p.first) as first, max(p.last) as last, bool_and(t.is_sample) as is_sample
        from tenant t
        join probe p on p.tenant_id = t.id and p.origin_id = w.origin_id
        join identity i on i.id = p.identity_id
        join outcome o on o.id = p.outcome_id
        group by i.account_id
      ) best
      group by rank
    ) per_answer
    having count(*) > 0
  ) counted`;

/**
 * Brings some of the totals that are behind up to date; returns how many, 0 when none is left. A mark that is set
 * again meanwhile waits for this to end, so it is never lost.
 */
export async function recountTotals(pool: Pool, limit = 500): Promise<number> {
  return transaction(pool, async (connection) => {
    const { rows } = await connection.query<{ id: string }>(
      `delete from origin_stale where origin_id in (
         select origin_id from origin_stale order by 1 limit $1 for update skip locked
       )
       returning origin_id::text as id`,
      [limit],
    );
    if (rows.length === 0) return 0;
    const ids = rows.map(({ id }) => id);
    await connection.query("delete from origin_total where origin_id = any($1::bigint[])", [ids]);
    await connection.query(Prisma.sql`
      insert into origin_total (origin_id, is_sample, attempts, names, names_by_answer, first, last)
      ${totalsOf(Prisma.sql`select origin_id from unnest(${ids}::bigint[]) as k (origin_id)`)}`);
    return ids.length;
  });
}
