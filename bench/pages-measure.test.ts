import { expect, test } from "vitest";
import { lineOf, measure, median, percentile } from "./pages-measure";

test("a percentile is the time below which that share of the runs lies", () => {
  const times = Array.from({ length: 100 }, (_, n) => 100 - n);
  expect([0.5, 0.95, 0.99, 1].map((share) => percentile(times, share))).toEqual([50, 95, 99, 100]);
  expect(median([3, 1, 2])).toBe(2);
});

test("every turn is run once, however many run at once, and a missed goal is said", async () => {
  const turns: number[] = [];
  const sample = await measure("page", 20, 4, async (turn) => {
    turns.push(turn);
  });
  expect(turns.filter((turn) => turn < 20).sort((a, b) => a - b)).toEqual(
    Array.from({ length: 20 }, (_, n) => n),
  );
  expect(sample.times).toHaveLength(20);
  expect(lineOf({ ...sample, times: [101] }, 100)).toContain("MISSED");
  expect(lineOf({ ...sample, times: [100] }, 100)).not.toContain("MISSED");
});
