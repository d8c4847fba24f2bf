import { expect, test } from "vitest";
import { bySeedA, bySeedB, cellText, SEED_A_COLUMNS, SEED_B_COLUMNS } from "./seed-columns";

test("the tables have the seeds' 13 and 15 columns", () => {
  expect(SEED_A_COLUMNS).toHaveLength(13);
  expect(SEED_B_COLUMNS).toHaveLength(15);
});

test("seed B's rows go by severity, not by the letters of its word, then by names", () => {
  const row = (SuspicionScore: string, UniqueUsernames: number) => ({ SuspicionScore, UniqueUsernames });
  const rows = [row("Medium", 20), row("Low", 99), row("High", 60), row("Critical", 100), row("High", 75)];
  expect(rows.sort(bySeedB).map(({ UniqueUsernames }) => UniqueUsernames)).toEqual([100, 75, 60, 20, 99]);
});

test("seed A's rows go by names, ties by the latest", () => {
  const row = (UniqueUsernames: number, Latest: string) => ({ UniqueUsernames, Latest });
  const rows = [row(10, "2026-03-02"), row(50, "2026-03-01"), row(10, "2026-03-03")];
  expect(rows.sort(bySeedA).map(({ Latest }) => Latest)).toEqual(["2026-03-01", "2026-03-03", "2026-03-02"]);
});

test("lists are joined and missing cells are empty", () => {
  expect([cellText(["50034", "50053"]), cellText(null), cellText(0), cellText(undefined)]).toEqual([
    "50034; 50053",
    "",
    "0",
    "",
  ]);
});
