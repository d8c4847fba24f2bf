import { expect, test } from "vitest";
import { type HourCount, officeHours, officeShare } from "./office-hours";

/** Days that begin and end in these hours, so many of each. */
const days = (begin: number, end: number, count = 20, isWeekend = false): HourCount[] => [
  { isWeekend, hour: begin, count },
  { isWeekend, hour: end, count },
];
const at = (text: string) => Date.parse(`${text}Z`);
const MONDAY = "2026-03-02";

test("tries at half past nine of a working day are within hours, at night and on Sunday not", () => {
  const hours = officeHours(days(7, 15));
  expect(officeShare([at(`${MONDAY}T09:30:00`), at(`${MONDAY}T03:00:00`)], hours)).toBe(0.5);
  expect(officeShare([at("2026-03-08T09:30:00")], hours)).toBe(0);
});

test("a day may go over midnight of UTC", () => {
  const hours = officeHours(days(17, 1));
  expect(officeShare([at(`${MONDAY}T23:30:00`), at(`${MONDAY}T00:30:00`)], hours)).toBe(1);
  expect(officeShare([at(`${MONDAY}T09:30:00`)], hours)).toBe(0);
});

test("a straggler makes no office hours", () => {
  const hours = officeHours([...days(8, 15, 100), { isWeekend: true, hour: 3, count: 2 }]);
  expect(officeShare([at("2026-03-07T03:10:00")], hours)).toBe(0);
});

test("nine people's days tell nobody's hours, ten do", () => {
  expect(officeHours(days(8, 15, 9))).toBeNull();
  expect(officeHours(days(8, 15, 10))).not.toBeNull();
  expect(officeShare([at(`${MONDAY}T09:30:00`)], null)).toBeNull();
});
