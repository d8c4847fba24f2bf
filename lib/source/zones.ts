/** Seconds to subtract from a local time (given as seconds since 1970 as if it were UTC) to get UTC. */
export type Zone = { name: string; offsetAt: (localSeconds: number) => number };

const fixed = (name: string, seconds: number): Zone => ({ name, offsetAt: () => seconds });

export const UTC: Zone = fixed("UTC", 0);

const OFFSET = /^(?:UTC|GMT)?\s?([+-])(\d\d?)(?::?(\d\d))?$/i;
const known = new Map<string, Zone | null>();

/** `Z`, `UTC`, `+05:45`, `UTC-3` or an IANA name such as `Europe/Berlin`; null where it names no zone. */
export function parseZone(text: string): Zone | null {
  const before = known.get(text);
  if (before !== undefined) return before;
  const zone = read(text.trim());
  if (known.size < 1000) known.set(text, zone);
  return zone;
}

function read(text: string): Zone | null {
  if (/^(Z|UTC|GMT)$/i.test(text)) return UTC;
  const [, sign, hours, minutes = "0"] = OFFSET.exec(text) ?? [];
  if (sign && Number(hours) <= 14 && Number(minutes) <= 59)
    return fixed(text, (sign === "-" ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60));
  return /^[A-Za-z_]+(\/[\w+-]+)+$/.test(text) ? named(text) : null;
}

/**
 * A zone of the IANA database. Of the two instants of an hour that the clock shows twice the earlier is taken; an
 * hour that the clock skips is read with the offset before the change.
 */
function named(name: string): Zone | null {
  let clock: Intl.DateTimeFormat;
  try {
    clock = new Intl.DateTimeFormat("en-US", {
      timeZone: name,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch {
    return null;
  }
  const offsetOf = remembered((seconds) => shownBy(clock, seconds) - seconds);
  const offsetAt = (local: number) => {
    const before = offsetOf(local - 86_400);
    const after = offsetOf(local + 86_400);
    const isBefore = offsetOf(local - before) === before;
    return isBefore || offsetOf(local - after) !== after ? before : after;
  };
  return { name, offsetAt };
}

/** The wall clock's reading at an instant, as seconds since 1970 as if it were UTC. */
function shownBy(clock: Intl.DateTimeFormat, seconds: number): number {
  const parts = new Map(clock.formatToParts(seconds * 1000).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  const shown = Date.UTC(
    part("year"),
    part("month") - 1,
    part("day"),
    part("hour"),
    part("minute"),
    part("second"),
  );
  return shown / 1000;
}

/** Offsets change on quarter hours at most: one look-up for each serves a whole log. */
function remembered(offsetOf: (seconds: number) => number): (seconds: number) => number {
  const offsets = new Map<number, number>();
  return (seconds) => {
    const quarter = Math.floor(seconds / 900);
    let offset = offsets.get(quarter);
    if (offset === undefined) {
      offset = offsetOf(quarter * 900);
      if (offsets.size > 100_000) offsets.clear();
      offsets.set(quarter, offset);
    }
    return offset;
  };
}
