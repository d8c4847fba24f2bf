import { expect, test } from "vitest";
import { BytesCache } from "./bytes-cache";

/** The record's bytes, with each of its fields behind the one before. */
function partsOf(...fields: string[]) {
  const bytes = Buffer.from(fields.join(""));
  const spans = new Int32Array(fields.length * 2);
  let at = 0;
  fields.forEach((field, index) => {
    spans[index * 2] = at;
    at += Buffer.byteLength(field);
    spans[index * 2 + 1] = at;
  });
  return { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), spans };
}

test("the same fields are known from the second time on, and only the same", () => {
  const cache = new BytesCache([0, 1]);
  const look = (extra: number, ...fields: string[]) => cache.find(partsOf(...fields), extra);
  const keep = (extra: number, value: number, ...fields: string[]) => {
    expect(look(extra, ...fields)).toBe(-1);
    cache.keep(partsOf(...fields), extra, value);
  };
  keep(0, 7, "Browser", "agent/1.0");
  expect(look(0, "Browser", "agent/1.0")).toBe(7);
  expect(look(1, "Browser", "agent/1.0")).toBe(-1);
  // The same bytes with the border elsewhere, one byte less, one byte more, another last byte.
  for (const [a, b] of [
    ["Browse", "ragent/1.0"],
    ["Browser", "agent/1."],
    ["Browser", "agent/1.00"],
    ["Browser", "agent/1.1"],
    ["", ""],
  ] as const) {
    expect(look(0, a, b), `${a}|${b}`).toBe(-1);
  }
  keep(0, 8, "", "");
  expect(look(0, "", "")).toBe(8);
});

test("many keys stay apart while it grows, and a full cache forgets without mistaking one for another", () => {
  const cache = new BytesCache([0]);
  /** Asks for each value, keeps what is not known, and counts what was. */
  const ask = (from: number, to: number) => {
    let known = 0;
    for (let value = from; value < to; value++) {
      const parts = partsOf(`user${value}@contoso.example`);
      const found = cache.find(parts, 0);
      if (found >= 0) known += found === value ? 1 : Number.NaN;
      else cache.keep(parts, 0, value);
    }
    return known;
  };
  expect(ask(0, 100_000)).toBe(0);
  // A few keys find no free slot near their own: they are not kept, and not mistaken.
  expect(ask(0, 100_000)).toBeGreaterThan(99_000);
  expect(ask(100_000, 160_000)).toBe(0);
  expect(ask(150_000, 160_000)).toBeGreaterThan(9_000);
  expect(ask(0, 50_000)).toBe(0);
});
