import { isIPv4, isIPv6 } from "node:net";

/** The value under a name, however the log capitalises it. Own keys only. */
export function get(record: unknown, name: string): unknown {
  if (!isObject(record)) return undefined;
  const keys = Object.keys(record);
  const key = keys.includes(name) ? name : keys.find((own) => own.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : record[key];
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A scalar as text. */
export const words = (value: unknown): string =>
  ["string", "number", "boolean"].includes(typeof value) ? String(value) : "";

export const say = (record: unknown, name: string): string => words(get(record, name));

/** JSON inside of a string, even twice. */
export function opened(value: unknown): unknown {
  let inner = value;
  for (let round = 0; round < 2 && typeof inner === "string"; round++) {
    try {
      const parsed: unknown = JSON.parse(inner);
      if (typeof parsed !== "object" && typeof parsed !== "string") return inner;
      inner = parsed;
    } catch {
      return inner;
    }
  }
  return inner;
}

export function truth(value: unknown): boolean | null {
  const word = words(value).trim().toLowerCase();
  if (word === "true" || word === "1") return true;
  return word === "false" || word === "0" ? false : null;
}

const NOBODY = ["", "-", "<null>", "null", "none", "not available", "n/a"];

/** An address in its canonical form; what is none stays as it is, in small letters. */
export function addressOf(raw: string): string {
  const text = raw.trim().toLowerCase();
  if (NOBODY.includes(text)) return "";
  if (isIPv4(text)) return text;
  const inner = /^\[([^\]]+)\](:\d+)?$/.exec(text)?.[1] ?? text;
  const bare = inner.split("%")[0] ?? "";
  if (isIPv6(bare)) return shortest(bare);
  const host = /^([\d.]+):\d+$/.exec(inner)?.[1] ?? "";
  return isIPv4(host) ? host : text;
}

/** IPv6 by RFC 5952: no leading zeros, the first longest run of two or more zero groups left out. */
function shortest(text: string): string {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(text);
  const hex = (a = "", b = "") => (Number(a) * 256 + Number(b)).toString(16);
  const plain = dotted ? `${dotted[1]}${hex(dotted[2], dotted[3])}:${hex(dotted[4], dotted[5])}` : text;
  const [left = "", right] = plain.split("::");
  const groupsOf = (part: string) => (part === "" ? [] : part.split(":"));
  const [head, tail] = [groupsOf(left), groupsOf(right ?? "")];
  const middle = right === undefined ? [] : Array(8 - head.length - tail.length).fill("0");
  const groups = [...head, ...middle, ...tail].map((group) => Number.parseInt(group, 16));
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff)
    return [groups[6], groups[7]].map((group = 0) => `${group >> 8}.${group & 255}`).join(".");
  let best = { at: -1, length: 1 };
  for (let at = 0; at < 8; at++) {
    let length = 0;
    while (at + length < 8 && groups[at + length] === 0) length += 1;
    if (length > best.length) best = { at, length };
  }
  const shown = groups.map((group) => group.toString(16));
  if (best.at < 0) return shown.join(":");
  return `${shown.slice(0, best.at).join(":")}::${shown.slice(best.at + best.length).join(":")}`;
}

export type Moment = { micros: bigint; digits: number };

const ISO = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(Z|[+-]\d\d:\d\d)?$/;
const SLASHED = /^(\d{1,2})\/(\d{1,2})\/(\d{4}),? (\d{1,2}):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(?: ([AP])M)?$/;

const NAMED = /^([A-Z][a-z]{2}) (\d{1,2}, \d{4}) (\d{1,2}:\d\d:\d\d [AP]M)$/;
const MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

/** A time as these files write it; null where there is no such moment. Times without a zone are UTC here. */
export function momentOf(raw: string, isDayFirst: boolean): Moment | null {
  const text = raw.trim();
  const iso = ISO.exec(text);
  if (iso) {
    const [, year, month, day, hour, minute, second = "0", fraction = "", zone = "Z"] = iso;
    return moment([year, month, day, hour, minute, second].map(Number), fraction, zone);
  }
  const dotNet = /^\/Date\((\d+)\)\/$/.exec(text)?.[1];
  if (dotNet !== undefined) return { micros: BigInt(dotNet) * 1000n, digits: 3 };
  const named = NAMED.exec(text);
  if (named) {
    const month = MONTHS.indexOf(named[1] ?? "") / 3 + 1;
    return momentOf(`${month}/${(named[2] ?? "").replace(", ", "/")}, ${named[3]}`, false);
  }
  const slashed = SLASHED.exec(text);
  if (!slashed) return null;
  const [, first, other, year, clock, minute, second = "0", fraction = "", half] = slashed;
  const [month, day] = isDayFirst ? [other, first] : [first, other];
  if (half && (Number(clock) < 1 || Number(clock) > 12)) return null;
  const hour = half ? (Number(clock) % 12) + (half === "P" ? 12 : 0) : Number(clock);
  return moment(
    [Number(year), Number(month), Number(day), hour, Number(minute), Number(second)],
    fraction,
    "Z",
  );
}

function moment(parts: number[], fraction: string, zone: string): Moment | null {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  const at = new Date(0);
  at.setUTCFullYear(year, month - 1, day);
  at.setUTCHours(hour, minute, second);
  // Date rolls over what does not exist: then its parts come back as others.
  const back = [at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate()];
  const clock = [at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()];
  if ([...back, ...clock].some((part, index) => part !== parts[index])) return null;
  const [, sign, hours = "0", minutes = "0"] = /^([+-])(\d\d):(\d\d)$/.exec(zone) ?? [];
  const offset = (Number(hours) * 60 + Number(minutes)) * (sign === "-" ? -60 : 60);
  const seconds = BigInt(at.getTime() / 1000 - offset);
  return {
    micros: seconds * 1_000_000n + BigInt(fraction.padEnd(6, "0").slice(0, 6)),
    digits: Math.min(9, fraction.length),
  };
}
