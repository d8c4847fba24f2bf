import { expect, test } from "vitest";
import { dayStates, daysOf, lastDays } from "./coverage";

const log = (days: Record<string, number>) => ({
  vector: "sspr" as const,
  events: 1,
  last: "2026-03-05T00:00:00Z",
  days,
});

test("the strip holds the last whole UTC days of the data", () => {
  const range = lastDays({ from: "2026-01-01T05:00:00Z", to: "2026-03-05T00:00:00.000Z" }, 3);
  expect(daysOf(range)).toEqual(["2026-03-02", "2026-03-03", "2026-03-04"]);
  const short = lastDays({ from: "2026-03-04T22:00:00Z", to: "2026-03-04T23:00:00Z" }, 3);
  expect(daysOf(short)).toEqual(["2026-03-04"]);
});

test("a day without rows between days with rows is a gap; before the first and after the last it is outside", () => {
  const days = ["2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05"];
  expect(dayStates(days, log({ "2026-03-02": 9, "2026-03-04": 1 }))).toEqual([
    "outside",
    "held",
    "gap",
    "held",
    "outside",
  ]);
  expect(dayStates(days, undefined)).toEqual(days.map(() => "outside"));
});
