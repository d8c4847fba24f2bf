import { isUtf8 } from "node:buffer";

/** What Windows-1252 has between 0x80 and 0x9f, where Latin-1 has control characters. Five places are empty in it. */
const SPECIAL =
  "\u20ac\x81\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\x8d\u017d\x8f" +
  "\x90\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\x9d\u017e\u0178";
const SPECIAL_BYTE = /[\x80-\x9f]/g;
/** Bytes that tell of damage: the five empty places, and a letter that hardly any name has but damaged files do. */
const DAMAGE: ReadonlySet<number> = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d, 0xff]);

/** Bytes of Windows-1252 as text. Node's own decoder takes it for Latin-1 in some versions. */
export const fromWindows1252 = (bytes: Buffer): string =>
  bytes.toString("latin1").replace(SPECIAL_BYTE, (byte) => SPECIAL[byte.charCodeAt(0) - 0x80] ?? byte);

/**
 * Whether the beginning of a text is Windows-1252: it holds bytes beyond ASCII, not one character in UTF-8 among them,
 * and each is a letter beside a letter, or a sign of punctuation. A file that is UTF-8 but for a few broken rows holds
 * a whole character somewhere, or breaks at bytes that make no sense in either; its bad rows are then rejected.
 */
export function isWindows1252(head: Buffer, isWhole: boolean): boolean {
  if (isUtf8(head)) return false;
  // A character may be cut where the head ends.
  const end = isWhole ? head.length : head.length - 3;
  let isSeen = false;
  for (let at = 0; at < end; at++) {
    const byte = head[at] ?? 0;
    if (byte === 0) return false;
    if (byte < 0x80) continue;
    if (!isPlausible(head, at) || isUtf8Character(head, at)) return false;
    isSeen = true;
  }
  return isSeen;
}

function isUtf8Character(head: Buffer, at: number): boolean {
  const first = head[at] ?? 0;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
  if (length === 0) return false;
  for (let next = 1; next < length; next++) {
    const byte = head[at + next];
    if (byte === undefined || byte < 0x80 || byte > 0xbf) return false;
  }
  return true;
}

function isPlausible(head: Buffer, at: number): boolean {
  const byte = head[at] ?? 0;
  if (DAMAGE.has(byte)) return false;
  if (!isLetter(byte)) return true;
  return isLetter(head[at - 1] ?? 0) || isLetter(head[at + 1] ?? 0);
}

const LETTERS_BELOW: ReadonlySet<number> = new Set([0x83, 0x8a, 0x8c, 0x8e, 0x9a, 0x9c, 0x9e, 0x9f]);

function isLetter(byte: number): boolean {
  const isAscii = (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122);
  return isAscii || LETTERS_BELOW.has(byte) || (byte >= 0xc0 && byte !== 0xd7 && byte !== 0xf7);
}
