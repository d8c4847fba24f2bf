import { type Connection, type Pool, Prisma, transaction } from "@/lib/db";

/** From so many events on an origin is folded: below, reading them takes some tens of milliseconds. */
export const LARGE = 2000;

/** Imports that are added at once: one transaction, whose rows nobody can retry or remove meanwhile. */
const AT_ONCE = 20;

type Fresh = { ids: string[] | null; from: Date | null; to: Date | null; isEndless: boolean | null };
type Whose = { tenantId: number; originId: string };

/**
 * Brings the folds of large origins further, by a few imports or by one origin; returns how many it did, 0 when
 * there is nothing to do or an import is being read, which comes first: its end asks again.
 */
export async function foldOrigins(pool: Pool, large = LARGE): Promise<number> {
  return transaction(pool, async (connection) => {
    const { rows } = await connection.query<{ isMine: boolean }>(
      `select pg_try_advisory_xact_lock(hashtextextended('origin-fold', 0)) and not exists (
         select from import where status in ('queued', 'reading', 'detecting') or task is not null or is_again
       ) as "isMine"`,
    );
    if (!rows[0]?.isMine) return 0;
    return (await addImports(connection, large)) || (await countOne(connection, large));
  });
}

/** Imports that came to an end and whose months are in sight. */
async function addImports(connection: Connection, large: number): Promise<number> {
  const { rows } = await connection.query<Fresh>(
    `select array_agg(id::text) as ids, min(events_from) as from, max(events_to) as to,
            bool_or(events_from is null and accepted > 0) as "isEndless"
     from (
       select id, events_from, events_to, accepted from import i
       where not is_folded and status in ('done', 'failed')
         and not exists (select from filling f where f.import_id = i.id)
       order by id limit ${AT_ONCE} for update skip locked
     ) fresh`,
  );
  const ids = rows[0]?.ids;
  if (!rows[0] || !ids) return 0;
  const fresh = freshOf({ ...rows[0], ids });
  await connection.query(Prisma.sql`
    insert into origin_size as s (tenant_id, origin_id, events)
    select e.tenant_id, e.origin_id, count(*) from event e where ${fresh} group by 1, 2
    on conflict (tenant_id, origin_id) do update set events = s.events + excluded.events`);
  await addRows(
    connection,
    Prisma.sql`select ${columns} from origin_fold f join event e using (tenant_id, origin_id) where ${fresh}`,
  );
  await connection.query("update import set is_folded = true where id = any($1::bigint[])", [ids]);
  await connection.query(
    `insert into origin_unfolded (tenant_id, origin_id)
     select tenant_id, origin_id from origin_size s
     where events >= $1 and not exists (select from origin_fold f where (f.tenant_id, f.origin_id) = (s.tenant_id, s.origin_id))`,
    [large],
  );
  return ids.length;
}

/** The events `e` of some imports, which are looked for only where they lie. Dates hold milliseconds. */
function freshOf({ ids, from, to, isEndless }: Fresh): Prisma.Sql {
  const last = to && new Date(to.getTime() + 1);
  return Prisma.sql`e.import_id = any(${ids}::bigint[])
    ${isEndless ? Prisma.empty : Prisma.sql`and e.at >= ${from}::timestamptz and e.at < ${last}::timestamptz`}`;
}

const columns = Prisma.sql`e.tenant_id, e.origin_id, e.identity_id, e.client_id, e.place_id, e.outcome_id, e.at`;

/** Adds events, a relation of `columns`, to the folds. One scan, and one statement: all of them see the same rows. */
async function addRows(connection: Connection, rows: Prisma.Sql): Promise<void> {
  await connection.query(Prisma.sql`
    with fresh as materialized (
      select r.* from (${rows}) r join outcome u on u.id = r.outcome_id and u.answer is not null
    ), hours as (
      insert into origin_fold_hour as h (tenant_id, origin_id, hour, outcome_id, events)
      select tenant_id, origin_id, date_trunc('hour', at, 'UTC'), outcome_id, count(*) from fresh group by 1, 2, 3, 4
      on conflict (tenant_id, origin_id, hour, outcome_id) do update set events = h.events + excluded.events
    ), names as (
      insert into origin_fold_name as n (tenant_id, origin_id, account_id, outcome_id, events, first, last)
      select g.tenant_id, g.origin_id, i.account_id, g.outcome_id, sum(g.events), min(g.first), max(g.last)
      from (
        select tenant_id, origin_id, identity_id, outcome_id, count(*) as events, min(at) as first, max(at) as last
        from fresh group by 1, 2, 3, 4
      ) g join identity i on i.id = g.identity_id
      group by 1, 2, 3, 4
      on conflict (tenant_id, origin_id, account_id, outcome_id) do update
      set events = n.events + excluded.events, first = least(n.first, excluded.first),
          last = greatest(n.last, excluded.last)
    )
    insert into origin_fold_used as w (tenant_id, origin_id, client_id, place_id, events)
    select tenant_id, origin_id, client_id, place_id, count(*) from fresh group by 1, 2, 3, 4
    on conflict (tenant_id, origin_id, client_id, place_id) do update set events = w.events + excluded.events`);
}

/** Counts one origin anew over the folded imports: it became large, or its fold is not true any more. */
async function countOne(connection: Connection, large: number): Promise<number> {
  // A mark of somebody small says nothing. Only who is large is counted, one in a transaction.
  await connection.query(
    `delete from origin_unfolded u
     where not exists (select from origin_fold f where (f.tenant_id, f.origin_id) = (u.tenant_id, u.origin_id))
       and not exists (select from origin_size s
                       where (s.tenant_id, s.origin_id) = (u.tenant_id, u.origin_id) and s.events >= $1)`,
    [large],
  );
  const { rows } = await connection.query<Whose>(
    `with whose as (select tenant_id, origin_id from origin_unfolded order by id limit 1)
     delete from origin_unfolded u using whose
     where (u.tenant_id, u.origin_id) = (whose.tenant_id, whose.origin_id)
     returning u.tenant_id::int as "tenantId", u.origin_id::text as "originId"`,
  );
  const whose = rows[0];
  if (!whose) return 0;
  await countWhole(connection, whose, large);
  return 1;
}

async function countWhole(connection: Connection, whose: Whose, large: number): Promise<void> {
  const { tenantId, originId } = whose;
  const own = Prisma.sql`tenant_id = ${tenantId}::smallint and origin_id = ${originId}::bigint`;
  const held = Prisma.sql`
    from event e where ${own} and exists (select from import i where i.id = e.import_id and i.is_folded)`;
  for (const table of [
    Prisma.sql`origin_fold`,
    Prisma.sql`origin_fold_hour`,
    Prisma.sql`origin_fold_name`,
    Prisma.sql`origin_fold_used`,
    Prisma.sql`origin_size`,
  ]) {
    await connection.query(Prisma.sql`delete from ${table} where ${own}`);
  }
  const sized = await connection.query<{ events: number }>(Prisma.sql`
    insert into origin_size select ${tenantId}::smallint, ${originId}::bigint, count(*) ${held}
    returning events::int`);
  if ((sized.rows[0]?.events ?? 0) < large) return;
  await connection.query(
    Prisma.sql`insert into origin_fold values (${tenantId}::smallint, ${originId}::bigint)`,
  );
  await addRows(connection, Prisma.sql`select ${columns} ${held}`);
}
