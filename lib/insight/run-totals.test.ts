import { beforeAll, expect, test } from "vitest";
import { SYSTEM } from "@/lib/access/schema";
import { removeSample } from "@/lib/intake/write";
import { databaseForFile } from "@/test/database";
import { ask, names } from "@/test/ledger";
import { settle } from "@/test/settle";
import "@/test/data-folder";
import { readOrigins } from "./origins";
import { recountTotals } from "./run-totals";

const store = databaseForFile();
const SAMPLE = 2;

const listed = async () =>
  (await readOrigins(SYSTEM)).map(({ origin, names: n, attempts }) => `${origin} ${n} ${attempts}`);
const stale = async () =>
  (await store().pool.query("select count(*)::int as n from origin_stale")).rows[0].n as number;
const held = async () =>
  (await store().pool.query("select count(*)::int as n from origin_total")).rows[0].n as number;

async function recountAll(limit?: number) {
  while ((await recountTotals(store().pool, limit)) > 0);
}

beforeAll(async () => {
  await ask(store().pool, names(12, "2026-03-02T09:00:00Z", 1, { ip: "192.0.2.1" }));
  await ask(store().pool, names(3, "2026-03-02T09:00:00Z", 1, { ip: "192.0.2.2", code: "50126" }));
  await ask(store().pool, names(2, "2026-03-02T09:00:00Z", 1, { ip: "192.0.2.3", code: "0" }));
  await ask(store().pool, names(5, "2026-03-02T09:00:00Z", 1, { ip: "192.0.2.2", tenant: SAMPLE }));
});

test("the list is the same whether its totals are held, behind, or not yet looked at", async () => {
  const before = await readOrigins(SYSTEM);
  expect(await listed()).toEqual(["192.0.2.1 12 12", "192.0.2.2 5 8"]);
  await settle(store());
  // The third only signed in: it is looked at, and has no total.
  expect(await stale()).toBe(3);
  const settled = await readOrigins(SYSTEM);
  expect(settled.map((row) => ({ ...row, openSeverity: null }))).toEqual(before);
  await recountAll(1);
  expect([await stale(), await held()]).toEqual([0, 2]);
  expect(await readOrigins(SYSTEM)).toEqual(settled);
});

test("what arrives after it was counted shows at once, before and after it is looked at", async () => {
  await ask(store().pool, names(7, "2026-03-02T11:00:00Z", 1, { ip: "192.0.2.2", code: "50126" }));
  const now = ["192.0.2.1 12 12", "192.0.2.2 7 15"];
  expect(await listed()).toEqual(now);
  await settle(store());
  expect(await listed()).toEqual(now);
  await recountAll();
  expect(await listed()).toEqual(now);
  const { namesByAnswer } = (await readOrigins(SYSTEM))[1] ?? {};
  expect(namesByAnswer).toEqual({ exists: 7 });
});

test("removing the sample takes it out of the totals, and an origin without rows out of the list", async () => {
  await ask(store().pool, names(4, "2026-03-02T09:00:00Z", 1, { ip: "192.0.2.9", tenant: SAMPLE }));
  await settle(store());
  await recountAll();
  expect(await listed()).toContain("192.0.2.9 4 4");
  await store().pool.query("insert into import (tenant_id, filename, status) values ($1, 'sample', 'done')", [
    SAMPLE,
  ]);
  await removeSample(SYSTEM);
  const left = ["192.0.2.1 12 12", "192.0.2.2 7 10"];
  expect(await listed()).toEqual(left);
  await recountAll();
  expect(await listed()).toEqual(left);
  expect(await held()).toBe(2);
});
