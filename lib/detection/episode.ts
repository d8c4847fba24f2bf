import type { Answered, Micros, SignIn } from "./answered";
import type { About } from "./flagged";
import type { People } from "./people";
import type { Severity } from "./schema";
import type { Weight } from "./severity";
import { Usage } from "./usage";

/** A stretch of time, both ends included. */
export type Stretch = { from: Micros; to: Micros };

/** A stretch that may hold episodes, unless more people than that signed in from there throughout the month before. */
export type Maybe = Stretch & { mostUsers: number };

/** What is usual in a tenant, and what its sources are. */
export type Around = {
  usage: Usage;
  /** Places at which somebody signed in on a day: `originDay` of the origin's id and the UTC day since 1970. */
  working: ReadonlySet<string>;
  /** Days on which a source had a row by ROPC: `sourceDay`. */
  ropcDays: ReadonlySet<string>;
  /** Distinct absent accounts by UTC hour since 1970, for hours that were asked for. */
  absentIn: ReadonlyMap<number, number>;
  /** The autonomous system of an origin at a moment (`originMoment`), as the log wrote it; missing where it named none. */
  systems: ReadonlyMap<string, string>;
};

export const originMoment = (originId: string, at: Micros) => `${originId} ${at}`;
export const sourceDay = (source: string, day: number) => `${source} ${day}`;
export const originDay = (originId: string, day: number) => `${originId} ${day}`;

export const NOTHING_AROUND: Around = {
  usage: new Usage(),
  working: new Set(),
  ropcDays: new Set(),
  absentIn: new Map(),
  systems: new Map(),
};

/** What one evaluation sees of its entity. */
export type Sight = {
  /** In order of time, from as long before `since` as the rule remembers; empty names are among them. */
  answers: readonly Answered[];
  /** Episodes begin at this moment or later; what lies before is only memory. */
  since: Micros;
  /** Nothing later is in sight; null where all is. */
  until: Micros | null;
  /** The rule's own episodes before `since`. */
  before: readonly Stretch[];
  /** Where episodes may lie, in order of time. */
  stretches: readonly Stretch[];
  /** Every sign-in from the entity within those stretches and an hour after each; fewer where the rule wants fewer. */
  signIns: readonly SignIn[];
  people: People;
  /** What a rule that looks across a tenant asked to know besides (see `SpanRule.across`). */
  around: Around;
};

/** One detection, found: the answers that count, and what the rule makes of them. The engine derives the rest. */
export type Episode = {
  /** At least one, in order of time. */
  counted: readonly Answered[];
  /** The detection's group; without it, the source or the tenant. */
  group?: Record<string, string>;
  /** Whom its alert is about; without it, the origin of its answers, or the network or campaign they came from. */
  about?: About;
  /** What the alert is about where several origins are in it; without it, the source or the rule. */
  crowd?: { kind: "network" | "campaign"; value: string };
  verdict: string;
  severity: Severity;
  /** The severity's arithmetic, one part a line. */
  severityWhy: string[];
  /** What made the severity, of rules that are also weighed by what is around the episode. */
  weight?: Weight;
  measures: Record<string, number>;
};

/** The place in time of an episode: its first and its last counted answer. */
export function stretchOf({ counted }: Pick<Episode, "counted">): Stretch {
  const [first, last] = [counted[0], counted.at(-1)];
  if (!first || !last) throw new Error("An episode counts at least one answer.");
  return { from: first.at, to: last.at };
}
