/**
 * Instants as people read them, always UTC. Own month names: the server's and the browser's Intl data
 * disagree ("Sep", "Sept"), which React would report as a mismatch.
 */
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const two = (value: number) => String(value).padStart(2, "0");
const dateOf = (at: string | number | Date) => new Date(at);

/** "18 Nov 2026" */
export function utcDay(at: string | number | Date): string {
  const date = dateOf(at);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

/** "18 Nov" */
export function utcShortDay(at: string | number | Date): string {
  const date = dateOf(at);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`;
}

/** "02:14" */
export function utcClock(at: string | number | Date): string {
  const date = dateOf(at);
  return `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
}

/** "02:14:07" */
export function utcSecondClock(at: string | number | Date): string {
  return `${utcClock(at)}:${two(dateOf(at).getUTCSeconds())}`;
}

/** "18 Nov 2026, 02:14 UTC" */
export function utcMinute(at: string | number | Date): string {
  return `${utcDay(at)}, ${utcClock(at)} UTC`;
}

/** "18 Nov 2026, 02:14:07 UTC" */
export function utcSecond(at: string | number | Date): string {
  return `${utcDay(at)}, ${utcSecondClock(at)} UTC`;
}

/** "18 Nov 2026", "9 Nov – 18 Nov 2026": a year is named once where it is one. */
export function utcDays(from: string | number | Date, to: string | number | Date): string {
  if (utcDay(from) === utcDay(to)) return utcDay(to);
  const isOneYear = dateOf(from).getUTCFullYear() === dateOf(to).getUTCFullYear();
  return `${isOneYear ? utcShortDay(from) : utcDay(from)} – ${utcDay(to)}`;
}

/** "18 Nov 2026, 02:14–02:55 UTC"; over midnight both days are named. */
export function utcRange(from: string | number | Date, to: string | number | Date): string {
  if (utcDay(from) === utcDay(to)) return `${utcDay(from)}, ${utcClock(from)}–${utcClock(to)} UTC`;
  const isOneYear = dateOf(from).getUTCFullYear() === dateOf(to).getUTCFullYear();
  const start = isOneYear ? utcShortDay(from) : utcDay(from);
  return `${start}, ${utcClock(from)} – ${utcDay(to)}, ${utcClock(to)} UTC`;
}

/** "42 s", "41 min", "3 h 5 min", "2 d 4 h": at most two parts, rounded down. */
export function spanOf(milliseconds: number): string {
  const seconds = Math.floor(Math.max(0, milliseconds) / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
  const days = Math.floor(hours / 24);
  return hours % 24 ? `${days} d ${hours % 24} h` : `${days} d`;
}

/** 1234567 → "1,234,567" */
export function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}
