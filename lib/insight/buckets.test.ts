import { expect, test } from "vitest";
import { AppError } from "@/lib/errors";
import { bucketsIn, refuseTooMany } from "./buckets";

const range = (from: string, to: string) => ({ from: new Date(from), to: new Date(to) });

test("counts the buckets a half-open range touches, the end excluded", () => {
  expect(bucketsIn(range("2026-03-02T09:30:00Z", "2026-03-02T11:00:00Z"), "hour")).toBe(2);
  expect(bucketsIn(range("2026-03-02T09:30:00Z", "2026-03-02T11:00:00.001Z"), "hour")).toBe(3);
  expect(bucketsIn(range("2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z"), "day")).toBe(1);
});

test("a month by the minute is refused with the bucket that would do", () => {
  const month = range("2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z");
  const refused = () => refuseTooMany(bucketsIn(month, "minute"), month, "minute");
  expect(refused).toThrow(AppError);
  expect(refused).toThrow("bucket=hour");
  expect(() => refuseTooMany(bucketsIn(month, "hour"), month, "hour")).not.toThrow();
});

test("ten years by the minute name the day, since hours would be too many as well", () => {
  const decade = range("2016-01-01T00:00:00Z", "2026-01-01T00:00:00Z");
  expect(() => refuseTooMany(bucketsIn(decade, "minute"), decade, "minute")).toThrow("bucket=day");
});
