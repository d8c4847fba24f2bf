import { expect, test } from "vitest";
import { databaseForFile } from "@/test/database";
import { type Attempt, ask, names } from "@/test/ledger";
import { RC_03 } from "./rc-03";
import { thresholdsOf } from "./rule";
import { countGroups, scopeOf } from "./tally";

const store = databaseForFile();

const RESET = {
  vector: "sspr",
  operation: "Reset password (self-service)",
  activity: "Reset password (self-service)",
  description: "User entered too many codes and is blocked for a day",
} as const;

let cases = 0;
async function judge(attempts: Attempt[], ip = `198.51.100.${++cases}`) {
  await ask(
    store().pool,
    attempts.map((attempt) => ({ ...attempt, ip })),
  );
  const { rows } = await store().pool.query("select tenant_id, origin_id, hour from touched");
  const windows = {
    tenantIds: rows.map((row) => row.tenant_id),
    originIds: rows.map((row) => row.origin_id),
    hours: rows.map((row) => row.hour),
  };
  const all = await countGroups(store().pool, RC_03, scopeOf(windows), RC_03.thresholds.names.value);
  return all
    .filter((group) => group.keys[0] === ip)
    .map((group) => ({ ...group, ...RC_03.judge(group, thresholdsOf(RC_03)) }));
}

test("fires at ten people whose reset was blocked, in any case of the word", async () => {
  const shouting = { ...RESET, description: "User is BLOCKED for a day" };
  const [found] = await judge(names(10, "2026-03-02T09:10:00Z", 30, shouting));
  expect(found).toMatchObject({
    keys: ["198.51.100.1"],
    names: 10,
    attempts: 10,
    verdict: "Medium",
    severity: "medium",
    measures: { durationMinutes: 0, ratePerMinute: 0 },
    codes: { SSPR: 10 },
    apps: [],
  });
});

test("is high from twenty-five people", async () => {
  expect((await judge(names(24, "2026-03-02T09:10:00Z", 1, RESET)))[0]?.severity).toBe("medium");
  expect((await judge(names(25, "2026-03-02T09:10:00Z", 1, RESET)))[0]).toMatchObject({
    verdict: "High",
    severity: "high",
  });
});

test("stays silent for an operation with a longer name, and for one in another case", async () => {
  const progress = { ...RESET, operation: "Self-service password reset flow activity progress" };
  expect(await judge(names(12, "2026-03-02T09:10:00Z", 1, progress))).toEqual([]);
  const lower = { ...RESET, operation: RESET.operation.toLowerCase() };
  expect(await judge(names(12, "2026-03-02T09:10:00Z", 1, lower))).toEqual([]);
});

test("all rows without a person count as one person", async () => {
  const nobody = names(3, "2026-03-02T09:20:00Z", 1, { ...RESET, name: "" });
  const [found] = await judge([...names(9, "2026-03-02T09:10:00Z", 1, RESET), ...nobody]);
  expect(found).toMatchObject({ names: 10, attempts: 12 });
});

test("takes a verifying activity whatever its reason, and no other row without the words", async () => {
  const verify = {
    ...RESET,
    operation: "Verify email address phone number",
    activity: "VERIFY email address phone number",
    description: "User was presented with verification options",
  };
  expect(await judge(names(10, "2026-03-02T09:10:00Z", 1, verify))).toHaveLength(1);
  const quiet = { ...RESET, description: "User was presented with verification options" };
  expect(await judge(names(10, "2026-03-02T09:10:00Z", 1, quiet))).toEqual([]);
});

test("counts a completed reset that fits the words, though the ledger leaves it out", async () => {
  const done = {
    ...RESET,
    operation: "Verify email address phone number",
    activity: "Verify email address phone number",
    description: "Successfully completed reset.",
  };
  const [found] = await judge([
    ...names(9, "2026-03-02T09:10:00Z", 1, RESET),
    { ...done, name: "victim@contoso.example", at: "2026-03-02T09:30:00Z" },
    { ...done, name: "victim@contoso.example", at: "2026-03-02T09:31:00Z" },
  ]);
  expect(found).toMatchObject({ names: 10, attempts: 11, codes: { SSPR: 11 } });
});

test("drops rows without an address and stays silent across the turn of the hour", async () => {
  expect(await judge(names(12, "2026-03-02T09:10:00Z", 1, RESET), "")).toEqual([]);
  expect(await judge(names(18, "2026-03-02T09:59:51Z", 1, RESET))).toEqual([]);
});
