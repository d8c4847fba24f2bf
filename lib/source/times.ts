import type { DateOrder } from "./schema";
import { parseZone, type Zone } from "./zones";

/** Microseconds since 1970 UTC, truncated; digits of the second in the source; whether it said its zone. */
export type Instant = { micros: bigint; digits: number; statesZone: boolean };

/** How times are read that leave something open. */
export type TimeReading = { order: DateOrder; zone: Zone };

const ISO =
  /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,12}))?)?(?: ?(Z|UTC|GMT|[+-]\d\d:?\d\d))?$/i;
const SLASHED =
  /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}),? (\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,12}))?)?(?:[ \u202f]?([AP])\.?M\.?)?(?: (Z|UTC|GMT|[+-]\d\d:?\d\d))?$/i;
const DOTNET = /^\/Date\((-?\d{1,15})(?:[+-]\d{4})?\)\/$/;
const EPOCH = /^\d{10}(?:\d{3})?$/;

/**
 * Reads a time of any of the forms that these logs use: ISO 8601 with 0 to 9 digits (or more, truncated) and `T` or
 * a blank; `4/16/2021, 9:09:00.730 AM`; `04/12/2025 08:19`; `/Date(1700000000000)/`; seconds or milliseconds since
 * 1970. Null for anything else and for impossible dates: `new Date` would roll 30 February over to March.
 */
export function readTime(value: string, { order, zone }: TimeReading): Instant | null {
  const text = value.trim();
  const iso = ISO.exec(text);
  if (iso) {
    const [, year, month, day, hour, minute, second, fraction, stated] = iso;
    return assemble({ year, month, day, hour, minute, second, fraction, stated }, zone);
  }
  const slashed = SLASHED.exec(text);
  if (slashed) return readSlashed(slashed, order, zone);
  const millis = DOTNET.exec(text)?.[1] ?? (EPOCH.test(text) ? text.padEnd(13, "0") : undefined);
  if (millis === undefined) return null;
  return { micros: BigInt(millis) * 1000n, digits: text.length === 10 ? 0 : 3, statesZone: true };
}

function readSlashed(match: RegExpExecArray, order: DateOrder, zone: Zone): Instant | null {
  const [, first, other, year, clock, minute, second, fraction, half, stated] = match;
  const [month, day] = order === "month-first" ? [first, other] : [other, first];
  let hour = Number(clock);
  if (half) {
    if (hour < 1 || hour > 12) return null;
    hour = (hour % 12) + (half.toUpperCase() === "P" ? 12 : 0);
  }
  return assemble({ year, month, day, hour: String(hour), minute, second, fraction, stated }, zone);
}

type Parts = Record<
  "year" | "month" | "day" | "hour" | "minute" | "second" | "fraction" | "stated",
  string | undefined
>;

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
