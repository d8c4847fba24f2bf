import { expect, test } from "vitest";
import { BURST, hasAllowance, PER_SECOND } from "./allowance";

test("a key may always make fifty requests a second, and is stopped when it never pauses", () => {
  const start = 1_000_000;
  for (let request = 0; request < 50 * 60; request++) {
    expect(hasAllowance("steady", start + request * 20)).toBe(true);
  }
  for (let request = 0; request < BURST; request++) expect(hasAllowance("hasty", start)).toBe(true);
  expect(hasAllowance("hasty", start)).toBe(false);
  expect(hasAllowance("hasty", start + 1000 / PER_SECOND)).toBe(true);
});

test("a clock that is set back takes nothing away", () => {
  expect(hasAllowance("back", 5000)).toBe(true);
  expect(hasAllowance("back", 1000)).toBe(true);
});
