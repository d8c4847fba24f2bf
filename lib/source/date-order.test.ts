import { expect, test } from "vitest";
import { DateOrderEvidence } from "./date-order";

const verdict = (...times: string[]) => {
  const evidence = new DateOrderEvidence();
  for (const time of times) evidence.see(time);
  return evidence.verdict();
};

test("a first part above 12 means day first", () => {
  expect(verdict("04/12/2025 08:19", "13/12/2025 08:19")).toMatchObject({ order: "day-first" });
});

test("a second part above 12 means month first", () => {
  expect(verdict("12/4/2025 8:19", "12/13/2025 8:19")).toMatchObject({ order: "month-first" });
});

test("without such a part, the reading under which the rows are in order of time", () => {
  expect(verdict("01/12/2025 08:00", "02/12/2025 08:00", "03/11/2025 08:00", "01/11/2025 09:00").order).toBe(
    "month-first",
  );
  expect(
    verdict("09/01/2026 08:00", "10/01/2026 08:00", "01/02/2026 08:00", "02/02/2026 07:00"),
  ).toMatchObject({
    order: "day-first",
    note: expect.stringContaining("in order"),
  });
});

test("where nothing tells, month first, and the receipt says so", () => {
  expect(verdict("04/05/2025 08:19")).toMatchObject({
    order: "month-first",
    note: expect.stringContaining("could be"),
  });
});

test("ISO times need no decision and no note", () => {
  expect(verdict("2025-12-04T08:19:41Z")).toEqual({ order: "month-first", note: null });
});
