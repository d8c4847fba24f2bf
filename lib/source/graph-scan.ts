import { FIELDS, type KeyTable, type Known, TABLES } from "./graph-fields";
import {
  CLOSE,
  COLON,
  COMMA,
  FALSE,
  isDigit,
  NO,
  NULL,
  OPEN,
  OPEN_LIST,
  QUOTE,
  skipBlanks,
  skipString,
  skipValue,
  skipWord,
  TRUE,
} from "./json-skip";

/**
 * Finds the fields of one Graph sign-in in its bytes, in one pass that checks every byte by the grammar of JSON. It
 * decides nothing: whatever is not the ordinary case makes it say no, and the careful parser reads the record.
 * One record at a time: `run` fills `spans` with where each field's text begins and ends, 0 and 0 where it has none.
 */
export class Scan {
  /** Two numbers a field: the bytes of a string between its quotes, of a number or a word; both 0 for null or none. */
  readonly spans = new Int32Array(FIELDS * 2);
  /** Per field: whether its key was there. */
  private readonly met = new Uint8Array(FIELDS);

  /** Reads the object at `from`; returns where it ends, or -1 where the careful parser must look. */
  run(bytes: Uint8Array, from: number): number {
    this.spans.fill(0);
    this.met.fill(0);
    return bytes[from] === OPEN ? this.object(bytes, from, TABLES.top) : NO;
  }

  /** An object whose keys must all be known. */
  private object(bytes: Uint8Array, from: number, table: KeyTable): number {
    let at = skipBlanks(bytes, from + 1);
    if (bytes[at] === CLOSE) return at + 1;
    let key: Known = table.first;
    for (;;) {
      if (bytes[at] !== QUOTE) return NO;
      const next = table.next(key, bytes, at + 1);
      if (next === null) return NO;
      key = next;
      at = skipBlanks(bytes, at + key.bytes.length + 2);
      if (bytes[at] !== COLON) return NO;
      at = this.known(bytes, skipBlanks(bytes, at + 1), key);
      if (at === NO) return NO;
      at = skipBlanks(bytes, at);
      if (bytes[at] === CLOSE) return at + 1;
      if (bytes[at] !== COMMA) return NO;
      at = skipBlanks(bytes, at + 1);
    }
  }

  private known(bytes: Uint8Array, at: number, { kind, field }: Known): number {
    if (kind === "any") return skipValue(bytes, at);
    // Of a key that comes twice the last one counts: the careful parser sees to that.
    if (this.met[field] === 1) return NO;
    this.met[field] = 1;
    const byte = bytes[at];
    if (byte === QUOTE && kind === "text") {
      const end = skipString(bytes, at + 1);
      return end === NO ? NO : this.keep(field, at + 1, end, end + 1);
    }
    if (byte === 110) return skipWord(bytes, at, NULL);
    if (kind === "truth") return this.truth(bytes, at, field);
    if (kind === "digits") return this.digits(bytes, at, field);
    if (kind === "types") return this.list(bytes, at, field);
    if (kind === "text" || byte !== OPEN) return NO;
    return this.object(bytes, at, TABLES[kind]);
  }

  private keep(field: number, from: number, to: number, next: number): number {
    this.spans[field * 2] = from;
    this.spans[field * 2 + 1] = to;
    return next;
  }

  private truth(bytes: Uint8Array, at: number, field: number): number {
    const end = skipWord(bytes, at, bytes[at] === 116 ? TRUE : FALSE);
    return end === NO ? NO : this.keep(field, at, end, end);
  }

  /** A whole number that is written as JavaScript would write it again. */
  private digits(bytes: Uint8Array, at: number, field: number): number {
    let end = at;
    while (isDigit(bytes[end])) end++;
    const length = end - at;
    if (length === 0 || length > 15 || (length > 1 && bytes[at] === 48)) return NO;
    const next = bytes[end];
    if (next === 46 || next === 101 || next === 69) return NO;
    return this.keep(field, at, end, end);
  }

  private list(bytes: Uint8Array, at: number, field: number): number {
    if (bytes[at] !== OPEN_LIST) return NO;
    const end = skipValue(bytes, at);
    return end === NO ? NO : this.keep(field, at, end, end);
  }
}
