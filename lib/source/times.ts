import type { DateOrder } from "./schema";
import { parseZone, UTC, type Zone } from "./zones";

/** Microseconds since 1970 UTC, truncated; digits of the second in the source; whether it said its zone. */
export type Instant = { micros: bigint; digits: number; statesZone: boolean };

/** How times are read that leave something open; `onAssumed` is told where the zone was assumed. */
export type TimeReading = { order: DateOrder; zone: Zone; onAssumed?: (() => void) | undefined };

const CLOCK = String.raw`(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,12}))?)?`;
const HALF = String.raw`(?:[ \u202f]?([AP])\.?M\.?)?`;
const ZONE = String.raw`(?: ?(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?))?`;

const ISO =
  /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,12}))?)?(?: ?(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?))?$/i;
/** `4/16/2021, 9:09:00.730 AM`, `04.12.2025 08:19`: the file decides which part is the month. */
const SLASHED = new RegExp(String.raw`^(\d{1,2})([/.-])(\d{1,2})\2(\d{4}),? ${CLOCK}${HALF}${ZONE}$`, "i");
/** `2026/3/3 10:15:30`, as spreadsheets write it where the year comes first. */
const YEAR_FIRST = new RegExp(String.raw`^(\d{4})[/.-](\d{1,2})[/.-](\d{1,2}) ${CLOCK}${HALF}${ZONE}$`, "i");
/** `Jan 6, 2023 3:21:00 PM`, `Nov 12, 2024 @ 09:40:34.260`: hunting results and Kibana. */
const NAMED = new RegExp(
  String.raw`^([a-z]{3})[a-z]* (\d{1,2}), (\d{4}),?(?: @)? ${CLOCK}${HALF}${ZONE}$`,
  "i",
);
const DOTNET = /^\\?\/Date\((-?\d{1,15})(?:[+-]\d{4})?\)\\?\/$/;
const EPOCH = /^\d{10}(?:\d{3})?$/;

/**
 * Reads a time of any of the forms that these logs use: ISO 8601 with 0 to 9 digits (or more, truncated) and `T` or
 * a blank; dates with slashes, points or a month's name, on a clock of 12 or 24 hours; `/Date(1700000000000)/`;
 * seconds or milliseconds since 1970. Null for anything else and for impossible dates: `new Date` would roll
 * 30 February over to March.
 */
export function readTime(value: string, { order, zone }: TimeReading): Instant | null {
  const text = value.trim();
  const iso = ISO.exec(text);
  if (iso) {
    const [, year, month, day, hour, minute, second, fraction, stated] = iso;
    return assemble({ year, month, day, hour, minute, second, fraction, stated }, zone);
  }
  const parts = slashed(text, order) ?? yearFirst(text) ?? named(text);
  if (parts) return onClock(parts, zone);
  const isEpoch = EPOCH.test(text);
  const millis = isEpoch ? text.padEnd(13, "0") : DOTNET.exec(text)?.[1];
  if (millis === undefined) return null;
  return { micros: BigInt(millis) * 1000n, digits: isEpoch && text.length === 10 ? 0 : 3, statesZone: true };
}

type Parts = Record<
  "year" | "month" | "day" | "hour" | "minute" | "second" | "fraction" | "stated",
  string | undefined
>;
type Halved = Parts & { half: string | undefined };

/** Points between the parts mean that the day comes first: nobody writes month.day.year. */
function slashed(text: string, order: DateOrder): Halved | null {
  const found = SLASHED.exec(text);
  if (!found) return null;
  const [, first, separator, other, year, hour, minute, second, fraction, half, stated] = found;
  const [month, day] = order === "month-first" && separator !== "." ? [first, other] : [other, first];
  return { year, month, day, hour, minute, second, fraction, half, stated };
}

function yearFirst(text: string): Halved | null {
  const found = YEAR_FIRST.exec(text);
  if (!found) return null;
  const [, year, month, day, hour, minute, second, fraction, half, stated] = found;
  return { year, month, day, hour, minute, second, fraction, half, stated };
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

function named(text: string): Halved | null {
  const found = NAMED.exec(text);
  if (!found) return null;
  const [, name = "", day, year, hour, minute, second, fraction, half, stated] = found;
  const month = String(MONTHS.indexOf(name.toLowerCase()) + 1);
  return { year, month, day, hour, minute, second, fraction, half, stated };
}

/** A clock of 12 hours as one of 24. */
function onClock({ half, ...parts }: Halved, zone: Zone): Instant | null {
  if (!half) return assemble(parts, zone);
  const hour = Number(parts.hour);
  if (hour < 1 || hour > 12) return null;
  return assemble({ ...parts, hour: String((hour % 12) + (half.toUpperCase() === "P" ? 12 : 0)) }, zone);
}

function assemble(parts: Parts, assumed: Zone): Instant | null {
  const year = Number(parts.year);
  const month = Number(parts.month);
  const day = Number(parts.day);
  const hour = Number(parts.hour);
  const minute = Number(parts.minute);
  const second = Number(parts.second ?? 0);
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysOf(year, month)) return null;
  if (hour > 23 || minute > 59 || second > 59) return null;
  const local = daysSinceEpoch(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second;
  const stated = parts.stated === undefined ? null : parseZone(parts.stated);
  const seconds = local - (stated ?? assumed).offsetAt(local);
  const fraction = parts.fraction ?? "";
  const micros = Number(fraction.slice(0, 6).padEnd(6, "0"));
  const digits = Math.min(fraction.length, 9);
  return { micros: BigInt(seconds) * 1_000_000n + BigInt(micros), digits, statesZone: stated !== null };
}

const LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const isLeap = (year: number) => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
const daysOf = (year: number, month: number) =>
  month === 2 && isLeap(year) ? 29 : (LENGTHS[month - 1] ?? 0);

/** Days of the proleptic Gregorian calendar (Hinnant's days_from_civil): no Date, no zone, any year. */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** Whether a time that can be read in one order or the other names no zone. */
export function lacksZone(text: string): boolean {
  const orders: DateOrder[] = ["month-first", "day-first"];
  const instants = orders.map((order) => readTime(text, { order, zone: UTC }));
  return instants.some((instant) => instant !== null && !instant.statesZone);
}
