import { expect, test } from "vitest";
import { databaseForFile } from "@/test/database";
import { isDatabaseAway } from "./database-away";
import { closeStore, openStore } from "./db";

const store = databaseForFile();

const errorOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (error: unknown) => error,
  );

test("nobody listening is away, for the pool and for Prisma, over TCP and over a socket", async () => {
  for (const url of ["postgres://u@127.0.0.1:1/none", "postgres://u@localhost/none?host=%2Fnowhere"]) {
    const away = openStore(url);
    expect(isDatabaseAway(await errorOf(away.pool.query("select 1")))).toBe(true);
    expect(isDatabaseAway(await errorOf(away.db.tenant.count()))).toBe(true);
    await closeStore(away);
  }
});

test("a connection that Postgres ends in the middle is away", async () => {
  const connection = await store().pool.connect();
  connection.on("error", () => {});
  const { rows } = await connection.query<{ pid: number }>("select pg_backend_pid() as pid");
  const sleeping = errorOf(connection.query("select pg_sleep(20)"));
  await store().pool.query("select pg_terminate_backend($1)", [rows[0]?.pid]);
  expect(isDatabaseAway(await sleeping)).toBe(true);
  connection.release(true);
});

test("a connection that breaks while it is lent out and idle is away at its next statement", async () => {
  const connection = await store().pool.connect();
  connection.on("error", () => {});
  await connection.query("begin");
  const { rows } = await connection.query<{ pid: number }>("select pg_backend_pid() as pid");
  // Listened for first: the end can come before the answer of who asked for it.
  const ended = new Promise((end) => connection.once("end", end));
  await store().pool.query("select pg_terminate_backend($1)", [rows[0]?.pid]);
  await ended;
  const found = await errorOf(connection.query("select 1"));
  expect(found).toBeInstanceOf(Error);
  expect(isDatabaseAway(found)).toBe(true);
  connection.release(true);
});

test("a wrong statement, a broken rule and a missing file are not", async () => {
  const { pool, db } = store();
  expect(isDatabaseAway(await errorOf(pool.query("select nothing from nowhere")))).toBe(false);
  await db.tenant.create({ data: { id: 50, name: "twice" } });
  expect(isDatabaseAway(await errorOf(db.tenant.create({ data: { id: 51, name: "twice" } })))).toBe(false);
  const missing = await errorOf(import("node:fs/promises").then((fs) => fs.readFile("/nowhere/at/all")));
  expect(isDatabaseAway(missing)).toBe(false);
  expect(isDatabaseAway(null)).toBe(false);
});
