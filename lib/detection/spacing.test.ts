import fc from "fast-check";
import { expect, test } from "vitest";
import { mostWithin, spacingOf, type Try } from "./spacing";

const at = (seconds: number, account: string): Try => ({
  at: Date.UTC(2026, 2, 3) + seconds * 1000,
  account,
});

test("a clock has no unevenness", () => {
  const tries = Array.from({ length: 30 }, (_, place) => at(place * 20, `u${place}`));
  const spacing = spacingOf(tries);
  expect(spacing).toMatchObject({ gapCv: 0, peakPerMinute: 3, elapsedSeconds: 580 });
  expect(spacing?.ratePerMinute).toBeCloseTo((30 * 60) / 580, 6);
});

test("less than a minute counts as one", () => {
  expect(spacingOf([at(0, "a"), at(2, "b")])).toMatchObject({ ratePerMinute: 2, gapCv: null });
  expect(spacingOf([at(0, "a"), at(0, "b"), at(0, "c")])).toMatchObject({ gapCv: null, peakPerMinute: 3 });
  expect(spacingOf([])).toBeNull();
});

test("the peak counts accounts, not tries, within less than 60 seconds", () => {
  expect(mostWithin([at(0, "a"), at(1, "a"), at(2, "b"), at(60, "c")], 60_000)).toBe(3);
  expect(mostWithin([at(0, "a"), at(60, "b")], 60_000)).toBe(1);
});

test("the peak is what counting each minute afresh gives, whatever the order of arrival", () => {
  const tries = fc.array(
    fc.record({ at: fc.integer({ min: 0, max: 300_000 }), account: fc.constantFrom(..."abcdef") }),
  );
  fc.assert(
    fc.property(tries, (list) => {
      const slow = list.map(
        ({ at: end }) =>
          new Set(list.filter((one) => one.at > end - 60_000 && one.at <= end).map((one) => one.account))
            .size,
      );
      expect(spacingOf(list)?.peakPerMinute ?? 0).toBe(Math.max(0, ...slow));
    }),
    { seed: 75 },
  );
});
