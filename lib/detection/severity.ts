import { SEVERITIES, type Severity } from "./schema";

/** A reason that moves a severity, in words for the page: "known tool (consistent with …)". */
export type Reason = string;

/** A severity that holds whatever the size says, and why. */
export type Bound = { severity: Severity; because: Reason };

export type Weight = {
  base: Severity;
  /** Why the base is what it is: "by size (31 names)". */
  by: Reason;
  /** Each one rank up. */
  raises?: Reason[];
  /** Each one rank down, never under `floor`. */
  lowers?: Reason[];
  /** Raising ends here; without it, at critical. */
  ceiling?: Severity;
  /** Lowering ends here: low while an existing account was confirmed, else informational. */
  floor?: Severity;
  /** One privileged account among the names is never less than this. */
  onPrivileged?: Severity;
  /** What holds the whole down, whatever the size. */
  atMost?: Bound[];
  /** What holds the whole up, last of all: a known password is never less than high. */
  atLeast?: Bound[];
  /** What is said after the arithmetic and moves nothing. */
  notes?: string[];
};

const rankOf = (severity: Severity) => SEVERITIES.indexOf(severity);
const severityAt = (rank: number): Severity =>
  SEVERITIES[Math.min(Math.max(rank, 0), SEVERITIES.length - 1)] ?? "informational";

/** The severity of a detection and its arithmetic, one part a line, in the order in which it was made. */
export function weigh(weight: Weight): { severity: Severity; severityWhy: string[] } {
  const { base, by, raises = [], lowers = [], atMost = [], atLeast = [], notes = [] } = weight;
  const { ceiling = "critical", floor = "informational" } = weight;
  const why = [`${base} ${by}`];
  let rank = rankOf(base);
  for (const reason of raises) {
    const isFull = rank >= rankOf(ceiling) && ceiling !== "critical";
    why.push(isFull ? `stays ${severityAt(rank)}: ${reason}` : `+1 ${reason}`);
    rank = Math.max(rank, Math.min(rank + 1, rankOf(ceiling)));
  }
  for (const reason of lowers) {
    const lowered = Math.max(rank - 1, Math.min(rank, rankOf(floor)));
    why.push(lowered < rank ? `-1 ${reason}` : `stays ${severityAt(rank)} although ${reason}`);
    rank = lowered;
  }
  for (const { severity, because } of atMost) {
    if (rank > rankOf(severity)) why.push(`${severity}: ${because}`);
    rank = Math.min(rank, rankOf(severity));
  }
  for (const { severity, because } of atLeast) {
    if (rank < rankOf(severity)) why.push(`${severity}: ${because}`);
    rank = Math.max(rank, rankOf(severity));
  }
  return { severity: severityAt(rank), severityWhy: [...why, ...notes] };
}

/** The same with the weight itself, for what is only known around an episode (`inSurroundings`). */
export const weighed = (weight: Weight) => ({ weight, ...weigh(weight) });

export const plural = (n: number, one: string, many: string) =>
  `${n.toLocaleString("en")} ${n === 1 ? one : many}`;
