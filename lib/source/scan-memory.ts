import { type Known, TABLES } from "./graph-fields";

/** Where things stand in the scanner's memory, in bytes. What nothing was written to takes no memory of the machine. */
const PAGE = 64 * 1024;
const MIB = 1024 * 1024;

/** Two numbers a field: where its text begins and ends. */
export const SPANS = 0;
/** What `take` made of a record: six entries of names, then the rest of a row. */
export const ROW = { entries: 256, key: 320, correlation: 336, micros: 352, digits: 360, isCorrelated: 364 };
/** Per kind of value that is an object, the key before its first; at 0 the record's own. */
export const FIRST_KEYS = 384;
/** A random number, so that nobody can choose names whose hashes collide. */
export const SEED = 368;
/**
 * Per cache 64 bytes: how many fields make its key, and which; for caches of pairs the pair last looked for; then where
 * its slots are, the mask of their places, and how many are taken.
 */
export const HEADS = 512;
export const HEAD = { pair: 36, slots: 48, mask: 52, size: 56 };
const KEYS = 2048;
/** The text to be scanned, with at least one byte behind it that ends every string and number. */
export const WINDOW = PAGE;
export const WINDOW_BYTES = MIB;
/** Slots of all caches, as they grow; four numbers each, the third never 0 where it is taken. */
export const SLOTS = 2 * MIB;
export const SLOT_BYTES = 16;
export const FIRST_SLOTS = 256;
export const MOST_SLOTS = 1 << 18;
/** The keys of all caches, one behind the other. */
export const ARENA = 40 * MIB;
export const ARENA_BYTES = 40 * MIB;
export const MEMORY_PAGES = (ARENA + ARENA_BYTES + MIB) / PAGE;

/** A known key: its text with quote and colon, their length, the mask of the first sixteen, and which came after it. */
export const KEY = { length: 0, kind: 4, field: 8, follower: 12, mask: 16, text: 20, size: 84 };
/** What a value has to be. `text`: a string or null. `digits`: a whole number or null. Objects come last. */
export const KIND = { any: 0, text: 1, digits: 2, truth: 3, types: 4, status: 5, location: 6, device: 7 };

/**
 * Writes the tables of keys. Each begins with a key that stands before the first and ends with one of no length. Until
 * records have shown their order, the first key of the table counts as the likely follower of all.
 */
export function writeKeys(memory: Buffer): void {
  let at = KEYS;
  const write = (text: string, kind: number, field: number, follower: number): number => {
    const start = at;
    const length = memory.write(text, at + KEY.text);
    if (length > KEY.size - KEY.text) throw new Error(`The key ${text} is too long for the scanner.`);
    for (const [place, value] of [
      [KEY.length, length],
      [KEY.kind, kind],
      [KEY.field, field],
      [KEY.follower, follower],
      [KEY.mask, (1 << Math.min(length, 16)) - 1],
    ] as const)
      memory.writeInt32LE(value, start + place);
    at += KEY.size;
    return start;
  };
  const table = (keys: Known[]): number => {
    const likely = at + KEY.size;
    const first = write("", KIND.any, -1, likely);
    for (const { name, kind, field } of keys) write(`${name}":`, KIND[kind], field, likely);
    write("", KIND.any, -1, likely);
    return first;
  };
  memory.writeInt32LE(table(TABLES.top), FIRST_KEYS);
  for (const kind of ["status", "location", "device"] as const)
    memory.writeInt32LE(table(TABLES[kind]), FIRST_KEYS + KIND[kind] * 4);
  if (at > WINDOW) throw new Error("The scanner's keys reach into its window.");
}
