import { randomUUID } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import { closeStore, openStore, type Store, setStore, store } from "@/lib/db";

/** The name of the database that the process works on now. */
export const databaseName = (): string => new URL(process.env.DATABASE_URL ?? "").pathname.slice(1);

/**
 * Makes a copy of a database, as it stands, the process's store; children that are started from now on work on it
 * too. What was the store before is closed and stays as it is, to be copied again.
 */
export async function branch(from: string): Promise<Store> {
  await closeStore(store());
  const admin = inject("postgresUrl");
  const name = `t_${randomUUID().replaceAll("-", "")}`;
  const client = new pg.Client({ connectionString: admin });
  await client.connect();
  try {
    // A process that was killed may not have let go of the database yet.
    await client.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", [from]);
    await client.query(`create database ${name} template ${from}`);
  } finally {
    await client.end();
  }
  const url = new URL(admin);
  url.pathname = `/${name}`;
  process.env.DATABASE_URL = url.toString();
  const next = openStore(url.toString());
  setStore(next);
  return next;
}
