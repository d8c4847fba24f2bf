import { expect, test } from "vitest";
import { databaseForFile } from "@/test/database";
import { readWithin } from "./db";
import { AppError } from "./errors";

const store = databaseForFile();
const late = (cause: unknown) => new AppError("bad-input", "Narrow it.", { cause });

test("a read that takes too long is ended, and the connection serves the next one", async () => {
  const { pool } = store();
  const slow = readWithin(pool, 50, late, (connection) => connection.query("select pg_sleep(20)"));
  await expect(slow).rejects.toMatchObject({ code: "bad-input", message: "Narrow it." });
  const { rows } = await pool.query("select current_setting('statement_timeout') as limit");
  expect(rows).toEqual([{ limit: "0" }]);
});

test("a read within limits writes nothing and keeps its own errors", async () => {
  const { pool } = store();
  const write = readWithin(pool, 5000, late, (connection) => connection.query("delete from import"));
  await expect(write).rejects.toThrow("read-only");
  const { rows } = await readWithin(pool, 5000, late, (connection) => connection.query("select 1 as one"));
  expect(rows).toEqual([{ one: 1 }]);
});
