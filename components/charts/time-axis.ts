import { utcClock, utcShortDay } from "@/components/ui/utc";
import { DAY, HOUR } from "@/lib/time";

const MINUTES = [1, 2, 5, 10, 15, 20, 30].map((n) => n * 60_000);
const HOURS = [1, 2, 3, 6, 12].map((n) => n * HOUR);
const DAYS = [1, 2, 7, 14, 28, 56, 112, 364].map((n) => n * DAY);
const DISTANCES = [...MINUTES, ...HOURS, ...DAYS];

/** Column starts that carry a label: round instants, at most `most` of them. */
export function timeTicks(starts: readonly number[], most = 7): number[] {
  const first = starts[0];
  const last = starts.at(-1);
  if (first === undefined || last === undefined) return [];
  const distance = DISTANCES.find((candidate) => (last - first) / candidate < most) ?? last - first;
  const round = starts.filter((at) => at % distance === 0);
  return round.length > 1 ? round : [first, last].slice(0, starts.length > 1 ? 2 : 1);
}

/** "02:14"; midnight is named by its day, and days by themselves. */
export function tickLabel(at: number): string {
  return at % DAY === 0 ? utcShortDay(at) : utcClock(at);
}
