import { expect, test } from "vitest";
import { changeOf, shareOf, standingOf } from "./reevaluation-words";

const hours = (done: number, total: number | null) => ({ hours: { done, total } });

test("progress is rounded down, so that it says 100 only when nothing is left, and nothing before it began", () => {
  expect(shareOf(hours(999, 1000))).toBe(99);
  expect(shareOf(hours(1000, 1000))).toBe(100);
  expect(shareOf(hours(0, 0))).toBe(0);
  expect(shareOf(hours(0, null))).toBe(0);
});

test("a re-evaluation says whether it waits for its turn or for imports, runs, or is over", () => {
  expect(standingOf({ status: "queued", ...hours(0, null) })).toBe("Waiting for its turn.");
  expect(standingOf({ status: "queued", ...hours(500, 2000) })).toBe(
    "Waiting for imports: 25 %, 500 of 2,000 origin-hours.",
  );
  expect(standingOf({ status: "running", ...hours(500, 2000) })).toBe(
    "Running: 25 %, 500 of 2,000 origin-hours.",
  );
  expect(standingOf({ status: "done", ...hours(2000, 2000) })).toBe("Done over 2,000 origin-hours.");
  expect(standingOf({ status: "failed", ...hours(1, 2) })).toBe("It did not come to its end.");
});

test("what changed is said in numbers", () => {
  expect(changeOf({ detections: { before: 3, after: 1200 } })).toBe("1,200 detections; 3 before.");
  expect(changeOf({ detections: { before: 3, after: 3 } })).toBe("3 detections, as before.");
});
