import { expect, test } from "vitest";
import { MICROS } from "./answered";
import { isCrowded } from "./crowded";

const HOUR_MS = 3_600_000;
const asked = (...rows: [hour: number, nameId: string][]) =>
  rows.map(([hour, nameId]) => ({ hour: hour * MICROS.hour, nameId }));

test("enough different names close together are a crowd", () => {
  const crowd = { within: HOUR_MS, rows: 3 };
  expect(isCrowded(asked([0, "a"], [0, "b"], [1, "c"]), [crowd])).toBe(true);
  expect(isCrowded(asked([0, "a"], [4, "b"], [8, "c"]), [crowd])).toBe(false);
});

test("one name in many rows is none", () => {
  expect(isCrowded(asked([0, "a"], [0, "a"], [0, "b"], [1, "a"]), [{ within: HOUR_MS, rows: 3 }])).toBe(
    false,
  );
});

test("a row may lie anywhere in its hour, so a window takes in all of the hour that it begins in", () => {
  const crowd = { within: 24 * HOUR_MS, rows: 2 };
  expect(isCrowded(asked([0, "a"], [25, "b"]), [crowd])).toBe(true);
  expect(isCrowded(asked([0, "a"], [26, "b"]), [crowd])).toBe(false);
});

test("any of several crowds is enough", () => {
  const crowds = [
    { within: HOUR_MS, rows: 3 },
    { within: 48 * HOUR_MS, rows: 2 },
  ];
  expect(isCrowded(asked([0, "a"], [30, "b"]), crowds)).toBe(true);
});
