import { afterEach, beforeEach, expect, test } from "vitest";
import { SYSTEM } from "@/lib/access/schema";
import { listAlerts, readAlertHistory } from "@/lib/alert/read";
import type { Alert } from "@/lib/alert/schema";
import { ruleAlert } from "@/lib/alert/write";
import { transaction } from "@/lib/db";
import { databaseForFile } from "@/test/database";
import { held } from "@/test/held";
import { ask, names } from "@/test/ledger";
import { reevaluate, settle } from "@/test/settle";
import { RULES } from "./catalogue";
import { RC_01 } from "./rc-01";
import { listReevaluations, readReevaluation } from "./read";
import { failReevaluation, queueForNewRules, reevaluateSlice } from "./run-reevaluate";
import { requestReevaluation } from "./write";

const store = databaseForFile();
const before = { version: RC_01.version, thresholds: structuredClone(RC_01.thresholds) };

/** The program as it would be after an upgrade. */
function raise(thresholds: Partial<Record<keyof typeof RC_01.thresholds, number>>) {
  RC_01.version += 1;
  for (const [name, value] of Object.entries(thresholds)) {
    RC_01.thresholds[name as keyof typeof RC_01.thresholds].value = value;
  }
}

beforeEach(async () => {
  await store().pool.query(
    `truncate event, probe, presence, rollup, client_day, touched, detection, coverage, classification, alert_lineage, alert,
       reevaluation, setting cascade`,
  );
});

afterEach(() => {
  RC_01.version = before.version;
  RC_01.thresholds = structuredClone(before.thresholds);
});

const start = () => transaction(store().pool, queueForNewRules);
const latest = async (rule = "RC-01") => (await listReevaluations(SYSTEM, rule, { limit: 10 })).items[0];
const ids = RULES.map(({ id }) => id);

/** Sixty names from each of four addresses, in three hours. */
async function scans() {
  for (const [index, ip] of ["192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4"].entries()) {
    await ask(store().pool, names(60, `2026-03-0${index + 2}T09:10:00Z`, 150, { ip }));
  }
  await settle(store());
}

async function only(): Promise<Alert> {
  const { items } = await listAlerts(SYSTEM, {});
  expect(items).toHaveLength(1);
  return items[0] as Alert;
}

test("an empty store only notes the versions; a new one is queued at the start, once, until it is done", async () => {
  expect(await start()).toEqual([]);
  await scans();
  expect(await start()).toEqual([]);
  raise({ high: 40 });
  expect(await start()).toEqual(["RC-01"]);
  expect(await start()).toEqual([]);
  await reevaluate(store());
  expect(await start()).toEqual([]);
  expect(await latest()).toMatchObject({
    ruleId: "RC-01",
    version: 2,
    askedBy: "Rollcall",
    from: null,
    to: null,
  });
});

test("rules that were never noted are all queued, and one that failed is tried again at the next start", async () => {
  await scans();
  expect(await start()).toEqual(ids);
  await failReevaluation(store().pool, (await latest())?.id ?? "", "a fault");
  expect(await start()).toEqual(["RC-01"]);
  expect((await listReevaluations(SYSTEM, "RC-01", { limit: 10 })).items.map(({ status }) => status)).toEqual(
    ["queued", "failed"],
  );
});

test("a new version changes what is stored in bounded steps, ends as a clean run does, and ids stay", async () => {
  await scans();
  const { rows: old } = await store().pool.query(
    "select id, rule_id, window_from from detection order by id",
  );
  raise({ high: 20, moderate: 15 });
  await start();
  const done: number[] = [];
  await reevaluate(store(), 2, async () => {
    const now = await latest();
    if (now?.status === "running") done.push(now.hours.done);
  });
  expect(done.slice(0, 4)).toEqual([0, 2, 4, 6]);
  const over = await latest();
  expect(over).toMatchObject({ status: "done", error: null, hours: { done: 12, total: 12 } });
  expect(over?.detections).toEqual({ before: 12, after: 12 });
  const { rows: now } = await store().pool.query(
    "select id, rule_id, window_from from detection order by id",
  );
  expect(now).toEqual(old);
  const ended = await held(store().pool);
  await store().pool.query("truncate detection, alert cascade");
  await store().pool.query("insert into touched select distinct tenant_id, origin_id, hour from probe");
  await settle(store());
  expect(await held(store().pool)).toEqual(ended);
  expect(ended.detections.filter((row) => row.includes("High Confidence"))).toHaveLength(8);
});

test("killed at any step it goes on from the last one that was committed", async () => {
  await scans();
  raise({ names: 19 });
  await start();
  await reevaluate(store(), 3);
  const clean = await held(store().pool);
  await store().pool.query("update detection set names = 1, verdict = 'wrong' where rule_id = 'RC-01'");
  raise({});
  await start();
  for (let kills = 0; ; kills++) {
    const died = transaction(store().pool, async (connection) => {
      if ((await reevaluateSlice(connection, { limit: 3 })) === null) return null;
      throw new Error("killed");
    }).catch((error: Error) => error.message);
    if ((await died) === null) break;
    expect(await died).toBe("killed");
    await reevaluateOnce(3);
    expect(kills).toBeLessThan(20);
  }
  const ended = await held(store().pool);
  const plain = (rows: string[]) =>
    rows.map((row) => row.replace('"RC-01","version":3', '"RC-01","version":2'));
  expect(plain(ended.detections).sort()).toEqual([...clean.detections].sort());
  expect((await latest())?.hours).toEqual({ done: 12, total: 12 });
});

async function reevaluateOnce(limit: number) {
  const { chainAlerts } = await import("@/lib/alert/run-chain");
  await transaction(store().pool, async (connection) => {
    const slice = await reevaluateSlice(connection, { limit });
    if (slice) await chainAlerts(connection, slice.changed);
  });
}

test("a detection that no row supports any more goes, and a reset that left no ledger row is looked at", async () => {
  await scans();
  await store().pool.query("delete from probe where hour < '2026-03-03'");
  const reset = {
    vector: "sspr" as const,
    operation: "Reset password (self-service)",
    activity: "Self-service password reset: verify",
    description: "Successfully completed reset.",
    ip: "192.0.2.9",
  };
  await ask(store().pool, names(12, "2026-03-08T09:00:00Z", 1, reset));
  await store().pool.query("truncate touched");
  for (const id of ids) await requestReevaluation(SYSTEM, id);
  await reevaluate(store());
  const { rows } = await store().pool.query(
    "select rule_id, count(*)::int as n, min(window_from) at time zone 'UTC' as first from detection where rule_id <= 'RC-05' group by 1 order by 1",
  );
  expect(rows.map(({ rule_id, n }) => `${rule_id} ${n}`)).toEqual([
    ...["RC-01 9", "RC-02 9", "RC-03 1", "RC-04 3", "RC-05 3"],
  ]);
});

test("rows that arrive between two steps are evaluated exactly, before and behind the cursor", async () => {
  await scans();
  raise({ high: 20 });
  await start();
  await reevaluate(store(), 2, async (step) => {
    const hour = ["2026-03-01T00:00:00Z", "2026-03-03T10:00:00Z", "2026-03-09T00:00:00Z"][step];
    if (hour) await ask(store().pool, names(30, hour, 1, { ip: "192.0.2.3", agent: `step ${step}` }));
  });
  const ended = await held(store().pool);
  expect(ended.touched).toEqual([]);
  await store().pool.query("truncate detection, alert cascade");
  await store().pool.query("insert into touched select distinct tenant_id, origin_id, hour from probe");
  await settle(store());
  expect(await held(store().pool)).toEqual(ended);
});

test("a version that lowers a detection opens no closed alert, one that finds more says so, and no ruling changes", async () => {
  await ask(store().pool, names(60, "2026-03-02T09:10:00Z", 1, { app: "App" }));
  await settle(store());
  const alert = await only();
  const words = { status: "closed", classification: "true-positive", comment: "a known scanner" } as const;
  await ruleAlert(SYSTEM, alert.id, alert.version, words);
  const history = await readAlertHistory(SYSTEM, alert.id);
  const audits = async () => (await store().pool.query("select count(*)::int as n from audit")).rows[0].n;
  const audited = await audits();
  raise({ high: 1000, moderate: 50 });
  await start();
  await reevaluate(store());
  const lower = await only();
  expect(lower).toMatchObject({ ...words, id: alert.id, sinceClosed: 0, version: alert.version + 2 });
  expect(lower.severityWhy.find((line) => line.startsWith("RC-01"))).toContain(
    "RC-01 says Moderate Enumeration (medium)",
  );
  raise({ names: 61 });
  await start();
  await reevaluate(store());
  expect(await only()).toMatchObject({ ...words, sinceClosed: 0, rules: ["RC-02", "RC-04"] });
  // Three names in another hour, which the lower threshold makes a detection that nobody has seen.
  await ask(store().pool, names(3, "2026-03-02T11:00:00Z", 1));
  await settle(store());
  expect(await only()).toMatchObject({ ...words, sinceClosed: 0 });
  raise({ names: 3 });
  await start();
  await reevaluate(store());
  expect(await only()).toMatchObject({ ...words, status: "new", sinceClosed: 1 });
  expect(await readAlertHistory(SYSTEM, alert.id)).toEqual(history);
  expect(await audits()).toBe(audited);
});

test("a range is widened to whole hours and evaluated alone, and does not stand for all of history", async () => {
  await scans();
  raise({ high: 20 });
  const range = { from: new Date("2026-03-03T09:30:00Z"), to: new Date("2026-03-03T10:01:00Z") };
  const asked = await requestReevaluation(SYSTEM, "RC-01", range);
  expect(asked).toMatchObject({
    from: "2026-03-03T09:00:00.000Z",
    to: "2026-03-03T11:00:00.000Z",
    status: "queued",
  });
  await reevaluate(store());
  expect(await readReevaluation(SYSTEM, "RC-01", asked.id)).toMatchObject({
    status: "done",
    hours: { done: 2, total: 2 },
    detections: { before: 2, after: 2 },
  });
  const { rows } = await store().pool.query(
    "select count(*)::int as n, count(distinct origin_id)::int as origins from detection where rule_id = 'RC-01' and version = 2",
  );
  expect(rows).toEqual([{ n: 2, origins: 1 }]);
  expect(await start()).toEqual(ids);
});

test("asked twice it is one, with one audit row; a version that came since takes its place", async () => {
  const analyst = { kind: "user", id: "u", name: "Ana", scopes: ["read", "triage"] } as const;
  await scans();
  const counted = async () =>
    (
      await store().pool.query(
        "select subject, actor from audit where action = 'rule.reevaluate' and actor = 'user:u'",
      )
    ).rows;
  const [one, two] = await Promise.all([
    requestReevaluation(analyst, "RC-01"),
    requestReevaluation(analyst, "RC-01"),
  ]);
  expect(two.id).toBe(one.id);
  expect(one.askedBy).toBe("Ana");
  expect(await counted()).toEqual([{ subject: "rule:RC-01", actor: "user:u" }]);
  raise({});
  await reevaluate(store());
  expect(await readReevaluation(analyst, "RC-01", one.id)).toMatchObject({
    status: "failed",
    error: "Version 2 took its place.",
  });
});

test("who may not rule may not ask, and what is not there is not found", async () => {
  const reader = { kind: "key", id: "k", name: "reader", scopes: ["read"] } as const;
  await expect(requestReevaluation(reader, "RC-01")).rejects.toMatchObject({ code: "forbidden" });
  await expect(requestReevaluation(SYSTEM, "RC-99")).rejects.toMatchObject({ code: "not-found" });
  const nothing = { from: new Date("2026-03-03T09:00:00Z"), to: new Date("2026-03-03T09:00:00Z") };
  await expect(requestReevaluation(SYSTEM, "RC-01", nothing)).rejects.toMatchObject({ code: "bad-input" });
  const { id } = await requestReevaluation(SYSTEM, "RC-01");
  for (const [rule, wanted] of [
    ["RC-02", id],
    ["RC-01", "999999"],
    ["RC-01", "x"],
    ["RC-99", id],
  ] as const) {
    await expect(readReevaluation(reader, rule, wanted)).rejects.toMatchObject({ code: "not-found" });
  }
  const { items, nextCursor } = await listReevaluations(reader, "RC-01", { limit: 1 });
  expect([items.map((item) => item.id), nextCursor]).toEqual([[id], null]);
});
