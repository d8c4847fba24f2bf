import { expect, test } from "vitest";
import type { Bucket } from "@/lib/insight/schema";
import { DAY, HOUR, MINUTE } from "@/lib/time";
import { bucketFor, fillSilence, isDrawable, MAX_COLUMNS } from "./fill-silence";

const FROM = Date.parse("2026-11-18T02:14:00Z");
const bucket = (minute: number, byAnswer: Bucket["byAnswer"]): Bucket => ({
  at: new Date(FROM + minute * MINUTE).toISOString(),
  attempts: Object.values(byAnswer).reduce((sum, n) => sum + (n ?? 0), 0),
  byAnswer,
  byCode: {},
  newNames: 1,
});

test("minutes in which nobody asked become empty columns in their place", () => {
  const filled = fillSilence(
    [bucket(0, { absent: 2 }), bucket(3, { exists: 1 })],
    { from: FROM, to: FROM + 4 * MINUTE },
    "minute",
  );
  expect(filled.columns.map((column) => column.attempts)).toEqual([2, 0, 0, 1]);
  expect(filled.columns[3]).toEqual({ at: FROM + 3 * MINUTE, attempts: 1, newNames: 1, exists: 1 });
});

test("a range that starts and ends inside a bucket still shows both ends whole", () => {
  const range = { from: FROM + 30_000, to: FROM + 2 * MINUTE + 1 };
  expect(fillSilence([bucket(2, { absent: 1 })], range, "minute").columns.map((c) => c.attempts)).toEqual([
    0, 0, 1,
  ]);
});

test("a long range puts minutes together, loses no attempt and stays under the limit of marks", () => {
  const buckets = Array.from({ length: 3000 }, (_, minute) => bucket(minute, { absent: 1, exists: 1 }));
  const filled = fillSilence(buckets, { from: FROM, to: FROM + 3000 * MINUTE }, "minute");
  expect(filled.step).toBe(15);
  expect(filled.columns.length).toBeLessThanOrEqual(MAX_COLUMNS);
  expect(filled.columns.reduce((sum, column) => sum + column.attempts, 0)).toBe(6000);
});

test("twenty years of days still fit", () => {
  const filled = fillSilence([], { from: FROM, to: FROM + 20 * 365 * DAY }, "day");
  expect(filled.columns.length).toBeLessThanOrEqual(MAX_COLUMNS);
});

test("buckets outside the range are left out", () => {
  const filled = fillSilence(
    [bucket(-1, { absent: 9 }), bucket(5, { absent: 9 })],
    { from: FROM, to: FROM + MINUTE },
    "minute",
  );
  expect(filled.columns.map((column) => column.attempts)).toEqual([0]);
});

test("the bucket follows the span: minutes up to most of a day, hours to eleven days, then days", () => {
  const over = (span: number) => bucketFor({ from: FROM, to: FROM + span });
  expect([HOUR, 6 * HOUR, 23 * HOUR, 26 * HOUR, 11 * DAY, 40 * DAY].map(over)).toEqual([
    "minute",
    "minute",
    "minute",
    "hour",
    "hour",
    "day",
  ]);
  expect(isDrawable({ from: FROM, to: FROM + 30 * DAY }, "minute")).toBe(false);
});
