import { expect, test } from "vitest";
import { DAY, HOUR, MINUTE } from "@/lib/time";
import { tickLabel, timeTicks } from "./time-axis";

const every = (from: string, width: number, n: number) =>
  Array.from({ length: n }, (_, index) => Date.parse(from) + index * width);

test("minutes are labelled at round minutes", () => {
  expect(timeTicks(every("2026-11-18T02:14:00Z", MINUTE, 42)).map(tickLabel)).toEqual([
    "02:20",
    "02:30",
    "02:40",
    "02:50",
  ]);
});

test("hours are labelled at round hours, and midnight by its day", () => {
  expect(timeTicks(every("2026-11-18T05:00:00Z", HOUR, 30)).map(tickLabel)).toEqual([
    "06:00",
    "12:00",
    "18:00",
    "19 Nov",
    "06:00",
  ]);
});

test("a single column is labelled, and no column asks for no label", () => {
  expect(timeTicks(every("2026-11-18T02:14:00Z", MINUTE, 1)).map(tickLabel)).toEqual(["02:14"]);
  expect(timeTicks([])).toEqual([]);
});

test("there are never more labels than fit", () => {
  for (const n of [2, 10, 59, 280]) {
    for (const width of [MINUTE, 5 * MINUTE, HOUR, DAY]) {
      expect(timeTicks(every("2026-11-18T02:13:00Z", width, n)).length).toBeLessThanOrEqual(8);
    }
  }
});
