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

/**
 * One scan of the origin's rows, folded to who, with what, from where, answered how; all lists come from it. Keys
 * only, and each relation is grouped by numbers before any text is looked up: sorting 27,000 names instead costs
 * more than reading them.
 */
export function askedBy({ ids, tenants }: Known) {
  return Prisma.sql`
    answered as materialized (
      select id, vector, coalesce(nullif(code, ''), upper(vector)) as code, description, answer,
             array_position(${answers}, answer) as rank,
             min(id) over (partition by vector, coalesce(nullif(code, ''), upper(vector)), answer) as coded
      from outcome where answer is not null
    ), asked as materialized (
      select i.account_id, e.client_id, e.place_id, e.outcome_id, u.rank, u.coded, e.n, e.first, e.last
      from (
        select identity_id, client_id, place_id, outcome_id, count(*) as n, min(at) as first, max(at) as last
        from event
        where tenant_id = any(${tenants}::smallint[]) and origin_id = any(${ids}::bigint[])
        group by identity_id, client_id, place_id, outcome_id
      ) e
      join answered u on u.id = e.outcome_id
      join identity i on i.id = e.identity_id
    ), name as materialized (
      select account_id, max(rank) as rank, sum(n) as attempts, min(first) as first, max(last) as last
      from asked group by account_id
    )`;
}
