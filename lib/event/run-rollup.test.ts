import { readFileSync } from "node:fs";
import { beforeEach, expect, test } from "vitest";
import { transaction } from "@/lib/db";
import { databaseForFile } from "@/test/database";
import { rollupErrors } from "@/test/held";
import { micros, signIn } from "@/test/sign-in";
import { recountRollup } from "./run-rollup";
import type { Event } from "./schema";
import { loadBatch } from "./write";

const store = databaseForFile();

beforeEach(async () => {
  await store().pool.query("truncate event, probe, presence, rollup, client_day, touched");
});

function load(events: Event[], importId = 1n, tenantId = 1) {
  const rows = events.map((event, index) => ({
    event,
    span: { offset: index, length: 1 },
    position: index + 1,
  }));
  return transaction(store().pool, (connection) =>
    loadBatch(connection, { tenantId, importId, rows, now: new Date("2026-11-22T00:00:00Z") }),
  );
}

async function rolled() {
  const { rows } = await store().pool.query(
    `select r.tenant_id as tenant, r.day::text, r.source, u.code, r.events::int, r.first at time zone 'UTC' as first
     from rollup r join outcome u on u.id = r.outcome_id order by 1, 2, 3, 4`,
  );
  return rows.map(({ tenant, day, source, code, events }) => `${tenant} ${day} ${source} ${code} ${events}`);
}

const at = (iso: string, part: Partial<Event> = {}) => signIn({ atMicros: micros(iso), ...part });

test("every event counts on its UTC day, under its source, outcome and tenant, audit rows and wrong clocks too", async () => {
  await load([
    at("2026-03-03T23:59:59Z", { nativeId: "1" }),
    at("2026-03-04T00:00:00Z", { nativeId: "2" }),
    at("2026-03-04T00:00:01Z", { nativeId: "3", code: "0" }),
    at("2026-03-04T00:00:02Z", { nativeId: "4", source: "entra-audit", vector: "entra-audit", code: "" }),
    at("1999-12-31T00:00:00Z", { nativeId: "5" }),
  ]);
  await load([at("2026-03-04T08:00:00Z", { nativeId: "6" })], 2n);
  await load([at("2026-03-04T08:00:00Z", { nativeId: "6" })], 3n, 2);
  expect(await rolled()).toEqual([
    "1 1999-12-31 1 50034 1",
    "1 2026-03-03 1 50034 1",
    "1 2026-03-04 1 0 1",
    "1 2026-03-04 1 50034 2",
    "1 2026-03-04 2  1",
    "2 2026-03-04 1 50034 1",
  ]);
  expect(await rollupErrors(store().pool)).toEqual([]);
});

test("a copy that replaces another on the other side of midnight leaves its day, and takes its place in the new one", async () => {
  const poor = at("2026-03-04T00:00:00Z", { nativeId: "1", isIngestTime: true, userAgent: "" });
  await load([poor, at("2026-03-04T09:00:00Z", { nativeId: "2" })]);
  await load(
    [at("2026-03-03T23:59:00Z", { nativeId: "1" }), at("2026-03-04T10:00:00Z", { nativeId: "3" })],
    2n,
  );
  expect(await rolled()).toEqual(["1 2026-03-03 1 50034 1", "1 2026-03-04 1 50034 2"]);
  expect(await rollupErrors(store().pool)).toEqual([]);
});

test("a day whose last event is gone has no row, and counting anew mends what was wrong", async () => {
  const { pool } = store();
  await load([at("2026-03-03T10:00:00Z", { nativeId: "1" }), at("2026-03-04T10:00:00Z", { nativeId: "2" })]);
  await pool.query("delete from event where at < '2026-03-04Z'");
  await pool.query("update rollup set events = 7 where day = '2026-03-04'");
  expect(await rollupErrors(pool)).toHaveLength(5);
  const day = Date.UTC(2026, 2, 3) / 86_400_000;
  await transaction(pool, (connection) =>
    recountRollup(connection, 1, [
      { day, source: 1 },
      { day: day + 1, source: 1 },
      { day, source: 1 },
    ]),
  );
  expect(await rolled()).toEqual(["1 2026-03-04 1 50034 1"]);
});

test("the migration counts what an older version stored", async () => {
  const { pool } = store();
  await load([
    at("2026-03-03T23:59:59.999Z", { nativeId: "1" }),
    at("2026-03-04T00:00:00Z", { nativeId: "2" }),
    at("1999-12-31T00:00:00Z", { nativeId: "3", source: "entra-audit", vector: "sspr", code: "" }),
  ]);
  await pool.query("truncate rollup");
  const migration = readFileSync("prisma/migrations/20261124100000_rollup/migration.sql", "utf8");
  await pool.query(migration.slice(migration.indexOf("insert into rollup")));
  expect(await rollupErrors(pool)).toEqual([]);
  expect(await rolled()).toHaveLength(3);
});
