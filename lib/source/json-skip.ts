/**
 * Passes over JSON values in their bytes and checks every byte by the grammar (RFC 8259). Plain functions over one
 * buffer, because methods that load it from `this` at each byte took twice as long. Each returns where it ends, or -1
 * where the bytes are no JSON or nest too deep.
 */
export const NO = -1;
export const QUOTE = 34;
export const COMMA = 44;
export const COLON = 58;
export const OPEN_LIST = 91;
export const OPEN = 123;
export const CLOSE = 125;
const BACKSLASH = 92;
const CLOSE_LIST = 93;
/** Nesting beyond this is no log record, and the stack has an end. */
const DEEPEST = 64;

/** What ends the quick pass over a string's bytes: its quote, an escape, a control character. */
const STOPS = new Uint8Array(256).fill(1, 0, 32);
STOPS[QUOTE] = 1;
STOPS[BACKSLASH] = 1;
const SHORT_ESCAPES = new Uint8Array(256);
for (const byte of Buffer.from('"\\/bfnrt')) SHORT_ESCAPES[byte] = 1;

export const isDigit = (byte: number | undefined) => byte !== undefined && byte >= 48 && byte <= 57;
const isHex = (byte: number | undefined) =>
  byte !== undefined && ((byte >= 48 && byte <= 57) || ((byte | 32) >= 97 && (byte | 32) <= 102));
const isBlank = (byte: number | undefined) => byte === 32 || byte === 10 || byte === 13 || byte === 9;

export function skipBlanks(bytes: Uint8Array, from: number): number {
  let at = from;
  while (isBlank(bytes[at])) at++;
  return at;
}

/** From behind the opening quote of a string to its closing one. */
export function skipString(bytes: Uint8Array, from: number): number {
  let at = from;
  for (;;) {
    while (STOPS[bytes[at] as number] === 0) at++;
    if (bytes[at] === QUOTE) return at;
    if (bytes[at] !== BACKSLASH) return NO;
    const escaped = bytes[at + 1] as number;
    if (SHORT_ESCAPES[escaped] === 1) at += 2;
    else if (escaped === 117 && isUnit(bytes, at + 2)) at += 6;
    else return NO;
  }
}

const isUnit = (bytes: Uint8Array, at: number) =>
  isHex(bytes[at]) && isHex(bytes[at + 1]) && isHex(bytes[at + 2]) && isHex(bytes[at + 3]);

/** Any value, of which nothing is kept. */
export function skipValue(bytes: Uint8Array, at: number, depth = 1): number {
  const byte = bytes[at];
  if (byte === QUOTE) {
    const end = skipString(bytes, at + 1);
    return end === NO ? NO : end + 1;
  }
  if (byte === OPEN || byte === OPEN_LIST) return skipNested(bytes, at, depth);
  if (byte === 116) return skipWord(bytes, at, TRUE);
  if (byte === 102) return skipWord(bytes, at, FALSE);
  if (byte === 110) return skipWord(bytes, at, NULL);
  return skipNumber(bytes, at);
}

function skipNested(bytes: Uint8Array, from: number, depth: number): number {
  if (depth > DEEPEST) return NO;
  const isObject = bytes[from] === OPEN;
  const close = isObject ? CLOSE : CLOSE_LIST;
  let at = skipBlanks(bytes, from + 1);
  if (bytes[at] === close) return at + 1;
  for (;;) {
    if (isObject) at = skipKey(bytes, at);
    if (at === NO) return NO;
    at = skipValue(bytes, at, depth + 1);
    if (at === NO) return NO;
    at = skipBlanks(bytes, at);
    if (bytes[at] === close) return at + 1;
    if (bytes[at] !== COMMA) return NO;
    at = skipBlanks(bytes, at + 1);
  }
}

/** A key with its colon, to where its value begins. */
function skipKey(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== QUOTE) return NO;
  const end = skipString(bytes, at + 1);
  if (end === NO) return NO;
  const colon = skipBlanks(bytes, end + 1);
  return bytes[colon] === COLON ? skipBlanks(bytes, colon + 1) : NO;
}

export const TRUE = Buffer.from("true");
export const FALSE = Buffer.from("false");
export const NULL = Buffer.from("null");

export function skipWord(bytes: Uint8Array, at: number, word: Uint8Array): number {
  for (let index = 0; index < word.length; index++) if (bytes[at + index] !== word[index]) return NO;
  return at + word.length;
}

function skipDigits(bytes: Uint8Array, from: number): number {
  let at = from;
  while (isDigit(bytes[at])) at++;
  return at;
}

function skipNumber(bytes: Uint8Array, from: number): number {
  let at = bytes[from] === 45 ? from + 1 : from;
  if (!isDigit(bytes[at])) return NO;
  at = bytes[at] === 48 ? at + 1 : skipDigits(bytes, at);
  if (bytes[at] === 46) {
    if (!isDigit(bytes[at + 1])) return NO;
    at = skipDigits(bytes, at + 1);
  }
  if (bytes[at] === 101 || bytes[at] === 69) {
    at++;
    if (bytes[at] === 43 || bytes[at] === 45) at++;
    if (!isDigit(bytes[at])) return NO;
    at = skipDigits(bytes, at);
  }
  return at;
}
