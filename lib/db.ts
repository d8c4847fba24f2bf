import { randomUUID } from "node:crypto";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { PrismaClient } from "@/prisma/generated/client";
import { env } from "./env";

export { Prisma } from "@/prisma/generated/client";
export type Db = PrismaClient;
export type Tx = Omit<
  PrismaClient,
  "$connect" | "$disconnect" | "$on" | "$use" | "$extends" | "$transaction"
>;
export type Pool = pg.Pool;
export type Connection = pg.PoolClient;

/** One pool serves both Prisma and COPY, so one number bounds our connections. */
const POOL_SIZE = 10;

/** Tells the connections of one process from those of any other, so that a sleeper's can be cut. */
const APPLICATION = `rollcall ${randomUUID()}`;

export type Store = { pool: pg.Pool; db: PrismaClient };

/** Opens a pool on a database and Prisma over it. Tests open one per cloned database. */
export function openStore(connectionString: string): Store {
  const pool = new pg.Pool({ connectionString, max: POOL_SIZE, application_name: APPLICATION });
  // An idle connection that breaks (Postgres restarted) is replaced at the next query; without a listener
  // it would end the process.
  pool.on("error", () => {});
  // So does one that breaks while it is lent out and no statement runs on it; its borrower's next one fails.
  pool.on("connect", (connection) => connection.on("error", () => {}));
  return { pool, db: new PrismaClient({ adapter: new PrismaPg(pool) }) };
}

const holder = globalThis as { rollcallStore?: Store };

/** The process's own store, opened at the first call; next dev reloads modules but keeps globals. */
export function store(): Store {
  holder.rollcallStore ??= openStore(env().DATABASE_URL);
  return holder.rollcallStore;
}

/** Tests point the process at their own clone of the template database. */
export function setStore(next: Store): void {
  holder.rollcallStore = next;
}

export async function closeStore({ pool, db }: Store): Promise<void> {
  await db.$disconnect();
  if (!pool.ended) await pool.end();
}

/** Runs work on one connection inside one transaction; COPY needs the raw connection. */
export async function transaction<T>(pool: Pool, work: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await pool.connect();
  try {
    await connection.query("begin");
    const result = await work(connection);
    await connection.query("commit");
    return result;
  } catch (error) {
    await connection.query("rollback").catch(() => {});
    throw error;
  } finally {
    connection.release();
  }
}
