import { MINUTE } from "@/lib/time";

/** One try: when (milliseconds since 1970, fractions allowed) and for which account. */
export type Try = { at: number; account: string };

export type Spacing = {
  /** Standard deviation of the gaps between tries by their mean: 0 is a clock. Null below two gaps, or all at once. */
  gapCv: number | null;
  /** Accounts a minute over the elapsed time, a minute at least. */
  ratePerMinute: number;
  /** The most accounts within any 60 seconds. */
  peakPerMinute: number;
  /** Seconds between the first and the last try. */
  elapsedSeconds: number;
};

/** How tries are spaced, in whatever order they come. Null for none. */
export function spacingOf(tries: readonly Try[]): Spacing | null {
  const sorted = [...tries].sort((a, b) => a.at - b.at);
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (!first || !last) return null;
  const elapsed = last.at - first.at;
  const accounts = new Set(sorted.map(({ account }) => account)).size;
  return {
    gapCv: gapCv(sorted.map(({ at }) => at)),
    ratePerMinute: (accounts * MINUTE) / Math.max(elapsed, MINUTE),
    peakPerMinute: mostWithin(sorted, MINUTE),
    elapsedSeconds: elapsed / 1000,
  };
}

/** Of times in ascending order. */
export function gapCv(times: readonly number[]): number | null {
  const gaps = times.slice(1).map((time, index) => time - (times[index] as number));
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  if (gaps.length < 2 || mean === 0) return null;
  const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length;
  return Math.sqrt(variance) / mean;
}

/** The most accounts in any half-open stretch (t - span, t] of tries in ascending order. */
export function mostWithin(sorted: readonly Try[], span: number): number {
  const held = new Map<string, number>();
  let most = 0;
  let from = 0;
  for (const { at, account } of sorted) {
    held.set(account, (held.get(account) ?? 0) + 1);
    for (let oldest = sorted[from]; oldest && oldest.at <= at - span; oldest = sorted[++from]) {
      const left = (held.get(oldest.account) ?? 0) - 1;
      if (left > 0) held.set(oldest.account, left);
      else held.delete(oldest.account);
    }
    most = Math.max(most, held.size);
  }
  return most;
}
