import { type Connection, Prisma } from "@/lib/db";
import { ANSWERS } from "@/lib/event/schema";

/** Imports whose events are not in the folds yet, and where their events lie; open ends where an import does not say. */
export type Unfolded = { ids: string[]; from: Date | null; to: Date | null };

/** One origin may be known in several tenants and, for a name, of several kinds. */
export type Known = {
  value: string;
  ids: string[];
  kinds: string[];
  tenants: number[];
  first: Date | null;
  last: Date | null;
  /** What the folds lack; null where the origin is not folded and its events are read. */
  unfolded: Unfolded | null;
};

/** Weakest first: the index, from 1, is the rank that SQL compares. */
export const answers = Prisma.sql`${[...ANSWERS]}::text[]`;

/** The rows of an origin in any relation with tenant and origin. */
export const rowsOf = ({ ids, tenants }: Pick<Known, "ids" | "tenants">) =>
  Prisma.sql`tenant_id = any(${tenants}::smallint[]) and origin_id = any(${ids}::bigint[])`;

/**
 * What the folds of this origin lack, null where it is not folded. The reading that follows must see the same store,
 * so both belong into one snapshot.
 */
export async function readUnfolded(
  connection: Connection,
  known: Pick<Known, "ids" | "tenants">,
): Promise<Unfolded | null> {
  const { rows } = await connection.query<{
    isFolded: boolean;
    ids: string[];
    from: Date;
    to: Date;
  }>(Prisma.sql`
    select not exists (
             select from unnest(${known.tenants}::smallint[]) t (id), unnest(${known.ids}::bigint[]) o (id)
             where exists (select from event e where e.tenant_id = t.id and e.origin_id = o.id)
               and not (exists (select from origin_fold f where f.tenant_id = t.id and f.origin_id = o.id)
                        and not exists (select from origin_unfolded u where u.tenant_id = t.id and u.origin_id = o.id))
           ) as "isFolded", fresh.*
    from (
      select coalesce(array_agg(id::text), '{}') as ids,
             case when bool_and(events_from is not null) then min(events_from) end as "from",
             case when bool_and(events_to is not null) then max(events_to) end as "to"
      from import where not is_folded and tenant_id = any(${known.tenants}::smallint[]) and accepted > 0
    ) fresh`);
  const row = rows[0];
  return row?.isFolded ? { ids: row.ids, from: row.from, to: row.to } : null;
}

/** The events of an origin that its fold lacks, as a condition on `event`. Dates hold milliseconds, rows microseconds. */
export function lackedBy(known: Known, { ids, from, to }: Unfolded): Prisma.Sql {
  if (ids.length === 0) return Prisma.sql`false`;
  return Prisma.sql`${rowsOf(known)} and import_id = any(${ids}::bigint[])
    ${from ? Prisma.sql`and at >= ${from}::timestamptz` : Prisma.empty}
    ${to ? Prisma.sql`and at < ${new Date(to.getTime() + 1)}::timestamptz` : Prisma.empty}`;
}

const answered = Prisma.sql`
  answered as materialized (
    select id, vector, coalesce(nullif(code, ''), upper(vector)) as code, description, answer,
           array_position(${answers}, answer) as rank,
           min(id) over (partition by vector, coalesce(nullif(code, ''), upper(vector)), answer) as coded
    from outcome where answer is not null
  )`;

/** Events folded to who, with what, from where, answered how. */
const seenIn = (where: Prisma.Sql) => Prisma.sql`
  seen as materialized (
    select i.account_id, e.client_id, e.place_id, e.outcome_id, e.n, e.first, e.last
    from (
      select identity_id, client_id, place_id, outcome_id, count(*) as n, min(at) as first, max(at) as last
      from event
      where ${where}
      group by identity_id, client_id, place_id, outcome_id
    ) e
    join identity i on i.id = e.identity_id
    where e.outcome_id in (select id from answered)
  )`;

/** Names from the fold and from what it lacks; a name may come twice, so readers group. */
const foldedNames = (known: Known) => Prisma.sql`
  select account_id, outcome_id, events as n, first, last from origin_fold_name where ${rowsOf(known)}
  union all
  select account_id, outcome_id, n, first, last from seen`;

const foldedUsed = (known: Known) => Prisma.sql`
  select client_id, place_id, events as n from origin_fold_used where ${rowsOf(known)}
  union all
  select client_id, place_id, n from seen`;

/**
 * The origin's rows by name and outcome (`asked`), by client and place (`used`), and each name once (`name`); all
 * lists come from these. One scan of its events, or its fold. Keys only, and each relation is grouped by numbers
 * before any text is looked up: sorting 27,000 names instead costs more than reading them.
 */
export function askedBy(known: Known) {
  const { unfolded } = known;
  return Prisma.sql`
    ${answered}, ${seenIn(unfolded ? lackedBy(known, unfolded) : rowsOf(known))}, asked as materialized (
      select a.account_id, a.outcome_id, u.rank, u.coded, a.n, a.first, a.last
      from (${unfolded ? foldedNames(known) : Prisma.sql`select * from seen`}) a
      join answered u on u.id = a.outcome_id
    ), used as materialized (
      select client_id, place_id, sum(n) as n
      from (${unfolded ? foldedUsed(known) : Prisma.sql`select * from seen`}) u group by 1, 2
    ), name as materialized (
      select account_id, max(rank) as rank, sum(n) as attempts, min(first) as first, max(last) as last
      from asked group by account_id
    )`;
}
