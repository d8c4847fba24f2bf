import { expect, test } from "vitest";
import { DateOrderEvidence, dateNote } from "./date-order";

const verdict = (...times: string[]) => {
  const evidence = new DateOrderEvidence();
  for (const time of times) evidence.see(time);
  return evidence.decision();
};
const noteOf = (...times: string[]) => {
  const found = verdict(...times);
  return found && dateNote(found);
};

test("a first part above 12 means day first", () => {
  expect(verdict("04/12/2025 08:19", "13/12/2025 08:19")).toMatchObject({ order: "day-first" });
});

test("a second part above 12 means month first", () => {
  expect(verdict("12/4/2025 8:19", "12/13/2025 8:19")).toMatchObject({ order: "month-first" });
});

test("without such a part, the reading under which the rows are in order of time", () => {
  expect(verdict("01/12/2025 08:00", "02/12/2025 08:00", "03/11/2025 08:00", "01/11/2025 09:00")?.order).toBe(
    "month-first",
  );
  const rising = ["09/01/2026 08:00", "10/01/2026 08:00", "01/02/2026 08:00", "02/02/2026 07:00"];
  expect(verdict(...rising)).toEqual({ order: "day-first", why: "rows in order" });
  expect(noteOf(...rising)).toContain("in order");
});

test("where nothing tells, month first, and the receipt says so", () => {
  expect(verdict("04/05/2025 08:19")).toEqual({ order: "month-first", why: "undecided" });
  expect(noteOf("04/05/2025 08:19")).toContain("could be");
});

test("a log that always writes the month first is not doubted for the order of its rows, only for a month above 12", () => {
  const evidence = new DateOrderEvidence(true);
  for (const time of ["9/1/2026, 8:00:00 AM", "10/1/2026, 8:00:00 AM", "1/2/2026, 8:00:00 AM"])
    evidence.see(time);
  expect(evidence.decision()).toEqual({ order: "month-first", why: "format" });
  evidence.see("13/2/2026, 8:00:00 AM");
  expect(evidence.decision()).toEqual({ order: "day-first", why: "a part above 12" });
});

test("ISO times, and dates with points, need no decision and no note", () => {
  expect(verdict("2025-12-04T08:19:41Z", "04.12.2025 08:19")).toBeNull();
});
