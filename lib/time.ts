/** Half-open, UTC. */
export type Range = { from: Date; to: Date };

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The start of the UTC clock hour that holds the instant (KQL's bin(t, 1h)). */
export function floorHour(at: Date): Date {
  return new Date(Math.floor(at.getTime() / HOUR) * HOUR);
}

/** Minute boundaries crossed between two instants (KQL's datetime_diff('minute', last, first)). */
export function minutesCrossed(first: Date, last: Date): number {
  return Math.floor(last.getTime() / MINUTE) - Math.floor(first.getTime() / MINUTE);
}
