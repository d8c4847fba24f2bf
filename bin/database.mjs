// Makes the database if it is missing and brings it up to date.
import pg from "pg";
import { migrate } from "./migrate.mjs";

const NO_SUCH_DATABASE = "3D000";

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

/** Leaves a migrated database behind; returns the migrations applied. The error never shows a password. */
export async function prepareDatabase(connectionString) {
  try {
    const client = await connectTo(connectionString).catch(async (error) => {
      if (error.code !== NO_SUCH_DATABASE) throw error;
      await createDatabase(connectionString);
      return connectTo(connectionString);
    });
    await client.end();
  } catch (cause) {
    const { host, pathname } = new URL(connectionString);
    const why = cause.message || cause.code;
    throw new Error(`The database ${pathname.slice(1)} at ${host} cannot be reached: ${why}`, { cause });
  }
  return migrate(connectionString);
}
