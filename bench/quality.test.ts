import { join } from "node:path";
import { expect, test } from "vitest";
import { closeStore } from "@/lib/db";
import { RULES } from "@/lib/detection/catalogue";
import { dataFolder } from "@/test/data-folder";
import { freshStore } from "@/test/database";
import { bySide, measureTenant, type TenantQuality } from "./quality";
import { complaintsOf, failuresOf, linesOf, qualityOf } from "./quality-report";
import { tenantOf } from "./range/tenants";

/** Not the bench's own: those are kept for its measurement. */
const SEEDS = [3, 5, 8];
const SIZE = { days: 14, people: 60, attackers: 4, lookAlikes: 2 };
const BUILT: ReadonlySet<string> = new Set(RULES.map(({ id }) => id));

async function measured(seed: number, turn: number): Promise<TenantQuality> {
  const store = await freshStore();
  try {
    const folder = join(dataFolder, String(seed));
    return await measureTenant(tenantOf(seed, SIZE, turn), { folder, days: SIZE.days, sliceHours: 48 });
  } finally {
    await closeStore(store);
  }
}

test("in small tenants every rule that stands finds the attackers that it must, and hardly anybody else", async () => {
  const tenants: TenantQuality[] = [];
  for (const [turn, seed] of SEEDS.entries()) tenants.push(await measured(seed, turn));
  const ours = new Set([...BUILT].filter((rule) => !["RC-01", "RC-02", "RC-03"].includes(rule)));
  const quality = qualityOf(tenants, ours);
  expect(quality.attackers).toBeGreaterThan(5);
  expect(
    complaintsOf(tenants, BUILT).filter((line) => line.includes("silent on")),
    linesOf(tenants, quality).join("\n"),
  ).toEqual([]);
  // Three fortnights are too short for a rate; what a load test may raise is all that they may hold.
  expect(quality.falseAlerts.ours, complaintsOf(tenants, BUILT).join("\n")).toBeLessThanOrEqual(2);
}, 120_000);

const tenant = (part: Partial<TenantQuality> = {}): TenantQuality => ({
  name: "tenant 0",
  days: 30,
  rows: 1,
  outcomes: [
    { label: "a scan", expected: ["RC-04"], rules: ["RC-04"], after: { seeds: null, ours: 3, all: 3 } },
    { label: "a walk", expected: ["RC-11"], rules: [], after: { seeds: null, ours: null, all: null } },
  ],
  detections: { "RC-04": { all: 4, right: 3, loudWrong: 1 } },
  falseAlerts: bySide((side) => (side === "seeds" ? [] : ["RC-04 high from 192.0.2.1: everyday work"])),
  ...part,
});

test("recall counts whom a rule must find, precision what is of an attacker, and a missed goal is said", () => {
  const quality = qualityOf([tenant(), tenant()]);
  expect(quality).toMatchObject({ attackers: 4, recall: { seeds: 0, ours: 0.5 }, falseRate: { ours: 1 } });
  expect(quality.rules).toContainEqual({
    ...{ rule: "RC-04", expected: 2, recalled: 2, detections: 8, right: 6, loudWrong: 2 },
  });
  expect(failuresOf(quality)).toEqual(["recall is 0.500, and must be 0.95"]);
  expect(qualityOf([tenant()], new Set(["RC-04"])).recall.ours).toBe(1);
  const loud = tenant({ falseAlerts: { seeds: [], ours: ["one", "two"], all: ["one", "two"] } });
  expect(failuresOf(qualityOf([loud]))).toHaveLength(2);
  expect(linesOf([tenant()], quality).join("\n")).toContain("| RC-04 | 2/2 | 1.000 | 8 | 0.750 | 2 |");
  const parity = tenant({
    falseAlerts: { seeds: ["RC-02 high"], ours: [], all: ["RC-02 high"] },
    outcomes: [],
  });
  expect(complaintsOf([parity], new Set())).toEqual(["tenant 0: as an alert holds it, RC-02 high"]);
  expect(complaintsOf([tenant()], new Set(["RC-04", "RC-11"]))).toEqual([
    "tenant 0: RC-11 silent on a walk (nothing spoke)",
    "tenant 0: RC-04 high from 192.0.2.1: everyday work",
  ]);
});

test("a tenant of one seed is always the same, and lives in its own days", () => {
  const one = JSON.stringify(tenantOf(3, SIZE, 0));
  expect(JSON.stringify(tenantOf(3, SIZE, 0))).toBe(one);
  expect(JSON.stringify(tenantOf(4, SIZE, 0))).not.toBe(one);
});
