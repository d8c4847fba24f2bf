import { FIRST_NAME_RANK, SURNAME_RANK } from "./common-names";
import { partsOf } from "./local-part";
import { ROLE_NAMES, ROLE_PREFIX } from "./role-accounts";

/** How a person's or an account's name is made, the more telling first: where shares are equal, the earlier wins. */
export const NAME_PATTERNS = [
  "first.last",
  "f.last",
  "first.l",
  "first.m.last",
  "last.first",
  "first_last",
  "first-last",
  "flast",
  "lastf",
  "firstlast",
  "first",
  "last",
  "number series",
  "role account",
] as const;
export type NamePattern = (typeof NAME_PATTERNS)[number];

export type InferredPattern = {
  /** The pattern that most names fit; null where none fits any. */
  pattern: NamePattern | null;
  /** The share of names that fit it, 0 to 1. */
  share: number;
  /** How many names fit each pattern; one may fit several (`john.smith2`). */
  fits: Partial<Record<NamePattern, number>>;
  names: number;
};

/** Two people of one name are told apart by a number; longer ones are counters. */
const NUMBERED = /^(\D*\p{L})\d{1,2}$/u;
const COUNTER = /^[^\d]*\d+[^\d]*$/;
const LETTERS = /^\p{L}{2,}$/u;

/** What most of these accounts' local parts are made like. Linear; a hostile name fits nothing. */
export function inferPattern(accounts: readonly string[]): InferredPattern {
  const counts = new Map<NamePattern, number>();
  for (const account of accounts)
    for (const pattern of patternsOf(partsOf(account).local))
      counts.set(pattern, (counts.get(pattern) ?? 0) + 1);
  const best = NAME_PATTERNS.reduce<NamePattern | null>(
    (found, pattern) =>
      (counts.get(pattern) ?? 0) > (found ? (counts.get(found) ?? 0) : 0) ? pattern : found,
    null,
  );
  const share = best ? (counts.get(best) ?? 0) / accounts.length : 0;
  return { pattern: best, share, fits: Object.fromEntries(counts), names: accounts.length };
}

/** Every pattern that a local part fits. */
export function patternsOf(local: string): NamePattern[] {
  if (ROLE_NAMES.has(local) || ROLE_PREFIX.test(local)) return ["role account"];
  const name = NUMBERED.exec(local)?.[1] ?? local;
  const found = [...separated(name), ...together(name)];
  if (COUNTER.test(local)) found.push("number series");
  return found;
}

function separated(name: string): NamePattern[] {
  const parts = name.split(/[._-]/, 4);
  const separator = /[._-]/.exec(name)?.[0];
  const [first = "", second = "", third = ""] = parts;
  if (parts.length === 3)
    return LETTERS.test(first) && second.length === 1 && LETTERS.test(third) ? ["first.m.last"] : [];
  if (parts.length !== 2) return [];
  const isFirstWhole = LETTERS.test(first);
  const isSecondWhole = LETTERS.test(second);
  if (isFirstWhole && isSecondWhole) {
    if (separator === "_") return ["first_last"];
    if (separator === "-") return ["first-last"];
    return [isTurned(first, second) ? "last.first" : "first.last"];
  }
  if (separator !== ".") return [];
  if (isLetter(first) && isSecondWhole) return ["f.last"];
  return isFirstWhole && isLetter(second) ? ["first.l"] : [];
}

const isLetter = (text: string) => /^\p{L}$/u.test(text);

/** A surname that is no first name stands before a first name that is no surname. */
const isTurned = (a: string, b: string) =>
  SURNAME_RANK.has(a) && !FIRST_NAME_RANK.has(a) && FIRST_NAME_RANK.has(b) && !SURNAME_RANK.has(b);

/** Names without a separator show how they are made only where the lists know their parts. */
function together(name: string): NamePattern[] {
  if (!LETTERS.test(name)) return [];
  const found: NamePattern[] = [];
  if (FIRST_NAME_RANK.has(name)) found.push("first");
  if (SURNAME_RANK.has(name)) found.push("last");
  if (SURNAME_RANK.has(name.slice(1))) found.push("flast");
  if (SURNAME_RANK.has(name.slice(0, -1))) found.push("lastf");
  if (isFirstAndLast(name)) found.push("firstlast");
  return found;
}

/** No first name or surname of the lists is longer than this. */
const LONGEST_PART = 14;

function isFirstAndLast(name: string): boolean {
  if (name.length > 2 * LONGEST_PART) return false;
  for (let cut = 2; cut <= name.length - 2; cut++)
    if (FIRST_NAME_RANK.has(name.slice(0, cut)) && SURNAME_RANK.has(name.slice(cut))) return true;
  return false;
}
