import { DAY, type Range } from "@/lib/time";
import type { Coverage, DataRange } from "./schema";

const dayOf = (ms: number) => new Date(Math.floor(ms / DAY) * DAY);
const nameOf = (day: Date) => day.toISOString().slice(0, 10);

/** The last `count` whole UTC days of a period, or all of it where it is shorter. */
export function lastDays({ from, to }: DataRange, count: number): Range {
  const end = dayOf(new Date(to).getTime() - 1 + DAY);
  const begin = Math.max(dayOf(new Date(from).getTime()).getTime(), end.getTime() - count * DAY);
  return { from: new Date(begin), to: end };
}

/** Every UTC day of a range, as `2026-03-02`. */
export function daysOf({ from, to }: Range): string[] {
  const days: string[] = [];
  for (let at = dayOf(from.getTime()).getTime(); at < to.getTime(); at += DAY)
    days.push(nameOf(new Date(at)));
  return days;
}

/**
 * What one day of one log says about silence: rows came (`held`); none came between days that had some (`gap`:
 * a quiet day cannot be told from a missing one); the log had not begun or had ended (`outside`).
 */
export type DayState = "held" | "gap" | "outside";

export function dayStates(days: string[], log: Coverage | undefined): DayState[] {
  const held = days.filter((day) => log?.days[day]);
  const first = held[0] ?? "";
  const last = held.at(-1) ?? "";
  return days.map((day) => {
    if (log?.days[day]) return "held";
    return first !== "" && day > first && day < last ? "gap" : "outside";
  });
}

/** Rows of (status, severity, n) as nested counts. */
export function tallyAlerts(rows: { status: string; severity: string; n: number }[]) {
  const tally: Record<string, Record<string, number>> = {};
  for (const { status, severity, n } of rows) tally[status] = { ...tally[status], [severity]: n };
  return tally;
}
