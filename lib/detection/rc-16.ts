import type { Lapse, LogDay, LogStretch, Step, WatchRule } from "./rule";
import { plural, weigh } from "./severity";

type Threshold =
  | "quietHours"
  | "fromHour"
  | "toHour"
  | "usualRows"
  | "usualDays"
  | "unknownPercent"
  | "unknownRows";
type At = Record<Threshold, number>;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Working days that a day is held against; with weekends they lie within this many days. */
const WORKING_DAYS = 5;
const MEMORY_DAYS = 7;

/** No attack: it tells whether silence is to be trusted. */
export const RC_16: WatchRule<Threshold> = {
  kind: "watch",
  id: "RC-16",
  version: 1,
  name: "A log fell silent or is not understood",
  meaning:
    "A log that comes every working day had hours without a row, or too many of its result codes are unknown here. What happened meanwhile cannot be seen, and no alert means nothing for it.",
  tactic: "Coverage",
  technique: { id: "T1589", name: "Gather Victim Identity Information" },
  severity: "low",
  confidence: "medium",
  dataSources: ["Entra ID sign-in logs", "Entra ID audit logs"],
  requiredTables: ["SigninLogs", "AADNonInteractiveUserSignInLogs", "AuditLogs"],
  logic:
    "Looks at each log by itself: interactive sign-ins (or those not stated), non-interactive ones, and the audit log. A log is expected on a working day, Monday to Friday, if on most of the five working days before it had as many rows as is usual. Stretches of working hours without any row are then a silence, up to the last row that is held of any log: an export that ends is no gap. A day of sign-ins on which too many rows bear a result code that the answer table does not know is named too. How late rows arrive cannot be told, because the time of arrival is not kept.",
  window: "working hours of a UTC day; unknown codes by UTC day",
  groupKeys: ["log", "what"],
  thresholds: {
    quietHours: { value: 2, meaning: "hours without a row that make a silence" },
    fromHour: { value: 7, meaning: "hour of the day, UTC, at which work begins" },
    toHour: { value: 17, meaning: "hour of the day, UTC, at which it ends" },
    usualRows: { value: 200, meaning: "rows a day that make a log a busy one" },
    usualDays: {
      value: 3,
      meaning: "of the five working days before, so many must be busy for the log to be expected",
    },
    unknownPercent: { value: 1, meaning: "percent of a day's sign-ins with unknown codes, at most" },
    unknownRows: { value: 20, meaning: "and at least so many of them" },
  },
  logs: {
    SigninLogs: ["entra-signin"],
    AADNonInteractiveUserSignInLogs: ["entra-noninteractive"],
    AuditLogs: ["sspr", "entra-audit"],
  },
  memoryDays: MEMORY_DAYS,
  quietMs: ({ quietHours }) => quietHours * HOUR_MS,

  expects(days, last, at) {
    const rowsOf = new Map(days.map(({ log, day, rows }) => [`${log} ${day}`, rows]));
    const found: LogStretch[] = [];
    for (const log of new Set(days.map((one) => one.log))) {
      for (const day of calendarOf(days)) {
        if (!isWorkingDay(day) || !isExpected(day, (other) => rowsOf.get(`${log} ${other}`) ?? 0, at))
          continue;
        const midnight = Date.parse(day);
        const from = midnight + at.fromHour * HOUR_MS;
        const to = Math.min(midnight + at.toHour * HOUR_MS, last.getTime());
        if (to > from) found.push({ log, from: new Date(from), to: new Date(to) });
      }
    }
    return found;
  },

  find: (days, silences, at) => [...silences.map(silentOf), ...days.flatMap((day) => unknownOf(day, at))],

  falsePositives: [
    {
      category: "other",
      text: "A public holiday or a company that rests: the log is quiet because the people are.",
    },
    {
      category: "other",
      text: "An export that was cut by a filter. The receipt of its import shows its time range.",
    },
  ],
  guide: [
    {
      title: "Is it the log or the people?",
      text: "Compare with the other logs of the same hours on the overview. If all of them are quiet, nobody worked, or nothing was exported.",
    },
    {
      title: "Which exports cover the hours?",
      text: "Look through the imports for the range. A receipt with many rejected rows, or none for these days, is the answer.",
    },
    {
      title: "Which codes are unknown?",
      text: "Open the events with the codes that the alert names. They count as telling nothing until the table knows them.",
    },
  ],
  playbook: [
    {
      title: "Fill the gap",
      text: "Export the hours again and upload them: rows that are here already count as duplicates, and what was missed is evaluated as if it had come in time.",
    },
  ] satisfies Step[],
};

/** Every UTC day from the first that is known to the last. */
function calendarOf(days: readonly LogDay[]): string[] {
  const times = days.map(({ day }) => Date.parse(day));
  if (times.length === 0) return [];
  const [first, last] = [Math.min(...times), Math.max(...times)];
  return Array.from({ length: (last - first) / DAY_MS + 1 }, (_, index) => dayAt(first + index * DAY_MS));
}

const dayAt = (ms: number) => new Date(ms).toISOString().slice(0, 10);

function isWorkingDay(day: string): boolean {
  const weekday = new Date(day).getUTCDay();
  return weekday >= 1 && weekday <= 5;
}

function isExpected(day: string, rowsOn: (day: string) => number, at: At): boolean {
  const before = Array.from({ length: MEMORY_DAYS }, (_, back) =>
    dayAt(Date.parse(day) - (back + 1) * DAY_MS),
  )
    .filter(isWorkingDay)
    .slice(0, WORKING_DAYS);
  return before.filter((other) => rowsOn(other) >= at.usualRows).length >= at.usualDays;
}

function silentOf({ log, from, to }: LogStretch): Lapse {
  const hours = Math.round(((to.getTime() - from.getTime()) / HOUR_MS) * 10) / 10;
  return {
    ...{ log, what: "silence", from, to, attempts: 0, codes: {}, measures: { quietHours: hours } },
    verdict: `No rows for ${plural(hours, "hour", "hours")}`,
    ...weigh({ base: "low", by: `because ${log} was silent for ${plural(hours, "hour", "hours")}` }),
  };
}

function unknownOf({ log, day, rows, unknown }: LogDay, at: At): Lapse[] {
  const attempts = Object.values(unknown).reduce((sum, n) => sum + n, 0);
  if (log === "AuditLogs" || attempts < at.unknownRows || attempts * 100 <= rows * at.unknownPercent)
    return [];
  const percent = Math.round((attempts / rows) * 1000) / 10;
  const from = new Date(day);
  return [
    {
      ...{ log, what: "codes", from, to: new Date(from.getTime() + DAY_MS), attempts, codes: unknown },
      measures: { rows, unknownPercent: percent },
      verdict: "Result codes that nobody knows",
      ...weigh({ base: "informational", by: `because ${percent} % of the rows bear unknown codes` }),
    },
  ];
}
