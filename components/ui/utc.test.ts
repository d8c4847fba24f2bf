import { expect, test } from "vitest";
import { count, spanOf, utcDays, utcMinute, utcRange, utcSecond } from "./utc";

test("an instant is written in UTC, whatever zone the machine is in", () => {
  expect(utcSecond("2026-09-18T23:59:07.999Z")).toBe("18 Sep 2026, 23:59:07 UTC");
  expect(utcMinute("2026-01-01T00:00:00Z")).toBe("1 Jan 2026, 00:00 UTC");
});

test("a range names its day once, and both days when it crosses midnight UTC", () => {
  expect(utcRange("2026-11-18T02:14:00Z", "2026-11-18T02:55:59Z")).toBe("18 Nov 2026, 02:14–02:55 UTC");
  expect(utcRange("2026-11-18T23:50:00Z", "2026-11-19T00:10:00Z")).toBe(
    "18 Nov, 23:50 – 19 Nov 2026, 00:10 UTC",
  );
  expect(utcRange("2025-12-31T23:50:00Z", "2026-01-01T00:10:00Z")).toBe(
    "31 Dec 2025, 23:50 – 1 Jan 2026, 00:10 UTC",
  );
});

test("a span keeps its two largest parts and rounds down", () => {
  expect([999, 59_999, 60_000, 3_600_000, 11_100_000, 187_200_000].map(spanOf)).toEqual([
    "0 s",
    "59 s",
    "1 min",
    "1 h",
    "3 h 5 min",
    "2 d 4 h",
  ]);
});

test("counts are grouped by thousands", () => {
  expect([0, 999, 1000, 1234567].map(count)).toEqual(["0", "999", "1,000", "1,234,567"]);
});

test("days name their year once where it is one, and one day is no range", () => {
  expect(utcDays("2026-03-03T10:00:00Z", "2026-03-03T23:59:59Z")).toBe("3 Mar 2026");
  expect(utcDays("2026-03-03T10:00:00Z", "2026-03-09T00:00:00Z")).toBe("3 Mar – 9 Mar 2026");
  expect(utcDays("2016-07-08T10:00:00Z", "2017-04-14T00:00:00Z")).toBe("8 Jul 2016 – 14 Apr 2017");
});
