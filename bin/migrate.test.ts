import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterEach, beforeEach, expect, inject, test } from "vitest";
import { prepareDatabase } from "./database.mjs";
import { migrate } from "./migrate.mjs";

let folder = "";
let url = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rollcall-migrations-"));
  const fresh = new URL(inject("postgresUrl"));
  fresh.pathname = `/t_${randomUUID().replaceAll("-", "")}`;
  url = fresh.toString();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, sql: string) {
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, name, "migration.sql"), sql);
}

async function query(sql: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

async function emptyDatabase() {
  const client = new pg.Client({ connectionString: inject("postgresUrl") });
  await client.connect();
  await client.query(`create database ${new URL(url).pathname.slice(1)}`);
  await client.end();
}

test("a database that is missing is made, and a second start has nothing to do", async () => {
  expect(await prepareDatabase(url)).toContain("20261122000000_house");
  expect(await prepareDatabase(url)).toEqual([]);
});

test("two starts at once apply each migration once", async () => {
  await emptyDatabase();
  write("1_a", "create table a (x int); insert into a values (1);");
  const both = await Promise.all([migrate(url, folder), migrate(url, folder)]);
  expect(both.flat()).toEqual(["1_a"]);
  expect(await query("select x from a")).toEqual([{ x: 1 }]);
});

test("a migration that fails changes nothing, is named, and works once it is mended", async () => {
  await emptyDatabase();
  write("1_a", "create table a (x int);");
  write("2_b", "create table b (x int); select 1/0;");
  await expect(migrate(url, folder)).rejects.toThrow(
    "The migration 2_b failed and changed nothing: division",
  );
  expect(await query("select to_regclass('a') as a, to_regclass('b') as b")).toEqual([{ a: "a", b: null }]);
  write("2_b", "create table b (x int);");
  expect(await migrate(url, folder)).toEqual(["2_b"]);
});

test("a migration that was changed after it had been applied is refused", async () => {
  await emptyDatabase();
  write("1_a", "create table a (x int);");
  await migrate(url, folder);
  write("1_a", "create table a (y int);");
  await expect(migrate(url, folder)).rejects.toThrow("1_a was changed after it had been applied");
});

test("a database that a newer Rollcall migrated is refused", async () => {
  await emptyDatabase();
  write("1_a", "create table a (x int);");
  write("2_b", "create table b (x int);");
  await migrate(url, folder);
  rmSync(join(folder, "2_b"), { recursive: true });
  await expect(migrate(url, folder)).rejects.toThrow("newer than this Rollcall (2_b)");
});

test("a server that cannot be reached is named without its password", async () => {
  const away = "postgres://somebody:s3cret@127.0.0.1:1/rollcall";
  const failure = await prepareDatabase(away).catch((error: Error) => error.message);
  expect(failure).toContain("The database rollcall at 127.0.0.1:1 cannot be reached");
  expect(failure).not.toContain("s3cret");
});
