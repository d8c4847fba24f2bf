import type { Prisma } from "@/lib/db";
import type { Severity } from "./schema";

/** A number that decides, with what it decides; a page lets an analyst try another one. */
export type Threshold = { value: number; meaning: string };

/** What counting one group in one window gives; every rule judges the same counts. */
export type Counted = {
  tenantId: number;
  originId: string;
  hour: Date;
  /** The group's values, in the order of the rule's `groupKeys`; missing strings are "". */
  keys: string[];
  /** Distinct raw names; case counts and so does the empty name. */
  names: number;
  attempts: number;
  first: Date;
  last: Date;
  /** At most 25 names as typed, first asked first. */
  nameSample: string[];
  apps: string[];
  /** Attempts by code. */
  codes: Record<string, number>;
};

export type Judged = { verdict: string; severity: Severity; measures: Record<string, number> };

export type Step = { title: string; text: string };

/** One detection of the catalogue: logic, thresholds, meaning and advice in one place. */
export type Rule<Name extends string = string> = {
  id: string;
  /** Raised whenever logic or thresholds change; stored detections of an older version are evaluated anew. */
  version: number;
  name: string;
  meaning: string;
  tactic: string;
  technique: { id: string; name: string };
  severity: Severity;
  confidence: "low" | "medium" | "high";
  dataSources: string[];
  requiredTables: string[];
  /** What it counts and how, in words; `asked` says the same to Postgres. */
  logic: string;
  window: string;
  /** Hours before and after a changed hour whose windows can change with it. */
  reach: { back: number; forward: number };
  groupKeys: readonly string[];
  thresholds: Record<Name, Threshold>;
  /** The threshold that decides whether a group is a detection at all. */
  least: Name;
  /** Whether every row that counts is in the ledger: then a window with fewer rows than `least` holds no detection. */
  isInLedger: boolean;
  /**
   * The rows that count. `scope` is a relation (tenant_id, origin_id, hour); the result has these keys,
   * `keys text[]` in the order of `groupKeys`, client_id, outcome_id, identity_id, name, app (null: not
   * listed), code, attempts, first, last.
   */
  asked(scope: Prisma.Sql): Prisma.Sql;
  judge(counted: Counted, thresholds: Record<Name, number>): Judged;
  falsePositives: { category: string; text: string }[];
  guide: Step[];
  playbook: Step[];
};

/** The rule's own numbers, some of them replaced. */
export function thresholdsOf<Name extends string>(
  rule: Rule<Name>,
  chosen: Partial<Record<Name, number>> = {},
): Record<Name, number> {
  const entries = Object.entries<Threshold>(rule.thresholds);
  return Object.fromEntries(
    entries.map(([name, { value }]) => [name, chosen[name as Name] ?? value]),
  ) as Record<Name, number>;
}

/**
 * Names per minute, rounded to two decimals. The one place that rounds a rate: Postgres and JavaScript round
 * ties differently (13/8 is 1.62 or 1.63).
 */
export function ratePerMinute(names: number, minutes: number): number {
  return Math.round((names / minutes) * 100) / 100;
}
