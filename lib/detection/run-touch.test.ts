import { expect, test } from "vitest";
import { transaction } from "@/lib/db";
import { databaseForFile } from "@/test/database";
import { ask, names } from "@/test/ledger";
import { settle } from "@/test/settle";
import { touchForNewRules } from "./run-touch";

const store = databaseForFile();
const touched = async () => (await store().pool.query("select count(*)::int as n from touched")).rows[0].n;
const detections = async () =>
  (await store().pool.query("select id, version, names, updated_at from detection order by id")).rows;

test("everything is evaluated anew once when a rule is new or its version was raised, and ids stay", async () => {
  await ask(store().pool, names(20, "2026-03-02T09:10:00Z", 1));
  await settle(store());
  const before = await detections();
  expect(before).toHaveLength(2);
  expect(await transaction(store().pool, touchForNewRules)).toBe(true);
  expect(await touched()).toBe(1);
  await settle(store());
  expect(await detections()).toEqual(before);
  expect(await transaction(store().pool, touchForNewRules)).toBe(false);
  expect(await touched()).toBe(0);
  await store().pool.query("update setting set value = '{\"RC-01\": 0}' where name = 'rule-versions'");
  expect(await transaction(store().pool, touchForNewRules)).toBe(true);
});

test("a detection that no row supports any more goes when everything is evaluated anew", async () => {
  await store().pool.query("delete from probe");
  await store().pool.query("delete from setting where name = 'rule-versions'");
  await transaction(store().pool, touchForNewRules);
  await settle(store());
  expect(await detections()).toEqual([]);
});
