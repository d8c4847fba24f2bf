import { Cache } from "./keyed";
import type { Pack } from "./pack";
import type { Group } from "./run-copies";

const DAY_MS = 86_400_000;
const FIRST_DAY = Date.UTC(2010, 0) / DAY_MS;
const AHEAD_MS = 2 * DAY_MS;

const months = new Cache<number, string>();

/** `2026-11`, by the day since 1970. */
export const monthOf = (day: number) =>
  months.get(day, () => new Date(day * DAY_MS).toISOString().slice(0, 7));

const BEFORE = 0;
const AFTER = 1;

/** Months as numbers, `202611`, looked up by the day. */
function numberOf(months: Map<number, number>, day: number): number {
  let month = months.get(day);
  if (month === undefined) {
    month = Number(monthOf(day).replace("-", ""));
    months.set(day, month);
  }
  return month;
}

/**
 * The times that have a partition of their own: 2010 to two days ahead. Whatever lies outside waits in the default
 * partition and is counted on the receipt.
 */
export class EventRange {
  private readonly lastDay: number;
  private readonly lastMicros: number;

  constructor(now: Date) {
    const last = now.getTime() + AHEAD_MS;
    this.lastDay = Math.floor(last / DAY_MS);
    this.lastMicros = (last % DAY_MS) * 1000;
  }

  holds({ day, micros }: Pack, row: number): boolean {
    const at = day[row] as number;
    if (at < FIRST_DAY || at > this.lastDay) return false;
    return at < this.lastDay || (micros[row] as number) <= this.lastMicros;
  }

  /** The months of the rows within the range, in order. */
  monthsOf(pack: Pack): string[] {
    const found = new Set<string>();
    for (let row = 0; row < pack.rows; row++) {
      if (this.holds(pack, row)) found.add(monthOf(pack.day[row] as number));
    }
    return [...found].sort();
  }

  /** Rows by source and month; those outside the range by the side they are on. */
  groupsOf(pack: Pack, rows: Iterable<number>): Group[] {
    const groups = new Map<number, { rows: number[]; first: number; last: number }>();
    const months = new Map<number, number>();
    for (const row of rows) {
      const day = pack.day[row] as number;
      const month = this.holds(pack, row) ? numberOf(months, day) : day < FIRST_DAY ? BEFORE : AFTER;
      const name = month * 256 + (pack.source[row] as number);
      const group = groups.get(name);
      if (!group) {
        groups.set(name, { rows: [row], first: row, last: row });
        continue;
      }
      group.rows.push(row);
      if (pack.isBefore(row, group.first)) group.first = row;
      if (pack.isBefore(group.last, row)) group.last = row;
    }
    return [...groups.values()].map(({ rows: held, first, last }) => ({
      source: pack.source[first] as number,
      rows: held,
      from: pack.instantOf(first),
      to: pack.instantOf(last),
    }));
  }
}
