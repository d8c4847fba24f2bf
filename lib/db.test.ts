import { expect, test } from "vitest";
import { databaseForFile } from "@/test/database";
import { readWithin } from "./db";
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
