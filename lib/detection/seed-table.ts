import type { Judged } from "./rule";

/** A cell as the seed's own query returns it: lists stay lists, a missing number is null. */
export type SeedCell = string | number | string[] | null;
export type SeedRow = Record<string, SeedCell>;
export type SeedTable = { columns: readonly string[]; rows: SeedRow[] };

/** The columns of the T1589.002 seed, in its order. */
export const COLUMNS_A = [
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

/** The columns of the T1589 seed after its union, in their order. */
export const COLUMNS_B = [
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

type Group = Judged & {
  keys: string[];
  hour: Date;
  names: number;
  attempts: number;
  first: Date;
  last: Date;
  nameSample: string[];
  apps: string[];
  codes: Record<string, number>;
};

export function rowOfA(group: Group): SeedRow {
  const [ip = "", clientApp = "", agent = ""] = group.keys;
  return {
    TimeGenerated: group.hour.toISOString(),
    IPAddress: ip,
    ClientAppUsed: clientApp,
    UserAgent: agent,
    UniqueUsernames: group.names,
    AttemptCount: group.attempts,
    EnumerationRatePerMin: group.measures.ratePerMinute ?? 0,
    DurationMinutes: group.measures.durationMinutes ?? 0,
    AppList: group.apps,
    UsernameSample: group.nameSample,
    Verdict: group.verdict,
    Earliest: group.first.toISOString(),
    Latest: group.last.toISOString(),
  };
}

export function rowOfB(group: Group): SeedRow {
  const [ip = "", app = ""] = group.keys;
  return {
    DetectionTime: group.last.toISOString(),
    IPAddress: ip,
    AppDisplayName: app,
    UniqueUsernames: group.names,
    TotalFailures: group.attempts,
    UsernameNotFoundCount: group.measures.notFoundCount ?? 0,
    EnumRate: group.measures.ratePerMinute ?? 0,
    SuspicionScore: group.verdict,
    UserList: group.nameSample,
    ErrorCodes: Object.keys(group.codes).sort(),
    DurationMinutes: group.measures.durationMinutes ?? 0,
    DetectionType: "Auth_Username_Enumeration",
    UniqueTargets: null,
    SSPRAttempts: null,
    TargetList: null,
  };
}

/** The union names the reset arm's figures twice and loses its type, as the union of the two Kusto arms does. */
export function rowOfReset(group: Group): SeedRow {
  const [ip = ""] = group.keys;
  return {
    DetectionTime: group.last.toISOString(),
    IPAddress: ip,
    AppDisplayName: "",
    UniqueUsernames: group.names,
    TotalFailures: group.attempts,
    UsernameNotFoundCount: 0,
    EnumRate: 0,
    SuspicionScore: group.verdict,
    UserList: group.nameSample,
    ErrorCodes: ["SSPR"],
    DurationMinutes: 0,
    DetectionType: "",
    UniqueTargets: group.names,
    SSPRAttempts: group.attempts,
    TargetList: group.nameSample,
  };
}

/** The order of the score's text is the order of its rank only by luck, so the rank is kept apart. */
const SCORES = ["Critical", "High", "Medium", "Low"];

const text = (cell: SeedCell | undefined) => (typeof cell === "string" ? cell : "");
const number = (cell: SeedCell | undefined) => (typeof cell === "number" ? cell : 0);
const ascending = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function inOrder(a: SeedRow, b: SeedRow): number {
  const score = (row: SeedRow) => ("Verdict" in row ? 0 : SCORES.indexOf(text(row.SuspicionScore)));
  const last = (row: SeedRow) => text(row.Latest ?? row.DetectionTime);
  return (
    score(a) - score(b) ||
    number(b.UniqueUsernames) - number(a.UniqueUsernames) ||
    ascending(last(b), last(a)) ||
    ascending(text(a.IPAddress), text(b.IPAddress)) ||
    ascending(text(a.ClientAppUsed ?? a.AppDisplayName), text(b.ClientAppUsed ?? b.AppDisplayName)) ||
    ascending(text(a.UserAgent ?? a.DetectionType), text(b.UserAgent ?? b.DetectionType)) ||
    ascending(JSON.stringify(a), JSON.stringify(b))
  );
}

/**
 * Slices of one run as the seed's table: names descending for the one seed; score, then names for the other;
 * ties by the later row, then by address and application. Slices of whole hours share no group, so they add up.
 */
export function mergeTables(tables: readonly SeedTable[]): SeedTable {
  const rows = tables.flatMap((table) => table.rows).sort(inOrder);
  return { columns: tables[0]?.columns ?? [], rows };
}
