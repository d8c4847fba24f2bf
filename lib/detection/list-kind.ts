import type { NameGrammar } from "./name-grammar";
import type { InferredPattern } from "./name-patterns";

export const LIST_KINDS = [
  "machine-made",
  "role accounts",
  "guessed people",
  "harvested people",
  "one pattern",
  "mixed",
] as const;
export type ListKind = (typeof LIST_KINDS)[number];

/** From this share on a list is of one kind. */
const MOST = 0.6;
/** DOMAIN's line between guessing and a list that somebody got hold of: absent names by all names. */
const GUESSED = 0.4;
const HARVESTED = 0.05;

/**
 * What list the names look to come from. `nxShare` is absent names by all names: the same pattern with many absent
 * names was guessed, with hardly any it was harvested.
 */
export function listKind(pattern: InferredPattern, grammar: NameGrammar, nxShare: number): ListKind {
  if (grammar.machineShare >= MOST) return "machine-made";
  if (pattern.pattern === null || pattern.share < MOST) return "mixed";
  if (pattern.pattern === "role account") return "role accounts";
  if (nxShare >= GUESSED) return "guessed people";
  return nxShare <= HARVESTED ? "harvested people" : "one pattern";
}
