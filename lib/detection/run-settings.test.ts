import { expect, test } from "vitest";
import { firstBrokenAudit } from "@/lib/access/audit";
import { type Actor, SYSTEM } from "@/lib/access/schema";
import { transaction } from "@/lib/db";
import { databaseForFile } from "@/test/database";
import { ask, names } from "@/test/ledger";
import { reevaluate, settle } from "@/test/settle";
import { listDetections, readRule } from "./read";
import { setThresholds } from "./run-settings";

const store = databaseForFile();
const READER: Actor = { kind: "user", id: "u1", name: "Ana", scopes: ["read"] };
const found = async () =>
  (await listDetections(SYSTEM, { rule: "RC-04", limit: 10 })).items.map(({ names }) => names);

test("a threshold that is set counts from then on, for what is stored too, and says who, when and why", async () => {
  await ask(store().pool, names(8, "2026-03-02T09:00:00Z", 60));
  await settle(store());
  expect(await found()).toEqual([]);
  await setThresholds(SYSTEM, "RC-04", 0, { thresholds: { names: 8 }, reason: "a small tenant" });
  await reevaluate(store());
  expect(await found()).toEqual([8]);
  const rule = await readRule(SYSTEM, "RC-04");
  expect(rule.thresholds.names).toMatchObject({ value: 8, default: 10 });
  expect(rule).toMatchObject({ revision: 1, isFixed: false });
  expect(rule.settings).toMatchObject([
    { revision: 1, thresholds: { names: 8 }, reason: "a small tenant", setBy: "Rollcall" },
  ]);
  const { rows } = await store().pool.query("select revision from detection where rule_id = 'RC-04'");
  expect(rows).toEqual([{ revision: 1 }]);
  expect(await transaction(store().pool, firstBrokenAudit)).toBeNull();
  // What no setting names is the catalogue's own again.
  await setThresholds(SYSTEM, "RC-04", 1, { thresholds: {}, reason: "as it was" });
  await reevaluate(store());
  expect(await found()).toEqual([]);
});

test("a stale revision, a fixed rule, an unknown name and a reader are refused, and nothing is set", async () => {
  const before = (await readRule(SYSTEM, "RC-05")).settings;
  const set = (id: string, revision: number, name: string, actor = SYSTEM) =>
    setThresholds(actor, id, revision, { thresholds: { [name]: 12 }, reason: "why not" });
  await expect(set("RC-05", 7, "dayNames")).rejects.toMatchObject({ code: "stale" });
  await expect(set("RC-01", 0, "names")).rejects.toMatchObject({ code: "bad-input" });
  await expect(set("RC-05", 0, "nobody")).rejects.toMatchObject({ code: "bad-input" });
  await expect(set("RC-05", 0, "dayNames", READER)).rejects.toMatchObject({ code: "forbidden" });
  expect((await readRule(SYSTEM, "RC-05")).settings).toEqual(before);
  await expect(store().pool.query("delete from rule_setting")).rejects.toThrow("never changed");
});
