import { expect, test } from "vitest";
import { SYSTEM } from "@/lib/access/schema";
import { MICROS } from "@/lib/detection/answered";
import { RC_04 } from "@/lib/detection/rc-04";
import { RC_08 } from "@/lib/detection/rc-08";
import { RC_10 } from "@/lib/detection/rc-10";
import { listDetections } from "@/lib/detection/read";
import type { SpanRule } from "@/lib/detection/rule";
import { setThresholds } from "@/lib/detection/run-settings";
import { slide } from "@/lib/detection/sliding";
import { databaseForFile } from "@/test/database";
import { type Attempt, ask, names } from "@/test/ledger";
import { reevaluate, settle } from "@/test/settle";
import { listAlerts } from "./read";

const store = databaseForFile();

/** Stands for a rule that finds one list in the hands of many addresses: ten names asked for with one agent. */
const CAMPAIGNS: SpanRule = {
  ...RC_04,
  ...{ id: "RC-06", entity: "tenant", groupKeys: ["trait", "value"] },
  stretches: (answers, at) =>
    slide(answers, { within: MICROS.hour, isHit: (window) => window.names >= (at.names ?? 10) }).map(
      (found) => ({
        ...found,
        mostUsers: Number.POSITIVE_INFINITY,
      }),
    ),
  find: ({ answers, stretches }) =>
    stretches.map(({ from, to }) => ({
      counted: answers.filter(({ at, client }) => at >= from && at <= to && client.userAgent === "spray"),
      ...{
        group: { trait: "agent", value: "spray" },
        about: { kind: "campaign", value: "agent spray", originId: null },
      },
      ...{ verdict: "A list cut up", severity: "medium", severityWhy: ["medium by size"], measures: {} },
    })),
};

const evaluate = () => settle(store(), 2000, [CAMPAIGNS, RC_08, RC_10]);
const found = async (rule: string) => (await listDetections(SYSTEM, { rule, limit: 100 })).items;

/** Each name from an address of its own. */
const spread = (rows: Attempt[], net: string) =>
  rows.map((one, n) => ({ ...one, ip: `${net}.${n + 1}`, agent: "spray" }));

test("what a campaign's addresses were told is one exposure in its alert, and its accounts are followed", async () => {
  const absent = spread(names(12, "2026-03-02T09:00:00Z", 60), "203.0.113");
  const told = names(5, "2026-03-02T09:20:00Z", 60, { code: "50126" }).map((one, n) => ({
    ...one,
    name: `p${n}`,
  }));
  // Somebody else's address in the same hours is not of the campaign.
  const other: Attempt = { at: "2026-03-02T09:30:00Z", name: "q", code: "50126", ip: "192.0.2.8" };
  await ask(store().pool, [...absent, ...spread(told, "203.0.113"), other]);
  await evaluate();
  const [exposure, ...more] = await found("RC-08");
  expect(more).toEqual([]);
  expect(exposure).toMatchObject({
    names: 5,
    severity: "medium",
    group: { campaign: "agent spray" },
    origin: null,
  });
  const { items } = await listAlerts(SYSTEM, { rule: "RC-08" });
  expect(items).toMatchObject([
    { entity: { kind: "campaign", value: "agent spray" }, rules: ["RC-06", "RC-08"], names: 17 },
  ]);
  expect(await found("RC-10")).toEqual([]);
  const { rows } = await store().pool.query(
    "select distinct suspect, count(*)::int as n from followed group by 1",
  );
  expect(rows).toEqual([{ suspect: "campaign agent spray", n: 5 }]);
});

test("a late answer to one of its addresses is added, and the list goes with the campaign", async () => {
  const late: Attempt = { at: "2026-03-02T15:00:00Z", name: "late", code: "50126", ip: "203.0.113.2" };
  await ask(store().pool, [late]);
  await evaluate();
  expect(await found("RC-08")).toMatchObject([{ names: 6 }]);
  const { pool } = store();
  await pool.query("delete from event; delete from probe; delete from presence");
  await pool.query("insert into touched_tenant values (1, '2026-03-02T09:00:00Z')");
  await evaluate();
  expect([await found("RC-06"), await found("RC-08")]).toEqual([[], []]);
});

test("where a campaign goes with a new number, so does what was known through it, and comes back with the old one", async () => {
  const at = "2026-05-04T09:00:00Z";
  const rows = names(38, at, 45).map((one, n) => (n % 5 === 0 ? { ...one, code: "50126" } : one));
  await ask(store().pool, spread(rows, "198.51.100"));
  await settle(store());
  const both = async () => [(await found("RC-06")).length, (await found("RC-08")).length];
  expect(await both()).toEqual([1, 1]);
  await setThresholds(SYSTEM, "RC-06", 0, { thresholds: { names: 60 }, reason: "We are many." });
  await reevaluate(store());
  await settle(store());
  expect(await both()).toEqual([0, 0]);
  await setThresholds(SYSTEM, "RC-06", 1, { thresholds: {}, reason: "We are not." });
  await reevaluate(store());
  await settle(store());
  expect(await both()).toEqual([1, 1]);
});
