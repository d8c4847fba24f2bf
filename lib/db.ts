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
  // Prisma writes times without their zone: a server with a zone of its own would take them for its clock's.
  const options = "-c timezone=UTC";
  const pool = new pg.Pool({ connectionString, max: POOL_SIZE, application_name: APPLICATION, options });
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

/** Reads that must agree: every statement sees the store as it is when the first one begins. */
export async function snapshot<T>(pool: Pool, read: (connection: Connection) => Promise<T>): Promise<T> {
  return transaction(pool, async (connection) => {
    await connection.query("set transaction isolation level repeatable read read only");
    return read(connection);
  });
}

/** Postgres' word for a statement that was ended from outside: by its time limit, or by us. */
const CANCELLED = "57014";

/** How long a read may take, what to throw when that is over, and whoever no longer waits for it. */
export type Bounds = { ms: number; onLate: (cause: unknown) => Error; signal?: AbortSignal | undefined };

/**
 * Reads on one connection for at most `ms` a statement, and ends the statement when the signal says that nobody
 * waits any more. Without compilation: it costs more than such statements take.
 */
export async function readWithin<T>(
  pool: Pool,
  { ms, onLate, signal }: Bounds,
  read: (connection: Connection) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  try {
    return await transaction(pool, async (connection) => {
      await connection.query("set transaction read only");
      const { rows } = await connection.query<{ pid: number }>(
        `select set_config('statement_timeout', $1, true), set_config('jit', 'off', true), pg_backend_pid() as pid`,
        [String(ms)],
      );
      return endable(pool, rows[0]?.pid ?? 0, signal, () => read(connection));
    });
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof Error && "code" in error && error.code === CANCELLED) throw onLate(error);
    throw error;
  }
}

/** The request to end a statement is waited for: it must not reach whoever borrows the connection next. */
async function endable<T>(
  pool: Pool,
  pid: number,
  signal: AbortSignal | undefined,
  read: () => Promise<T>,
): Promise<T> {
  let ending: Promise<unknown> | undefined;
  const end = () => {
    ending = pool.query("select pg_cancel_backend($1)", [pid]).catch(() => undefined);
  };
  signal?.addEventListener("abort", end, { once: true });
  try {
    return await read();
  } finally {
    signal?.removeEventListener("abort", end);
    await ending;
  }
}
