import type { Answered, Micros, SignIn } from "./answered";
import type { People } from "./people";
import type { Severity } from "./schema";

/** A stretch of time, both ends included. */
export type Stretch = { from: Micros; to: Micros };

/** A stretch that may hold episodes, unless more people than that signed in from there throughout the month before. */
export type Maybe = Stretch & { mostUsers: number };

/** What one evaluation sees of its entity. */
export type Sight = {
  /** In order of time, from as long before `since` as the rule remembers; empty names are among them. */
  answers: readonly Answered[];
  /** Episodes begin at this moment or later; what lies before is only memory. */
  since: Micros;
  /** The rule's own episodes before `since`. */
  before: readonly Stretch[];
  /** Where episodes may lie, in order of time. */
  stretches: readonly Stretch[];
  /** Every sign-in from the entity within those stretches and an hour after each; fewer where the rule wants fewer. */
  signIns: readonly SignIn[];
  people: People;
};

/** One detection, found: the answers that count, and what the rule makes of them. The engine derives the rest. */
export type Episode = {
  /** At least one, in order of time. */
  counted: readonly Answered[];
  /** The detection's group; without it, the source or the tenant. */
  group?: Record<string, string>;
  verdict: string;
  severity: Severity;
  /** The severity's arithmetic, one part a line. */
  severityWhy: string[];
  measures: Record<string, number>;
};

/** The place in time of an episode: its first and its last counted answer. */
export function stretchOf({ counted }: Pick<Episode, "counted">): Stretch {
  const [first, last] = [counted[0], counted.at(-1)];
  if (!first || !last) throw new Error("An episode counts at least one answer.");
  return { from: first.at, to: last.at };
}
