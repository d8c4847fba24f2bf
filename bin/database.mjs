// Makes the database if it is missing and brings it up to date.
import pg from "pg";
import { migrate } from "./migrate.mjs";

const NO_SUCH_DATABASE = "3D000";
const OLDEST = 15;

async function connectTo(connectionString) {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 15_000 });
  await client.connect();
  return client;
}

/** Creates the database the URL names; every Postgres has one called `postgres` to ask from. */
async function createDatabase(connectionString) {
  const url = new URL(connectionString);
  const name = decodeURIComponent(url.pathname.slice(1));
  url.pathname = "/postgres";
  const client = await connectTo(url.toString());
  try {
    await client.query(`create database ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}

class TooOld extends Error {}

async function refuseOldServer(client) {
  const { rows } = await client.query("select current_setting('server_version_num')::int as number");
  const major = Math.floor(rows[0].number / 10_000);
  if (major >= OLDEST) return;
  throw new TooOld(`Rollcall needs Postgres ${OLDEST} or newer; DATABASE_URL leads to Postgres ${major}.`);
}

/** Leaves a migrated database behind; returns the migrations applied. The error never shows a password. */
export async function prepareDatabase(connectionString) {
  try {
    const client = await connectTo(connectionString).catch(async (error) => {
      if (error.code !== NO_SUCH_DATABASE) throw error;
      await createDatabase(connectionString);
      return connectTo(connectionString);
    });
    await refuseOldServer(client).finally(() => client.end());
  } catch (cause) {
    if (cause instanceof TooOld) throw cause;
    const { host, pathname } = new URL(connectionString);
    const why = cause.message || cause.code;
    throw new Error(`The database ${pathname.slice(1)} at ${host} cannot be reached: ${why}`, { cause });
  }
  return migrate(connectionString);
}

/** Is somebody set up already? Then a start can spare itself the set-up step, a second of work. */
export async function hasUsers(connectionString) {
  const client = await connectTo(connectionString);
  try {
    const { rows } = await client.query('select exists (select 1 from "user") as found');
    return rows[0].found;
  } finally {
    await client.end();
  }
}
