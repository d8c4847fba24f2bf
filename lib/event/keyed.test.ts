import { expect, test } from "vitest";
import { Keyer } from "./keyed";

const SECRET = Buffer.from(Array.from({ length: 16 }, (_, index) => index));

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
