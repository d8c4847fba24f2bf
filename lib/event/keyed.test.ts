import siphash from "siphash";
import { expect, test } from "vitest";
import { Keyer } from "./keyed";

const SECRET = Buffer.from(Array.from({ length: 16 }, (_, index) => index));

test("the hash is SipHash-2-4: the vector of its authors' paper", () => {
  const words = Uint32Array.from([0, 4, 8, 12], (offset) => SECRET.readUInt32LE(offset));
  const { h, l } = siphash.hash(
    words,
    Uint8Array.from({ length: 15 }, (_, index) => index),
  );
  expect([h >>> 0, l >>> 0]).toEqual([0xa129ca61, 0x49be45e5]);
});

test("an id depends on key, kind, every field and their borders, and fits a signed bigint", () => {
  const keyer = new Keyer(SECRET);
  const other = new Keyer(Buffer.alloc(16, 7));
  const idOf = (from: Keyer, ...content: string[]) => from.idOf(JSON.stringify(content));
  const ids = [
    idOf(keyer, "client", "ab", "c"),
    idOf(keyer, "client", "a", "bc"),
    idOf(keyer, "client", "ab", "c", ""),
    idOf(keyer, "place", "ab", "c"),
    idOf(other, "client", "ab", "c"),
    idOf(keyer, "identity", "\ud800"),
    idOf(keyer, "identity", "\udfff"),
    idOf(keyer, "identity", "\ufffd"),
  ];
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.every((id) => BigInt.asIntN(64, id) === id)).toBe(true);
  expect(ids.some((id) => id < 0n)).toBe(true);
  expect(idOf(new Keyer(SECRET), "client", "ab", "c")).toBe(ids[0]);
});

test("a key of the wrong size is refused", () => {
  expect(() => new Keyer(Buffer.alloc(8))).toThrow("8 bytes");
});
