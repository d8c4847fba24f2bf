import { expect, test } from "vitest";
import { databaseForFile } from "@/test/database";
import { closeStore, openStore, readWithin } from "./db";
import { AppError } from "./errors";

const store = databaseForFile();
const late = (cause: unknown) => new AppError("bad-input", "Narrow it.", { cause });

const BOUNDS = { ms: 5000, onLate: late };

test("a read that takes too long is ended, and the connection serves the next one", async () => {
  const { pool } = store();
  const slow = readWithin(pool, { ms: 50, onLate: late }, (connection) =>
    connection.query("select pg_sleep(20)"),
  );
  await expect(slow).rejects.toMatchObject({ code: "bad-input", message: "Narrow it." });
  const { rows } = await pool.query("select current_setting('statement_timeout') as limit");
  expect(rows).toEqual([{ limit: "0" }]);
});

test("a read within limits writes nothing and keeps its own errors", async () => {
  const { pool } = store();
  const write = readWithin(pool, BOUNDS, (connection) => connection.query("delete from import"));
  await expect(write).rejects.toThrow("read-only");
  const { rows } = await readWithin(pool, BOUNDS, (connection) => connection.query("select 1 as one"));
  expect(rows).toEqual([{ one: 1 }]);
});

test("a read that nobody waits for any more is ended in the database", async () => {
  const { pool } = store();
  const controller = new AbortController();
  const bounds = { ms: 60_000, onLate: late, signal: controller.signal };
  const slow = readWithin(pool, bounds, (connection) => connection.query("select pg_sleep(59) as abandoned"));
  setTimeout(() => controller.abort(new Error("gone away")), 100);
  await expect(slow).rejects.toThrow("gone away");
  const { rows } = await pool.query(
    "select 1 from pg_stat_activity where state = 'active' and query like 'select pg_sleep(59)%'",
  );
  expect(rows).toEqual([]);
  await expect(readWithin(pool, bounds, async () => "never")).rejects.toThrow("gone away");
});

test("a time that Prisma writes is that time, whatever zone the server is in", async () => {
  const { pool, db } = store();
  const { rows: named } = await pool.query<{ name: string }>("select current_database() as name");
  await pool.query(`alter database "${named[0]?.name}" set timezone = 'Asia/Kathmandu'`);
  const other = openStore(process.env.DATABASE_URL ?? "");
  try {
    const at = new Date("2026-03-03T10:15:30.123Z");
    const { id } = await other.db.import.create({
      data: { tenantId: 1, filename: "a.json", status: "receiving", heartbeatAt: at, createdBy: "test" },
    });
    const { rows } = await pool.query<{ at: Date; age: number }>(
      `select heartbeat_at as at, abs(extract(epoch from now() - created_at))::float8 as age
       from import where id = $1`,
      [id],
    );
    expect(rows[0]?.at).toEqual(at);
    expect(rows[0]?.age).toBeLessThan(60);
    expect((await db.import.findUniqueOrThrow({ where: { id } })).heartbeatAt).toEqual(at);
  } finally {
    await closeStore(other);
  }
});
