import { createReadStream } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { SYSTEM } from "@/lib/access/schema";
import { listDetections } from "@/lib/detection/read";
import { readImport } from "@/lib/intake/read";
import { runImport } from "@/lib/intake/run-import";
import { receiveUpload } from "@/lib/intake/run-receive";
import { detect } from "@/worker/detect";
import { type Found, isLoud, isOf } from "./range/judge";
import { HOUR, MONDAY } from "./range/rows";
import type { Scenario } from "./range/scenario";
import { filesOf, type Log, logOf, type PartTruth, partTruth } from "./range/write";

const SEEDS = new Set(["RC-01", "RC-02", "RC-03"]);
/** The seeds, the rules that are our own, and all together, as alerts hold them. */
export const SIDES = ["seeds", "ours", "all"] as const;
export type Side = (typeof SIDES)[number];
export const isOfSide = (ruleId: string, side: Side): boolean =>
  side === "all" || SEEDS.has(ruleId) === (side === "seeds");
/** One value for each side. */
export const bySide = <T>(of: (side: Side) => T): Record<Side, T> => ({
  ...{ seeds: of("seeds"), ours: of("ours"), all: of("all") },
});

/** An attacker, and what became of it. `after`: hours from its first row to the import that showed it. */
export type Outcome = {
  label: string;
  expected: string[];
  rules: string[];
  after: Record<Side, number | null>;
};

export type TenantQuality = {
  name: string;
  days: number;
  rows: number;
  outcomes: Outcome[];
  /** Per rule: all its detections, those of an attacker, and the loud ones of nobody. */
  detections: Record<string, { all: number; right: number; loudWrong: number }>;
  falseAlerts: Record<Side, string[]>;
};

/** Imports a tenant's month slice by slice, as it would arrive, and compares what is found with what was done. */
export async function measureTenant(
  scenario: Scenario,
  { folder, days, sliceHours = 24 }: { folder: string; days: number; sliceHours?: number },
): Promise<TenantQuality> {
  const log = logOf(scenario, "ndjson");
  const parts = scenario.parts.map((part) => partTruth(part, "ndjson"));
  const attackers = parts.filter(({ role }) => role === "attacker");
  const after = new Map<string, Record<Side, number | null>>(
    attackers.map(({ label }, index) => [key(label, index), bySide(() => null)]),
  );
  await mkdir(folder, { recursive: true });
  let found: Found[] = [];
  for (const { slice, until } of slicesOf(log, sliceHours * HOUR)) {
    await importSlice(folder, scenario, slice);
    found = await allDetections();
    noteFirst(attackers, found, after, until);
  }
  return {
    name: scenario.name,
    days,
    rows: log.signIns.length + log.audits.length,
    outcomes: attackers.map((part, index) => outcomeOf(part, found, after.get(key(part.label, index)))),
    detections: countByRule(attackers, found),
    falseAlerts: bySide((side) => falseAlerts(parts, found, side)),
  };
}

const key = (label: string, index: number) => `${index} ${label}`;

/** The log as it arrives: so many hours at a time, empty stretches left out. */
function* slicesOf({ signIns, audits }: Log, width: number): Generator<{ slice: Log; until: number }> {
  const last = Math.max(...[...signIns, ...audits].map(({ micros }) => micros));
  for (let from = MONDAY; from <= last; from += width) {
    const isIn = ({ micros }: { micros: number }) => micros >= from && micros < from + width;
    const slice = { signIns: signIns.filter(isIn), audits: audits.filter(isIn) };
    if (slice.signIns.length + slice.audits.length > 0) yield { slice, until: from + width };
  }
}

async function importSlice(folder: string, scenario: Scenario, slice: Log): Promise<void> {
  for (const [filename, text] of Object.entries(filesOf(slice, scenario, "ndjson"))) {
    const path = join(folder, filename);
    await writeFile(path, text);
    const { id } = await receiveUpload(SYSTEM, createReadStream(path), { filename });
    await runImport(id, { detect });
    const { status, error, rows } = await readImport(SYSTEM, id);
    const wanted = filename.startsWith("audits") ? slice.audits.length : slice.signIns.length;
    if (status !== "done" || rows.accepted !== wanted)
      throw new Error(
        `${filename}: ${rows.accepted} of ${wanted} rows were accepted: ${status} ${error ?? ""}`,
      );
  }
}

async function allDetections(): Promise<Found[]> {
  const found: Found[] = [];
  for (let cursor: string | undefined; ; ) {
    const { items, nextCursor } = await listDetections(SYSTEM, { limit: 1000, cursor });
    found.push(...items);
    if (!nextCursor) return found;
    cursor = nextCursor;
  }
}

function noteFirst(
  attackers: PartTruth[],
  found: Found[],
  after: Map<string, Record<Side, number | null>>,
  until: number,
): void {
  attackers.forEach((part, index) => {
    const noted = after.get(key(part.label, index));
    if (!noted || !part.first) return;
    const hours = (until / 1000 - Date.parse(part.first)) / 3_600_000;
    for (const { ruleId } of found.filter((one) => isOf(one, part)))
      for (const side of SIDES.filter((one) => isOfSide(ruleId, one))) noted[side] ??= hours;
  });
}

function outcomeOf(part: PartTruth, found: Found[], after?: Record<Side, number | null>): Outcome {
  const rules = found.filter((one) => isOf(one, part)).map(({ ruleId }) => ruleId);
  return {
    label: part.label,
    expected: part.fires.map(({ rule }) => rule),
    rules: [...new Set(rules)].sort(),
    after: after ?? bySide(() => null),
  };
}

function countByRule(attackers: PartTruth[], found: Found[]): TenantQuality["detections"] {
  const counts: TenantQuality["detections"] = {};
  for (const one of found) {
    counts[one.ruleId] ??= { all: 0, right: 0, loudWrong: 0 };
    const count = counts[one.ruleId];
    if (!count) continue;
    const isRight = attackers.some((part) => isOf(one, part));
    count.all += 1;
    count.right += isRight ? 1 : 0;
    count.loudWrong += !isRight && isLoud(one) ? 1 : 0;
  }
  return counts;
}

/** Alerts of medium or above, by the rules of one side, that hold nothing of any attacker; each as a sentence. */
function falseAlerts(parts: PartTruth[], found: Found[], side: Side): string[] {
  const byAlert = new Map<string, Found[]>();
  for (const one of found.filter(({ ruleId }) => isOfSide(ruleId, side))) {
    const alert = one.alertId ?? `without an alert: ${one.ruleId} ${one.firstSeen}`;
    byAlert.set(alert, [...(byAlert.get(alert) ?? []), one]);
  }
  const isAttack = (one: Found) => parts.some((part) => part.role === "attacker" && isOf(one, part));
  return [...byAlert.values()]
    .filter((group) => group.some(isLoud) && !group.some(isAttack))
    .map((group) => {
      const cause = parts.find((part) => group.some((one) => isOf(one, part)));
      const said = [...new Set(group.filter(isLoud).map((one) => `${one.ruleId} ${one.severity}`))].join(
        ", ",
      );
      return `${said} from ${group[0]?.origin ?? "everywhere"}: ${cause?.label ?? "everyday work"}`;
    });
}
