/** A value of binary XML: what kind it is, and where in its chunk it lies. */
export type BinaryValue = { type: number; at: number; size: number };

/** Binary XML inside of a value: the data of nearly every event. */
export const NESTED = 0x21;
/** Several values of one kind stand one after the other. */
const LIST = 0x80;
const STRING = 0x01;

/** Bytes of kinds that all values of have the same. */
const SIZES: Record<number, number> = {
  3: 1,
  4: 1,
  5: 2,
  6: 2,
  7: 4,
  8: 4,
  9: 8,
  10: 8,
  11: 4,
  12: 8,
  13: 4,
  15: 16,
  17: 8,
  18: 16,
  20: 4,
  21: 8,
};

/** The texts of a value: one, or as many as its list has. Numbers keep all of their digits. */
export function valueTexts(bytes: Buffer, value: BinaryValue): string[] {
  const { type, at, size } = value;
  if ((type & LIST) === 0) return [valueText(bytes, value)];
  const kind = type & ~LIST;
  if (kind === STRING) return withoutEnd(bytes.toString("utf16le", at, at + size)).split("\0");
  const each = SIZES[kind] ?? size;
  const texts: string[] = [];
  for (let place = at; each > 0 && place + each <= at + size; place += each)
    texts.push(valueText(bytes, { type: kind, at: place, size: each }));
  return texts;
}

/** One value as Windows writes it into XML; bytes of a kind that nobody knows as hexadecimal digits. */
export function valueText(bytes: Buffer, value: BinaryValue): string {
  const { type, at, size } = value;
  if (type & LIST) return valueTexts(bytes, value).join(", ");
  if (type === STRING || type === 0x23) return withoutEnd(bytes.toString("utf16le", at, at + size));
  if (size === 0 || type === 0) return "";
  const least = SIZES[type];
  if (least !== undefined && size < least) return hexOf(bytes, at, size);
  return KINDS[type]?.(bytes, at, size) ?? hexOf(bytes, at, size);
}

type Kind = (bytes: Buffer, at: number, size: number) => string;

const hexOf: Kind = (bytes, at, size) => bytes.toString("hex", at, at + size).toUpperCase();

const KINDS: Record<number, Kind | undefined> = {
  2: (bytes, at, size) => withoutEnd(bytes.toString("latin1", at, at + size)),
  3: (bytes, at) => String(bytes.readInt8(at)),
  4: (bytes, at) => String(bytes.readUInt8(at)),
  5: (bytes, at) => String(bytes.readInt16LE(at)),
  6: (bytes, at) => String(bytes.readUInt16LE(at)),
  7: (bytes, at) => String(bytes.readInt32LE(at)),
  8: (bytes, at) => String(bytes.readUInt32LE(at)),
  9: (bytes, at) => String(bytes.readBigInt64LE(at)),
  10: (bytes, at) => String(bytes.readBigUInt64LE(at)),
  11: (bytes, at) => String(bytes.readFloatLE(at)),
  12: (bytes, at) => String(bytes.readDoubleLE(at)),
  13: (bytes, at) => String(bytes.readUInt32LE(at) !== 0),
  15: guidText,
  16: (bytes, at, size) =>
    size === 8 ? hex64(bytes, at) : size === 4 ? hex32(bytes, at) : hexOf(bytes, at, size),
  17: (bytes, at) => fileTime(bytes.readBigUInt64LE(at)),
  18: systemTime,
  19: sidText,
  20: hex32,
  21: hex64,
};

/** Strings are counted, and some end with the zero that others do without. */
const withoutEnd = (text: string): string => (text.endsWith("\0") ? text.replace(/\0+$/, "") : text);

function hex32(bytes: Buffer, at: number): string {
  return `0x${bytes.readUInt32LE(at).toString(16)}`;
}

function hex64(bytes: Buffer, at: number): string {
  return `0x${bytes.readBigUInt64LE(at).toString(16)}`;
}

function guidText(bytes: Buffer, at: number): string {
  const hex = (from: number, to: number) => bytes.toString("hex", at + from, at + to);
  const [first, second, third] = [
    bytes.readUInt32LE(at),
    bytes.readUInt16LE(at + 4),
    bytes.readUInt16LE(at + 6),
  ];
  const padded = (number: number, digits: number) => number.toString(16).padStart(digits, "0");
  return `{${padded(first, 8)}-${padded(second, 4)}-${padded(third, 4)}-${hex(8, 10)}-${hex(10, 16)}}`.toUpperCase();
}

function sidText(bytes: Buffer, at: number, size: number): string {
  const count = bytes[at + 1] ?? 0;
  if (size < 8 + count * 4) return hexOf(bytes, at, size);
  const parts = [`S-${bytes[at]}`, String(bytes.readUIntBE(at + 2, 6))];
  for (let part = 0; part < count; part++) parts.push(String(bytes.readUInt32LE(at + 8 + part * 4)));
  return parts.join("-");
}

const TICKS_TO_1970 = 116_444_736_000_000_000n;
/** The last tick of the year 9999. */
const LAST_TICK = 2_650_467_744_000_000_000n;

/** 100 ns since 1601, with all seven digits. A time beyond the year 9999 is none: its number is shown. */
export function fileTime(ticks: bigint): string {
  if (ticks >= LAST_TICK) return String(ticks);
  const since = ticks - TICKS_TO_1970;
  const rest = ((since % 10_000n) + 10_000n) % 10_000n;
  const text = new Date(Number((since - rest) / 10_000n)).toISOString();
  return `${text.slice(0, -1)}${String(rest).padStart(4, "0")}Z`;
}

function systemTime(bytes: Buffer, at: number): string {
  const part = (index: number, digits = 2) =>
    String(bytes.readUInt16LE(at + index * 2)).padStart(digits, "0");
  return `${part(0, 4)}-${part(1)}-${part(3)}T${part(4)}:${part(5)}:${part(6)}.${part(7, 3)}Z`;
}
