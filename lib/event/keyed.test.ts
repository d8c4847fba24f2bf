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
  const ids = [
    keyer.id("client", "ab", "c"),
    keyer.id("client", "a", "bc"),
    keyer.id("client", "ab", "c", ""),
    keyer.id("place", "ab", "c"),
    other.id("client", "ab", "c"),
    keyer.id("identity", "\ud800"),
    keyer.id("identity", "\udfff"),
    keyer.id("identity", "\ufffd"),
  ];
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.every((id) => BigInt.asIntN(64, id) === id)).toBe(true);
  expect(ids.some((id) => id < 0n)).toBe(true);
  expect(new Keyer(SECRET).id("client", "ab", "c")).toBe(ids[0]);
});

test("a key of the wrong size is refused", () => {
  expect(() => new Keyer(Buffer.alloc(8))).toThrow("8 bytes");
});
