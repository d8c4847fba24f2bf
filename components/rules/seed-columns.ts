import { z } from "zod";

/** The seeds' queries by arm: A's, and the two that seed B puts together. */
export const Arm = z.enum(["sign-in-a", "sign-in-b", "sspr"]);
export type Arm = z.infer<typeof Arm>;

export const Cell = z.union([z.string(), z.number(), z.null(), z.array(z.string())]);
export type Cell = z.infer<typeof Cell>;
export type SeedRow = Record<string, Cell>;

/** Seed A's final columns, in its order. */
export const SEED_A_COLUMNS = [
  "TimeGenerated",
  "IPAddress",
  "ClientAppUsed",
  "UserAgent",
  "UniqueUsernames",
  "AttemptCount",
  "EnumerationRatePerMin",
  "DurationMinutes",
  "AppList",
  "UsernameSample",
  "Verdict",
  "Earliest",
  "Latest",
] as const;

/** The fifteen columns of seed B's union (DOMAIN.md §1.3); one arm's cells are empty where only the other has them. */
export const SEED_B_COLUMNS = [
  "DetectionTime",
  "IPAddress",
  "AppDisplayName",
  "UniqueUsernames",
  "TotalFailures",
  "UsernameNotFoundCount",
  "EnumRate",
  "SuspicionScore",
  "UserList",
  "ErrorCodes",
  "DurationMinutes",
  "DetectionType",
  "UniqueTargets",
  "SSPRAttempts",
  "TargetList",
] as const;

/** Best first. The seed sorts the words, which only comes out right by luck; the rank does not need it. */
const SCORES = ["Critical", "High", "Medium", "Low"];

const numberOf = (cell: Cell | undefined) => (typeof cell === "number" ? cell : 0);
const textOf = (cell: Cell | undefined) => (typeof cell === "string" ? cell : "");
const ordinal = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** Seed A: most names first; ties, which it leaves open, by the latest and then by the group. */
export function bySeedA(a: SeedRow, b: SeedRow): number {
  return (
    numberOf(b.UniqueUsernames) - numberOf(a.UniqueUsernames) ||
    ordinal(textOf(b.Latest), textOf(a.Latest)) ||
    ordinal(textOf(a.IPAddress), textOf(b.IPAddress)) ||
    ordinal(textOf(a.ClientAppUsed), textOf(b.ClientAppUsed)) ||
    ordinal(textOf(a.UserAgent), textOf(b.UserAgent))
  );
}

/** Seed B: by the rank of the score, then most names; ties by the latest and then by the group. */
export function bySeedB(a: SeedRow, b: SeedRow): number {
  return (
    SCORES.indexOf(textOf(a.SuspicionScore)) - SCORES.indexOf(textOf(b.SuspicionScore)) ||
    numberOf(b.UniqueUsernames) - numberOf(a.UniqueUsernames) ||
    ordinal(textOf(b.DetectionTime), textOf(a.DetectionTime)) ||
    ordinal(textOf(a.IPAddress), textOf(b.IPAddress)) ||
    ordinal(textOf(a.AppDisplayName), textOf(b.AppDisplayName))
  );
}

/** A cell as the table and the CSV write it; lists are joined by "; ". */
export function cellText(cell: Cell | undefined): string {
  if (cell === null || cell === undefined) return "";
  return Array.isArray(cell) ? cell.join("; ") : String(cell);
}
