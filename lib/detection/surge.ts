import { type Answered, MICROS } from "./answered";
import type { Sight, Stretch } from "./episode";
import { wideOf } from "./wide-window";

/** So many weeks back the same hour is compared with. */
export const WEEKS = 4;
const WEEK_HOURS = 168;
/** Fewer earlier hours than this are no measure. */
const LEAST_HOURS = 3;

type At = { names: number; sources: number; surgeSigmas: number };

/**
 * Hours in which more absent names were asked for than the same hour of the weekday usually has, by many sources. Hours
 * inside campaigns are no measure; `campaignsWith` says where they lie, these surges among them.
 */
export function surgesOf(
  absent: readonly Answered[],
  { since, before, around: { absentIn } }: Sight,
  campaignsWith: (surges: readonly Stretch[]) => Stretch[],
  at: At,
): Stretch[] {
  const byHour = new Map<number, Answered[]>();
  for (const answered of absent) {
    const hour = Math.floor(answered.at / MICROS.hour);
    const held = byHour.get(hour);
    if (held) held.push(answered);
    else byHour.set(hour, [answered]);
  }
  const surges: Stretch[] = [];
  let own = [...before, ...campaignsWith(surges)];
  for (const [hour, answers] of [...byHour].sort(([a], [b]) => a - b)) {
    const [first, last] = [answers[0], answers.at(-1)];
    const now = absentIn.get(hour);
    if (!first || !last || now === undefined || last.at < since) continue;
    const past = Array.from({ length: WEEKS }, (_, week) => hour - (week + 1) * WEEK_HOURS).flatMap((one) =>
      isInside(one, own) ? [] : (absentIn.get(one) ?? []),
    );
    const window = wideOf(answers);
    const isCrowd = window.names >= at.names && window.sources >= at.sources;
    if (!isCrowd || past.length < LEAST_HOURS || now < usual(past, at.surgeSigmas)) continue;
    surges.push({ from: first.at, to: last.at });
    own = [...before, ...campaignsWith(surges)];
  }
  return surges;
}

const isInside = (hour: number, stretches: readonly Stretch[]) =>
  stretches.some(({ from, to }) => (hour + 1) * MICROS.hour > from && hour * MICROS.hour <= to);

function usual(past: readonly number[], sigmas: number): number {
  const mean = past.reduce((sum, n) => sum + n, 0) / past.length;
  const variance = past.reduce((sum, n) => sum + (n - mean) ** 2, 0) / past.length;
  return mean + sigmas * Math.sqrt(variance);
}
