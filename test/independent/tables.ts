import type { Random } from "@/test/seeded";
import { type Attempt, americanTime, isoTime, sheetTime } from "./rows";

/** A table as text cells, its header first. */
export type Table = { header: string[]; rows: string[][] };

export type Columns = Record<string, (one: Attempt, random: Random) => string>;

export const tableOf = (columns: Columns, attempts: Attempt[], random: Random): Table => ({
  header: Object.keys(columns),
  rows: attempts.map((one) => Object.values(columns).map((cell) => cell(one, random))),
});

const PORTAL: Columns = {
  "Date (UTC)": (one, random) => isoTime(random, one).replace(/[+-]\d\d:\d\d$/, "Z"),
  "Request ID": (one) => one.id,
  "User agent": (one) => one.agent,
  "Correlation ID": (one) => one.correlation,
  "User ID": () => "00000000-0000-0000-0000-000000000000",
  User: () => "Some Body",
  Username: (one, random) => (random.chance(0.1) ? one.id : one.name),
  "User type": (_, random) => random.pick(["Member", "Guest", ""]),
  "Sign-in identifier": (one, random) => (random.chance(0.3) ? `typed ${one.name}` : ""),
  Application: (one) => one.app,
  "Application ID ": () => "c44b4083-3bb0-49c1-b47d-974e53cbdf3c",
  Resource: (one) => one.resource,
  "Resource ID ": () => "00000003-0000-0000-c000-000000000000",
  "IP address": (one) => one.address,
  "IP address (seen by resource)": () => "192.0.2.99",
  Location: (one, random) => (random.chance(0.3) ? one.country : `Delft, Zuid-Holland, ${one.country}`),
  Status: ({ code }) => (code === "0" ? "Success" : code === "50074" ? "Interrupted" : "Failure"),
  "Sign-in error code": ({ code }, random) => (code === "0" ? random.pick(["0", "", "None"]) : code),
  "Failure reason": (one) => one.reason,
  "Client app": (one) => one.client,
  "Authentication Protocol": (one) => one.protocol,
  "Autonomous system  number": () => "64496",
};

/** The columns that each generation of the portal's download had. */
const GENERATIONS: readonly (readonly string[])[] = [
  ["Date (UTC)", "Request ID", "User", "Username", "Application", "IP address", "Location", "Status"],
  Object.keys(PORTAL).filter((name) => name !== "User agent"),
  Object.keys(PORTAL),
];

export function portalTable(attempts: Attempt[], random: Random): Table {
  const generation = random.pick(GENERATIONS);
  const kept = generation.length < 9 ? [...generation, "Sign-in error code", "Failure reason"] : generation;
  const columns = Object.fromEntries(Object.entries(PORTAL).filter(([name]) => kept.includes(name)));
  const table = tableOf(columns, attempts, random);
  if (random.chance(0.3)) saveAgain(table, attempts, random.chance(0.5));
  // The 2024 generation says one column twice; a hostile one says another again.
  if (random.chance(0.5)) repeat(table, "Incoming token type");
  if (random.chance(0.1)) repeat(table, "Username");
  if (random.chance(0.1)) repeat(table, "__proto__");
  return table;
}

/** As a spreadsheet saves it; the first row's day is above 12, which settles the order for the file. */
function saveAgain(table: Table, attempts: Attempt[], isDayFirst: boolean): void {
  const [first] = attempts;
  if (first) first.seconds = Date.UTC(2026, 1, 20, 8) / 1000;
  table.rows.forEach((row, index) => {
    const one = attempts[index];
    if (one) row[0] = sheetTime(one, isDayFirst);
  });
}

function repeat(table: Table, name: string): void {
  table.header.push(name, name);
  for (const row of table.rows) row.push("one", "another");
}

const ANALYTICS: Columns = {
  "TimeGenerated [UTC]": (one, random) => americanTime(random, { ...one, seconds: one.seconds + 180 }),
  "CreatedDateTime [UTC]": (one, random) => (random.chance(0.1) ? "" : americanTime(random, one)),
  Id: (one) => one.id,
  UserPrincipalName: (one) => one.name,
  AlternateSignInName: () => "other@contoso.example",
  IPAddress: (one) => one.address,
  Location: (one) => one.country,
  LocationDetails_dynamic: (one, random) =>
    random.chance(0.5) ? JSON.stringify({ city: one.city, countryOrRegion: one.country }, null, 2) : "",
  LocationDetails_string: (one) => JSON.stringify({ city: one.city, state: "Utrecht" }),
  AppDisplayName: (one) => one.app,
  AppId: () => "c44b4083-3bb0-49c1-b47d-974e53cbdf3c",
  ResourceDisplayName: (one) => one.resource,
  ResourceIdentity: () => "00000003-0000-0000-c000-000000000000",
  ResourceId: () => "/tenants/x/providers/Microsoft.aadiam",
  ResultType: ({ code }) => code,
  ResultDescription: (one) => one.reason,
  ResultSignature: ({ code }) => (code === "0" ? "SUCCESS" : "FAILURE"),
  Status: ({ code, reason }) => JSON.stringify({ errorCode: Number(code), failureReason: reason }),
  ClientAppUsed: (one) => one.client,
  UserAgent: (one) => one.agent,
  AuthenticationProtocol: (one) => one.protocol,
  IsInteractive: ({ interactive }) => (interactive === null ? "" : String(interactive).toUpperCase()),
  CorrelationId: (one) => one.correlation,
  Type: (_, random) =>
    random.pick(["SigninLogs", "SigninLogs", "AADNonInteractiveUserSignInLogs", "SecurityEvent"]),
};

export const analyticsTable = (attempts: Attempt[], random: Random): Table =>
  tableOf(ANALYTICS, attempts, random);

const AUDITS: Columns = {
  "TimeGenerated [UTC]": (one, random) => americanTime(random, { ...one, seconds: one.seconds + 60 }),
  "ActivityDateTime [UTC]": (one, random) => (random.chance(0.1) ? "" : americanTime(random, one)),
  Id: (one, random) => (random.chance(0.1) ? "" : `SSPR_${one.id}`),
  OperationName: () => "Reset password (self-service)",
  ActivityDisplayName: () => "Reset password (self-service)",
  Category: () => "UserManagement",
  Result: (_, random) => random.pick(["success", "failure"]),
  ResultReason: (one) => one.reason,
  ResultDescription: () => "",
  LoggedByService: (_, random) =>
    random.pick(["Self-service Password Management", "Self-service Password Management"]),
  InitiatedBy: (one, random) => dynamic(random, { user: { ipAddress: one.address } }),
  TargetResources: (one, random) => dynamic(random, [{ type: "User", userPrincipalName: one.name }]),
  AdditionalDetails: (one, random) => dynamic(random, [{ key: "User-Agent", value: one.agent }]),
  CorrelationId: (one) => one.correlation,
  Type: () => "AuditLogs",
};

/** JSON in a cell, in some exports twice over. */
const dynamic = (random: Random, value: unknown) =>
  random.chance(0.5) ? JSON.stringify(value, null, 2) : JSON.stringify(JSON.stringify(value));

export const auditTable = (attempts: Attempt[], random: Random): Table => tableOf(AUDITS, attempts, random);
