import { expect, test } from "vitest";
import { slicesOf } from "./slices";

const range = (from: string, to: string) => ({ from: new Date(from), to: new Date(to) });

test("slices are whole UTC hours that touch and neither overlap nor leave anything out", () => {
  const slices = slicesOf(range("2026-03-02T00:00:00Z", "2026-03-05T05:00:00Z"), 24);
  expect(slices.length).toBeLessThanOrEqual(24);
  expect(slices[0]?.from.toISOString()).toBe("2026-03-02T00:00:00.000Z");
  expect(slices.at(-1)?.to.toISOString()).toBe("2026-03-05T05:00:00.000Z");
  for (const [index, slice] of slices.entries()) {
    if (index > 0) expect(slice.from).toEqual(slices[index - 1]?.to);
    expect(slice.from.getTime() % 3_600_000).toBe(0);
  }
});

test("an end inside an hour takes the whole hour, and nothing gives no slice", () => {
  expect(slicesOf(range("2026-03-02T09:30:00Z", "2026-03-02T09:31:00Z"))).toEqual([
    range("2026-03-02T09:00:00Z", "2026-03-02T10:00:00Z"),
  ]);
  expect(slicesOf(range("2026-03-02T09:00:00Z", "2026-03-02T09:00:00Z"))).toEqual([]);
});
