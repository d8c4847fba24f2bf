import { Prisma } from "@/lib/db";
import { ANSWERS } from "@/lib/event/schema";

/** One origin may be known in several tenants and, for a name, of several kinds. */
export type Known = {
  value: string;
  ids: string[];
  kinds: string[];
  tenants: number[];
  first: Date | null;
  last: Date | null;
};

/** Weakest first: the index, from 1, is the rank that SQL compares. */
export const answers = Prisma.sql`${[...ANSWERS]}::text[]`;

/** One scan of the origin's rows, folded to who, with what, from where, answered how; all lists come from it. */
export function askedBy({ ids, tenants }: Known) {
  return Prisma.sql`
    asked as materialized (
      select e.identity_id, e.client_id, e.place_id, o.vector, coalesce(nullif(o.code, ''), upper(o.vector)) as code,
             o.description, o.answer, array_position(${answers}, o.answer) as rank, e.n, e.first, e.last
      from (
        select identity_id, client_id, place_id, outcome_id, count(*) as n, min(at) as first, max(at) as last
        from event
        where tenant_id = any(${tenants}::smallint[]) and origin_id = any(${ids}::bigint[])
        group by identity_id, client_id, place_id, outcome_id
      ) e
      join outcome o on o.id = e.outcome_id
      where o.answer is not null
    ), name as (
      select distinct on (account) account, rank, code, sum(n) over whole as attempts,
             min(first) over whole as first, max(last) over whole as last
      from (
        select i.account, a.rank, a.code, sum(a.n) as n, min(a.first) as first, max(a.last) as last
        from asked a join identity i on i.id = a.identity_id
        group by i.account, a.rank, a.code
      ) x
      window whole as (partition by account)
      order by account, rank desc, last desc, code
    )`;
}
