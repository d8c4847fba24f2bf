import { expect, test } from "vitest";
import { Keyer } from "./keyed";
import { Names } from "./names";
import { Pack } from "./pack";
import { repeatedRows } from "./repeated-rows";

const names = new Names(new Keyer(Buffer.alloc(16, 7)));

/** A pack of rows with these keys, as numbers, and sources. */
function packOf(keys: readonly (readonly [key: number, source: number])[]): Pack {
  const pack = new Pack(names, keys.length);
  keys.forEach(([key, source], row) => {
    pack.keys.writeUInt32BE(key, row * 16 + (key % 4) * 4);
    pack.source[row] = source;
    pack.span(0, 1);
  });
  return pack;
}

test("rows of one key are told from all others, and a key of two sources is two", () => {
  const pack = packOf([
    [7, 1],
    [9, 1],
    [7, 2],
    [9, 1],
    [11, 1],
    [9, 1],
  ]);
  expect([...repeatedRows(pack)].sort()).toEqual([1, 3, 5]);
  expect(repeatedRows(packOf([]))).toEqual(new Set());
});

test("among many keys only those that came twice are found", () => {
  const keys = Array.from({ length: 20_000 }, (_, row) => [row < 19_000 ? row : row - 19_000, 1] as const);
  const found = repeatedRows(packOf(keys));
  expect(found.size).toBe(2000);
  for (const row of found) expect(row < 1000 || row >= 19_000, `row ${row}`).toBe(true);
});

test("keys that are made alike in half of their bytes cost no more than others", () => {
  const pack = new Pack(names, 50_000);
  for (let row = 0; row < pack.capacity; row++) {
    // The same number twice: folding the key by xor would make all of them one.
    pack.keys.writeUInt32LE(row, row * 16);
    pack.keys.writeUInt32LE(row, row * 16 + 8);
    pack.source[row] = 1;
    pack.span(0, 1);
  }
  const started = performance.now();
  expect(repeatedRows(pack).size).toBe(0);
  expect(performance.now() - started).toBeLessThan(2000);
});
