import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, inject } from "vitest";
import { closeStore, openStore, type Store, setStore } from "@/lib/db";

/** Clones the migrated template (about 50 ms) and makes it the process's store. */
export async function freshStore(): Promise<Store> {
  const admin = inject("postgresUrl");
  const name = `t_${randomUUID().replaceAll("-", "")}`;
  const client = new pg.Client({ connectionString: admin });
  await client.connect();
  try {
    await client.query(`create database ${name} template template_rollcall`);
  } finally {
    await client.end();
  }
  const url = new URL(admin);
  url.pathname = `/${name}`;
  process.env.DATABASE_URL = url.toString();
  const store = openStore(url.toString());
  setStore(store);
  return store;
}

/** A database of its own for a test file; closed when the file ends. */
export function databaseForFile(): () => Store {
  let store: Store | undefined;
  beforeAll(async () => {
    store = await freshStore();
  });
  afterAll(async () => {
    if (store) await closeStore(store);
  });
  return () => {
    if (!store) throw new Error("The store is opened before the first test runs.");
    return store;
  };
}
