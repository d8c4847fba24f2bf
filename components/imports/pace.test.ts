import { expect, test } from "vitest";
import { bytesOf, paceOf } from "./pace";

test("speed and time left come from what happened between two looks", () => {
  const pace = paceOf({ at: 1000, done: 100 }, { at: 3000, done: 300 }, 1300);
  expect(pace).toEqual({ perSecond: 100, msLeft: 10_000 });
});

test("nothing is promised before anything has moved", () => {
  expect(paceOf({ at: 0, done: 0 }, { at: 100, done: 50 }, 100)).toBeNull();
  expect(paceOf({ at: 0, done: 50 }, { at: 5000, done: 50 }, 100)).toBeNull();
});

test("sizes are decimal with three digits at most", () => {
  expect([0, 999, 1000, 16_743_000, 4_810_000_000].map(bytesOf)).toEqual([
    "0 B",
    "999 B",
    "1 kB",
    "16.7 MB",
    "4.81 GB",
  ]);
});
