import { type BenignFacts, WHY_UNKNOWN } from "./benign-facts";

/**
 * One sign of a picture. `need`: without it the picture does not fit. `help`: it speaks for it. `bar`: where it
 * holds, the picture never fits, whatever else does.
 */
export type Sign = {
  part: "need" | "help" | "bar";
  /** What is looked at, as a label beside its number. */
  label: string;
  fact: keyof BenignFacts;
  /** What the number must be, in words: "at least 80 %". */
  limit: string;
  holds: (facts: BenignFacts) => boolean | null;
};

/** A sign with the alert's own number. `holds` null: it cannot be told, and `why` says why. */
export type SignNumber = {
  part: Sign["part"];
  label: string;
  value: number | string | boolean | null;
  limit: string;
  holds: boolean | null;
  why: string | null;
};

export function numberOf({ part, label, fact, limit, holds }: Sign, facts: BenignFacts): SignNumber {
  const value = facts[fact];
  const verdict = holds(facts);
  return { part, label, value, limit, holds: verdict, why: verdict === null ? WHY_UNKNOWN[fact] : null };
}

type NumberFact = {
  [K in keyof BenignFacts]: BenignFacts[K] extends number | null ? K : never;
}[keyof BenignFacts];
type Part = Sign["part"];

const percent = (share: number) => `${Math.round(share * 100)} %`;

/** The fact is a share of at least, or at most, so much. */
export const atLeast = (part: Part, label: string, fact: NumberFact, least: number): Sign => ({
  ...{ part, label, fact, limit: `at least ${percent(least)}` },
  holds: (facts) => compared(facts[fact], (value) => value >= least),
});

export const atMost = (part: Part, label: string, fact: NumberFact, most: number): Sign => ({
  ...{ part, label, fact, limit: `at most ${percent(most)}` },
  holds: (facts) => compared(facts[fact], (value) => value <= most),
});

/** The fact is a count or another plain number within these bounds. */
export const within = (
  part: Part,
  label: string,
  fact: NumberFact,
  least: number,
  most = Infinity,
): Sign => ({
  ...{ part, label, fact, limit: most === Infinity ? `at least ${least}` : `${least} to ${most}` },
  holds: (facts) => compared(facts[fact], (value) => value >= least && value <= most),
});

/** Null stays null: what is not known neither holds nor fails. */
export const compared = (value: number | null, check: (value: number) => boolean): boolean | null =>
  value === null ? null : check(value);

export const sourceIs = (part: Part, label: string, ...kinds: BenignFacts["source"][]): Sign => ({
  ...{ part, label, fact: "source" as const, limit: kinds.join(" or ") },
  holds: ({ source }) => (source === null || source === "unknown" ? null : kinds.includes(source)),
});

export const isTrue = (part: Part, label: string, fact: "isScripted" | "hasEngagement"): Sign => ({
  ...{ part, label, fact, limit: "yes" },
  holds: (facts) => facts[fact],
});
