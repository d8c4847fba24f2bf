import { MINUTE } from "@/lib/time";
import { gapCv, type Try } from "./spacing";

/** What an episode is called that is such rounds over existing names and nothing else. */
export const CYCLING = "A program cycling a list";

/** Two rounds ask for the same set where this much of both is common (Jaccard). */
export const SAME_SET = 0.9;
/** A pause is a gap of so many usual ones, and of a minute at least. */
const PAUSE_GAPS = 10;

export type Round = {
  /** Milliseconds since 1970 of its first and last try. */
  from: number;
  to: number;
  names: number;
  tries: number;
  /** Accounts common with the round before, by all of both: 0 to 1. Null for the first. */
  jaccard: number | null;
};

export type Rounds = {
  rounds: Round[];
  /** How many rounds in a row asked for the same set (Jaccard at least SAME_SET): 1 where none was repeated. */
  sameSet: number;
  /** Milliseconds between the starts of rounds (their median), and how evenly: 0 is a clock. Null below two. */
  interval: number | null;
  intervalCv: number | null;
};

/**
 * Cuts tries into rounds through a list. A round ends with the first account that comes again after a quarter of all
 * accounts were asked for in between, or after a pause; an account that is tried again at once is a retry and ends
 * nothing. n log n.
 */
export function roundsOf(tries: readonly Try[]): Rounds {
  const sorted = [...tries].sort((a, b) => a.at - b.at);
  const rounds: Round[] = [];
  let before: ReadonlySet<string> | null = null;
  for (const { from, to } of cutRounds(sorted)) {
    const part = sorted.slice(from, to);
    const accounts = new Set(part.map(({ account }) => account));
    rounds.push({
      ...{ from: part[0]?.at ?? 0, to: part.at(-1)?.at ?? 0, names: accounts.size, tries: part.length },
      jaccard: before && jaccard(before, accounts),
    });
    before = accounts;
  }
  const starts = rounds.map(({ from }) => from);
  const gaps = starts.slice(1).map((start, index) => start - (starts[index] as number));
  return { rounds, sameSet: longestRun(rounds), interval: median(gaps), intervalCv: gapCv(starts) };
}

/** 1 for two empty sets: they are the same. */
export function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const [few, many] = a.size < b.size ? [a, b] : [b, a];
  let common = 0;
  for (const one of few) if (many.has(one)) common++;
  const all = a.size + b.size - common;
  return all === 0 ? 1 : common / all;
}

function* cutRounds(sorted: readonly Try[]): Generator<{ from: number; to: number }> {
  const quarter = Math.max(1, Math.ceil(new Set(sorted.map(({ account }) => account)).size / 4));
  const pause = pauseOf(sorted);
  let from = 0;
  let lastPause = -1;
  let places = new Map<string, number>();
  for (const [place, { at, account }] of sorted.entries()) {
    if (place > 0 && at - (sorted[place - 1]?.at ?? at) >= pause) lastPause = place;
    const last = places.get(account);
    if (last !== undefined && (place - last > quarter || lastPause > last)) {
      yield { from, to: place };
      from = place;
      places = new Map();
    }
    places.set(account, place);
  }
  if (from < sorted.length) yield { from, to: sorted.length };
}

function pauseOf(sorted: readonly Try[]): number {
  const gaps = sorted.slice(1).map(({ at }, index) => at - (sorted[index]?.at ?? at));
  return Math.max(MINUTE, PAUSE_GAPS * (median(gaps) ?? 0));
}

function longestRun(rounds: readonly Round[]): number {
  let longest = Math.min(1, rounds.length);
  let run = 1;
  for (const { jaccard: common } of rounds) {
    run = common !== null && common >= SAME_SET ? run + 1 : 1;
    longest = Math.max(longest, run);
  }
  return rounds.length === 0 ? 0 : longest;
}

function median(values: readonly number[]): number | null {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? null;
}
