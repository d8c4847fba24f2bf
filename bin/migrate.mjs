// Applies prisma/migrations/*/migration.sql with Prisma's own ledger, checksum and lock, so that
// `prisma migrate status` agrees. Prisma's CLI cannot do it here: its schema engine is a download.
import { createHash, randomUUID } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runMigrations } from "graphile-worker";
import pg from "pg";

/** Prisma's own advisory lock, so that two starters, or Prisma and we, wait for one another. */
const PRISMA_LOCK = 72707369;

const LEDGER = `create table if not exists _prisma_migrations (
  id varchar(36) primary key not null, checksum varchar(64) not null, finished_at timestamptz,
  migration_name varchar(255) not null, logs text, rolled_back_at timestamptz,
  started_at timestamptz not null default now(), applied_steps_count integer not null default 0)`;

/** Brings a database up to date; returns the names applied. Refuses a database newer than this program. */
export async function migrate(
  connectionString,
  folder = new URL("../prisma/migrations", import.meta.url).pathname,
) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [PRISMA_LOCK]);
    await client.query(LEDGER);
    const applied = await applyMissing(client, folder);
    await runMigrations({ connectionString });
    return applied;
  } finally {
    await client.end();
  }
}

async function applyMissing(client, folder) {
  const names = readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, "migration.sql")))
    .sort();
  const { rows } = await client.query(
    "select migration_name, checksum, finished_at from _prisma_migrations where rolled_back_at is null",
  );
  const failed = rows.find((row) => !row.finished_at);
  if (failed)
    throw new Error(
      `The migration ${failed.migration_name} failed earlier; see its logs column in _prisma_migrations.`,
    );
  const unknown = rows.find((row) => !names.includes(row.migration_name));
  if (unknown)
    throw new Error(
      `The database is newer than this Rollcall (${unknown.migration_name}). Start the newer version.`,
    );
  const checksums = new Map(rows.map((row) => [row.migration_name, row.checksum]));
  const applied = [];
  for (const name of names) {
    const sql = readFileSync(join(folder, name, "migration.sql"), "utf8");
    const checksum = createHash("sha256").update(sql).digest("hex");
    if (checksums.get(name) === checksum) continue;
    if (checksums.has(name)) throw new Error(`The migration ${name} was changed after it had been applied.`);
    await apply(client, name, sql, checksum);
    applied.push(name);
  }
  return applied;
}

/** The migration and its row in the ledger are one transaction: a start killed here is as if it never was. */
async function apply(client, name, sql, checksum) {
  await client.query("begin");
  try {
    await client.query(sql);
    await client.query(
      `insert into _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       values ($1, $2, $3, now(), clock_timestamp(), 1)`,
      [randomUUID(), checksum, name],
    );
    await client.query("commit");
  } catch (cause) {
    await client.query("rollback");
    throw new Error(`The migration ${name} failed and changed nothing: ${cause.message}`, { cause });
  }
}
