import { beforeAll, expect, test } from "vitest";
import { SYSTEM } from "@/lib/access/schema";
import { databaseForFile } from "@/test/database";
import { ask, names } from "@/test/ledger";
import { runSeed } from "./run-seed";
import { seedCsv } from "./seed-csv";
import { COLUMNS_A, COLUMNS_B, mergeTables } from "./seed-table";

const store = databaseForFile();
const DAY = { from: new Date("2026-03-02T00:00:00Z"), to: new Date("2026-03-03T00:00:00Z") };
const RESET = {
  vector: "sspr",
  operation: "Reset password (self-service)",
  activity: "Reset password (self-service)",
  description: "blocked for a day",
} as const;

beforeAll(async () => {
  const { pool } = store();
  await ask(
    pool,
    names(15, "2026-03-02T09:10:00Z", 4, { ip: "198.51.100.1", app: "Portal", description: "unknown" }),
  );
  await ask(
    pool,
    names(60, "2026-03-02T09:59:59Z", 0, { ip: "198.51.100.2", app: "=Portal", description: "unknown" }),
  );
  await ask(pool, names(26, "2026-03-02T11:10:00Z", 1, { ...RESET, ip: "198.51.100.3" }));
  await ask(pool, names(12, "2026-03-02T12:10:00Z", 1, { ...RESET, ip: "198.51.100.4" }));
});

test("the first seed returns its thirteen columns, most names first", async () => {
  const table = await runSeed(SYSTEM, { arm: "sign-in-a", ...DAY, thresholds: {} });
  expect(table.columns).toEqual(COLUMNS_A);
  expect(table.rows.map((row) => [row.IPAddress, row.UniqueUsernames, row.Verdict])).toEqual([
    ["198.51.100.2", 60, "High Confidence Enumeration"],
    ["198.51.100.1", 15, "Low-Level Enumeration"],
  ]);
  expect(table.rows[1]).toMatchObject({
    TimeGenerated: "2026-03-02T09:00:00.000Z",
    AttemptCount: 15,
    EnumerationRatePerMin: 15,
    DurationMinutes: 1,
    AppList: ["Portal"],
    Earliest: "2026-03-02T09:10:00.000Z",
    Latest: "2026-03-02T09:10:56.000Z",
  });
});

test("the second seed returns fifteen columns, by score and then by names, its reset rows without a type", async () => {
  const { columns, rows } = await runSeed(SYSTEM, { arm: "union", ...DAY, thresholds: {} });
  expect(columns).toEqual(COLUMNS_B);
  expect(rows.map((row) => [row.IPAddress, row.SuspicionScore, row.UniqueUsernames])).toEqual([
    ["198.51.100.2", "High", 60],
    ["198.51.100.3", "High", 26],
    ["198.51.100.1", "Medium", 15],
    ["198.51.100.4", "Medium", 12],
  ]);
  expect(Object.keys(rows[0] ?? {})).toEqual([...COLUMNS_B]);
  expect(rows[2]).toMatchObject({
    DetectionType: "Auth_Username_Enumeration",
    EnumRate: 15,
    ErrorCodes: ["50034"],
    UniqueTargets: null,
    SSPRAttempts: null,
    TargetList: null,
  });
  expect(rows[1]).toMatchObject({
    AppDisplayName: "",
    DetectionType: "",
    UsernameNotFoundCount: 0,
    EnumRate: 0,
    DurationMinutes: 0,
    ErrorCodes: ["SSPR"],
    UniqueTargets: 26,
    SSPRAttempts: 26,
  });
  expect(rows[1]?.TargetList).toHaveLength(25);
});

test("slices of hours add up to the whole run, whatever their order", async () => {
  const whole = await runSeed(SYSTEM, { arm: "union", ...DAY, thresholds: {} });
  const hours = Array.from({ length: 24 }, (_, hour) => new Date(DAY.from.getTime() + hour * 3_600_000));
  const slices = await Promise.all(
    hours
      .reverse()
      .map((from) =>
        runSeed(SYSTEM, { arm: "union", from, to: new Date(from.getTime() + 3_600_000), thresholds: {} }),
      ),
  );
  expect(mergeTables(slices)).toEqual(whole);
});

test("chosen thresholds decide who is found and how it is graded, and nothing is stored", async () => {
  const strict = { names: 20, high: 70, notFound: 100, ssprNames: 20, ssprHigh: 40 };
  const { rows } = await runSeed(SYSTEM, { arm: "union", ...DAY, thresholds: strict });
  expect(rows.map((row) => [row.IPAddress, row.SuspicionScore])).toEqual([
    ["198.51.100.2", "Medium"],
    ["198.51.100.3", "Medium"],
  ]);
  expect((await store().pool.query("select count(*)::int as n from detection")).rows[0].n).toBe(0);
});

test("a range inside an hour is widened to it, and an empty one is refused", async () => {
  const at = { from: new Date("2026-03-02T09:30:00Z"), to: new Date("2026-03-02T09:31:00Z") };
  expect((await runSeed(SYSTEM, { arm: "sign-in-b", ...at, thresholds: {} })).rows).toHaveLength(2);
  const empty = { from: at.to, to: at.from };
  await expect(runSeed(SYSTEM, { arm: "sspr", ...empty, thresholds: {} })).rejects.toThrow("must lie before");
});

test("the CSV holds lists as JSON and no cell that a spreadsheet would run", async () => {
  const csv = seedCsv(await runSeed(SYSTEM, { arm: "sign-in-b", ...DAY, thresholds: {} }));
  const [head, first] = csv.split("\n");
  expect(head).toBe(COLUMNS_B.join(","));
  expect(first).toContain(",'=Portal,60,60,60,");
  expect(first).toContain('"[""user000@contoso.example""');
  expect(first).toMatch(/Auth_Username_Enumeration,,,$/);
});
