import { commonRank } from "./common-rank";
import { partsOf, surnameOf } from "./local-part";
import { kendallTau } from "./tau";

/** Fewer names than these, or a lower z, are no evidence: 20,000 chance orders of 20 names had none at 4. */
export const FEWEST_IN_ORDER = 20;
export const Z_IN_ORDER = 4;

export const ORDER_KINDS = ["alphabetical", "surname", "address-list", "common-names"] as const;
export type OrderKind = (typeof ORDER_KINDS)[number];

/** How the order of first attempts agrees with one list order; `names` is how many could be placed in it. */
export type OrderScore = {
  kind: OrderKind;
  names: number;
  /** -1 to 1; null where fewer than two names have a place, or all have the same. */
  tau: number | null;
  z: number | null;
  isEvidence: boolean;
  /** Why there is no score: "no directory snapshot", "too few names in this order". */
  why: string | null;
};

export type OrderKnowledge = {
  /** Display names by account, as the directory snapshot has them; null where there is no snapshot. */
  displayNames?: ReadonlyMap<string, string> | null;
  /** The rank of a local part in a list of common names, from 0; null for whom it does not know. */
  rankOf?: (local: string) => number | null;
};

/**
 * Four scores for accounts in the order of their first attempts, each account once. A list cut up among several
 * workers keeps a high score; a shuffled list has none; a program that cycles a list has one too, so that a score is
 * evidence only beside another sign. n log n.
 */
export function orderScores(accounts: readonly string[], known: OrderKnowledge = {}): OrderScore[] {
  const locals = accounts.map((account) => partsOf(account).local);
  const { displayNames = null, rankOf = commonRank } = known;
  const shown = accounts.map((account) => displayNames?.get(account.trim().toLowerCase()) ?? null);
  return [
    scoreOf("alphabetical", ranksOf(locals)),
    scoreOf("surname", ranksOf(locals.map(surnameOf))),
    displayNames === null
      ? unknown("address-list", "no directory snapshot")
      : scoreOf("address-list", ranksOf(shown.map((name) => (name === null ? null : collated(name))))),
    scoreOf("common-names", locals.map(rankOf)),
  ];
}

/** The one with the highest z; null where none has any. */
export function strongestOrder(scores: readonly OrderScore[]): OrderScore | null {
  return scores.reduce<OrderScore | null>(
    (best, score) => ((score.z ?? -Infinity) > (best?.z ?? -Infinity) ? score : best),
    null,
  );
}

const unknown = (kind: OrderKind, why: string): OrderScore => ({
  kind,
  names: 0,
  tau: null,
  z: null,
  isEvidence: false,
  why,
});

function scoreOf(kind: OrderKind, ranks: readonly (number | null)[]): OrderScore {
  const placed: number[] = [];
  const times: number[] = [];
  for (const [time, rank] of ranks.entries()) {
    if (rank === null) continue;
    times.push(time);
    placed.push(rank);
  }
  const found = kendallTau(times, placed);
  if (!found) return { ...unknown(kind, "too few names in this order"), names: placed.length };
  const isEvidence = placed.length >= FEWEST_IN_ORDER && found.z >= Z_IN_ORDER;
  return { kind, names: placed.length, ...found, isEvidence, why: null };
}

/** An address list ignores case and accents; by code units, so that every machine orders alike. */
const collated = (name: string) =>
  name.slice(0, 256).normalize("NFKD").replace(/\p{M}/gu, "").trim().toLowerCase();

/** The place of each key among all of them, equal keys having the same; null stays null. */
export function ranksOf(keys: readonly (string | null)[]): (number | null)[] {
  const distinct = [...new Set(keys)].filter((key) => key !== null).sort();
  const rankOf = new Map(distinct.map((key, rank) => [key, rank]));
  return keys.map((key) => (key === null ? null : (rankOf.get(key) ?? null)));
}
