import { type Connection, type Pool, transaction } from "@/lib/db";
import { lockLoad } from "./locks";
import { SOURCE_NUMBER } from "./star";

/** Memory for sorting the keys of a month; a build without it goes through temporary files. */
const SORT_MEMORY = "set local maintenance_work_mem = '256MB'";
/** Enough for the plans until Postgres looks by itself: 15 ms a month against 130. */
const SMALL_SAMPLE = "set local default_statistics_target = 10";

type Owner = { tenantId: number; importId: bigint };

/** Tries to claim these months (`2026-11`), all or none, for an import that fills them without indexes. */
export async function claimMonths(
  pool: Pool,
  { tenantId, importId }: Owner,
  months: string[],
): Promise<boolean> {
  return transaction(pool, async (connection) => {
    await lockLoad(connection, tenantId, Object.values(SOURCE_NUMBER));
    for (const month of months) {
      const { rows } = await connection.query<{ claimed: boolean }>(
        "select claim_month($1::date, $2::bigint, $3::smallint) as claimed",
        [`${month}-01`, importId, tenantId],
      );
      if (!rows[0]?.claimed) return false;
    }
    return true;
  });
}

/** The table of a month (`2026-11`) that is being filled; its name is digits. */
export const fillingTable = (month: string) => `filling_${month.replace("-", "")}`;

/** The months that the import fills and may add to; they stay so until the caller's transaction ends. */
export async function heldMonths(connection: Connection, importId: bigint): Promise<string[]> {
  const { rows } = await connection.query<{ month: string }>(
    "select to_char(month, 'YYYY-MM') as month from filling where import_id = $1 and not is_closed order by 1 for key share",
    [importId],
  );
  return rows.map(({ month }) => month);
}

/** Whether a month of the import is closed and not yet in sight. */
export async function isLeaving(connection: Connection, importId: bigint): Promise<boolean> {
  const { rowCount } = await connection.query("select from filling where import_id = $1 and is_closed", [
    importId,
  ]);
  return rowCount !== 0;
}

/** Settles what others fill within these times, so that copies there are found. ISO 8601, both ends included. */
export async function settleAround(connection: Connection, from: string, to: string): Promise<void> {
  await connection.query(
    `select settle_month(month) from filling
     where month > ($1::timestamptz at time zone 'UTC')::date - interval '1 month'
       and month <= ($2::timestamptz at time zone 'UTC')::date
     order by month`,
    [from, to],
  );
}

/** Finds copies while a month is still being filled; the same index as it has when it is settled. */
export const keyIndex = (part: string) =>
  `create index if not exists ${part}_key on ${part} (key, source, tenant_id)`;

/**
 * Brings all months that an import fills into sight: what each still needs is built beside one another, then its events,
 * ledger, presence, rollup and marks appear at once. `onSight` is called after each month but the last, while the next
 * is being built. Does nothing for an import that fills none. May be called again after whatever stopped it.
 */
export async function settleImport(
  pool: Pool,
  importId: bigint,
  onSight: () => Promise<void> = async () => undefined,
): Promise<void> {
  const months = await closeMonths(pool, importId);
  let looking = Promise.resolve();
  try {
    for (const [index, month] of months.entries()) {
      await settleClosed(pool, month);
      if (index === months.length - 1) break;
      looking = looking.then(onSight);
      // Told below; until then nobody may call it unhandled.
      looking.catch(() => undefined);
    }
  } finally {
    await Promise.allSettled([looking]);
  }
  await looking;
}

/** Brings one of an import's months (`2026-11`) into sight while it fills others; it may add to this one no more. */
export async function settleLeft(pool: Pool, importId: bigint, month: string): Promise<void> {
  for (const closed of await closeMonths(pool, importId, `${month}-01`)) await settleClosed(pool, closed);
}

async function settleClosed(pool: Pool, { month, part, builds }: Closed): Promise<void> {
  const done = await Promise.allSettled(builds.map((statement) => build(pool, month, statement)));
  const failed = done.find(({ status }) => status === "rejected");
  if (failed?.status === "rejected") throw failed.reason;
  await transaction(pool, (connection) => connection.query("select settle_month($1::date)", [month]));
  await lookAt(pool, [`event_${part}`, `presence_${part}`, ...(await grownTables(pool))]);
}

/** The planner must know what came: without it the first detections read a table for every row of another. */
async function lookAt(pool: Pool, tables: string[]): Promise<void> {
  await transaction(pool, async (connection) => {
    await connection.query(SMALL_SAMPLE);
    await connection.query(`analyze ${tables.join(", ")}`);
  });
}

/** Ledger and names, where they are twice as large as when the planner last knew them. */
async function grownTables(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `select relname as name from pg_class
     where oid = any(array['probe', 'origin', 'identity', 'client', 'outcome']::regclass[])
       and (reltuples < 0 or pg_relation_size(oid) > 2 * relpages * current_setting('block_size')::bigint)`,
  );
  return rows.map(({ name }) => name);
}

type Closed = { month: string; part: string; builds: string[] };

/** From now on no batch fills these months, all or `only` one; a batch that is under way is waited for. */
async function closeMonths(pool: Pool, importId: bigint, only: string | null = null): Promise<Closed[]> {
  const { rows } = await pool.query<{ month: string; part: string; builds: string[] }>(
    `with held as materialized (
         select month from filling where import_id = $1 and ($2::date is null or month = $2) order by month for update
       ),
       closed as (update filling f set is_closed = true from held where f.month = held.month returning f.month)
     select to_char(month, 'YYYY-MM-DD') as month, to_char(month, 'YYYYMM') as part,
            array(select filling_builds(month)) as builds
     from closed order by month`,
    [importId, only],
  );
  return rows;
}

/** Somebody who needs the month may settle it at any moment; then there is nothing left to build. */
async function build(pool: Pool, month: string, statement: string): Promise<void> {
  await transaction(pool, async (connection) => {
    const { rowCount } = await connection.query("select from filling where month = $1 for key share", [
      month,
    ]);
    if (rowCount === 0) return;
    // Two builders of one index would both find none; the second waits and finds it.
    await connection.query("select pg_advisory_xact_lock(hashtextextended($1, 0))", [statement]);
    await connection.query(SORT_MEMORY);
    await connection.query(statement);
  });
}

/** Settles what an import fills, inside the caller's transaction and without help: when filling is given up. */
export async function settleWithin(connection: Connection, importId: bigint): Promise<void> {
  await connection.query("select settle_month(month) from filling where import_id = $1 order by month", [
    importId,
  ]);
}

/** Settles what a tenant's imports fill, inside the caller's transaction: for those who remove its rows. */
export async function settleTenant(connection: Connection, tenantId: number): Promise<void> {
  await connection.query("select settle_month(month) from filling where tenant_id = $1 order by month", [
    tenantId,
  ]);
}

/** Months whose import is over or gone are settled, so that no row stays out of sight. */
export async function settleLeftovers(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ id: string }>(
    `select distinct f.import_id::text as id from filling f
     where not exists (
       select from import i where i.id = f.import_id and i.status in ('queued', 'reading', 'detecting')
     )`,
  );
  for (const { id } of rows) await settleImport(pool, BigInt(id));
  return rows.length;
}
