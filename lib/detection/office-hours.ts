import { HOUR } from "@/lib/time";

/** An hour of a UTC working day or weekend, and on how many account-days somebody's day at the source began or ended in it. */
export type HourCount = { isWeekend: boolean; hour: number; count: number };

/** Fewer account-days than these tell nobody's hours. */
const LEAST = 10;
/** An hour with less than this share of the busiest one's is a straggler's. */
const STRAGGLER = 0.1;
/** Hours between two working ones, up to so many, are worked as well: a day is known by its ends alone. */
const BETWEEN = 8;

/**
 * The hours in which people usually sign in from a source, by where their days there begin and end; null where too few
 * did to say so. Times are UTC, so a day may go over midnight.
 */
export function officeHours(counts: readonly HourCount[]): ReadonlySet<string> | null {
  const all = counts.reduce((sum, { count }) => sum + count, 0);
  if (all < 2 * LEAST) return null;
  const busiest = Math.max(...counts.map(({ count }) => count));
  const usual = counts.filter(({ count }) => count >= busiest * STRAGGLER);
  return new Set(
    [false, true].flatMap((isWeekend) => {
      const hours = usual.filter((one) => one.isWeekend === isWeekend).map(({ hour }) => hour);
      return filled([...new Set(hours)]).map((hour) => cellOf(isWeekend, hour));
    }),
  );
}

function filled(hours: readonly number[]): number[] {
  const sorted = [...hours].sort((a, b) => a - b);
  return sorted.flatMap((hour, index) => {
    const next = sorted[index + 1] ?? (sorted[0] ?? 0) + 24;
    const between = next - hour - 1;
    const worked = between <= BETWEEN ? between : 0;
    return Array.from({ length: worked + 1 }, (_, step) => (hour + step) % 24);
  });
}

const cellOf = (isWeekend: boolean, hour: number) => `${isWeekend ? "weekend" : "working day"} ${hour}`;

/** How much of some moments, in milliseconds since 1970, lies within these hours; null where these are not known. */
export function officeShare(moments: readonly number[], hours: ReadonlySet<string> | null): number | null {
  if (hours === null || moments.length === 0) return null;
  const inside = moments.filter((moment) => {
    const at = new Date(moment);
    const isWeekend = [0, 6].includes(at.getUTCDay());
    return hours.has(cellOf(isWeekend, Math.floor((moment % (24 * HOUR)) / HOUR)));
  });
  return inside.length / moments.length;
}
