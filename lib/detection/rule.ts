import type { Prisma } from "@/lib/db";
import type { Answer, Vector } from "@/lib/event/schema";
import type { Answered, Client } from "./answered";
import type { Episode, Maybe, Sight } from "./episode";
import type { FlaggedEpisode, FlaggedSight } from "./flagged";
import type { Severity } from "./schema";
import type { Usage } from "./usage";

/** A number that decides, with what it decides; a page lets an analyst try another one. */
export type Threshold = { value: number; meaning: string };

/** What counting one group in one window gives; every hourly rule judges the same counts. */
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

/** What every detection of the catalogue says of itself: meaning, thresholds and advice in one place. */
type Meaning<Name extends string> = {
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
  /** What it counts and how, in words. */
  logic: string;
  window: string;
  groupKeys: readonly string[];
  thresholds: Record<Name, Threshold>;
  /**
   * Weighs what sources are, what clients look like and who the accounts are: evaluated anew when that changes. Of rules
   * about the flagged only this: what raises an episode stands in the same alert already.
   */
  weighsEnrichment?: boolean;
  falsePositives: { category: string; text: string }[];
  guide: Step[];
  playbook: Step[];
};

/** A rule of groups within one UTC hour of one origin, counted in SQL. */
export type HourRule<Name extends string = string> = Meaning<Name> & {
  kind: "hour";
  /** Hours before and after a changed hour whose windows can change with it. */
  reach: { back: number; forward: number };
  /** The threshold that decides whether a group is a detection at all. */
  least: Name;
  /** Whether every row that counts is in the ledger: then a window with fewer rows than `least` holds no detection. */
  isInLedger: boolean;
  /**
   * The rows that count; says to Postgres what `logic` says in words. `scope` is a relation (tenant_id, origin_id,
   * hour); the result has these keys, `keys text[]` in the order of `groupKeys`, client_id, outcome_id, identity_id,
   * name, app (null: not listed), code, attempts, first, last.
   */
  asked(scope: Prisma.Sql): Prisma.Sql;
  judge(counted: Counted, thresholds: Record<Name, number>): Judged;
};

/** What a rule that looks across a tenant reads besides; all of it only where something is looked at closer. */
export type Across = {
  /**
   * Whether answers with this client can matter on one of these days; all others are not read. More knowledge of an
   * application may only make it less interesting.
   */
  isOfInterest?(client: Client, usage: Usage, days: readonly number[]): boolean;
  /** Of the answers those that can count, given where people work; the rest is asked about these only. */
  strangers?(answers: readonly Answered[], working: ReadonlySet<string>): readonly Answered[];
  /** The applications and agents of which it must know how usual they are. */
  habits(
    answers: readonly Answered[],
    thresholds: Record<string, number>,
  ): { apps: string[]; agents: string[] };
  /** Sign-ins of the same accounts from the same origins, shortly after the answers. */
  readsSignIns?: boolean;
  /** The sources of which it must know on which days they used ROPC. */
  ropcSources?(answers: readonly Answered[], thresholds: Record<string, number>): string[];
  /** On which days somebody signed in at these origins, and what networks they are of. */
  readsPlaces?: boolean;
  /** UTC hours since 1970 of which it must know how many absent names they had. */
  hoursBefore?(answers: readonly Answered[], thresholds: Record<string, number>): number[];
};

/**
 * So many ledger rows within so long, each of another name: fewer cannot make an episode, and are never looked at.
 * `within` is whole hours.
 */
export type Crowd = { within: number; rows: number };

/**
 * A rule of episodes: it sees the answers that one entity got, in order of time, and finds the stretches of time that
 * are a detection. All of it is pure: what is stored follows from the rows held, whatever order they came in.
 */
export type SpanRule<Name extends string = string> = Meaning<Name> & {
  kind: "span";
  /** Whose answers are seen together: those of a source (an IPv4 address, an IPv6 /64), or those of the whole tenant. */
  entity: "source" | "tenant";
  /**
   * Which sign-ins it is shown: without a word all within its stretches and an hour after each. Where stretches are as
   * long as months: only those that make an attempt a typo.
   */
  signIns?: "typos";
  /** Which answers it is shown, and through which vectors. */
  reads: { answers: readonly Answer[]; vectors: readonly Vector[] };
  /**
   * Milliseconds around a changed row. `back`: how long before it an episode may begin that changes with it, the
   * silence that ends an episode included. `memory`: how much further back the rule looks for what is usual.
   * `forward`: how long after a changed row something can depend on it, besides: what was usual.
   */
  reach: { back: number; memory: number; forward?: number };
  /** For rules of tenants: what they need to know besides the answers. */
  across?: Across;
  /** An entity that reaches none of these within `reach.back` of a change is not read at all. */
  crowds(thresholds: Record<Name, number>): Crowd[];
  /**
   * Where episodes may lie at most, from the answers alone, before any sign-in is known: every episode of `find` lies
   * within one of these. Sign-ins are read for these stretches only.
   */
  stretches(answers: readonly Answered[], thresholds: Record<Name, number>): Maybe[];
  find(sight: Sight, thresholds: Record<Name, number>): Episode[];
};

/** The rows of a log on one UTC day (`2026-03-02`), and how many bear a code that nobody knows, by code. */
export type LogDay = { log: string; day: string; rows: number; unknown: Record<string, number> };
/** A stretch of time of one log, half-open. */
export type LogStretch = { log: string; from: Date; to: Date };
/** What a watch found wrong with a log. */
export type Lapse = LogStretch &
  Judged & { what: string; attempts: number; severityWhy: string[]; codes: Record<string, number> };

/** A rule about the logs themselves: whether they came, and whether they are understood. It names nobody. */
export type WatchRule<Name extends string = string> = Meaning<Name> & {
  kind: "watch";
  /** Each log with the vectors of its rows. */
  logs: Readonly<Record<string, readonly Vector[]>>;
  /** Days that one day's rows are weighed against, before it. */
  memoryDays: number;
  /** Where rows are to be expected, up to the last row of all; the engine looks there for silences of `quietMs`. */
  expects(days: readonly LogDay[], last: Date, thresholds: Record<Name, number>): LogStretch[];
  quietMs(thresholds: Record<Name, number>): number;
  find(days: readonly LogDay[], silences: readonly LogStretch[], thresholds: Record<Name, number>): Lapse[];
};

/**
 * A rule about whoever other rules flagged (flagged.ts says which): it comes after them, sees all of what a flagged source or campaign was told,
 * and what became of the accounts that it learned of. As pure as the others.
 */
export type FlaggedRule<Name extends string = string> = Meaning<Name> & {
  kind: "flagged";
  reads: { answers: readonly Answer[]; vectors: readonly Vector[] };
  /** Whether it is shown what became of the accounts elsewhere; they are followed then. */
  follows: boolean;
  /** Values of the group's last key, where a source may have several detections of the same time. */
  ways: readonly string[];
  find(sight: FlaggedSight, thresholds: Record<Name, number>): FlaggedEpisode[];
};

export type Rule<Name extends string = string> =
  | HourRule<Name>
  | SpanRule<Name>
  | WatchRule<Name>
  | FlaggedRule<Name>;

/** The rule's own numbers, some of them replaced. */
export function thresholdsOf<Name extends string>(
  rule: Pick<Rule<Name>, "thresholds">,
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
