import { expect, test } from "vitest";
import { csv, eventsOf, logFolder, readWhole, receipt } from "@/test/log-files";

const write = logFolder();

const ROW: Record<string, string> = {
  Timestamp: "2026-03-03T10:15:30.1234567Z",
  Application: "Azure Portal",
  ApplicationId: "c44b4083-3bb0-49c1-b47d-974e53cbdf3c",
  LogonType: '["interactiveUser"]',
  EndpointCall: "OAuth2:Token",
  ErrorCode: "50034",
  CorrelationId: "7d0a2f10-0000-4000-8000-000000000002",
  SessionId: "",
  AccountDisplayName: "Ana",
  AccountObjectId: "",
  AccountUpn: "Ana@contoso.example",
  AlternateSignInName: "ana",
  ResourceDisplayName: "Graph",
  ResourceId: "797f4846-ba00-4fd7-ba43-dac1f8f63013",
  OSPlatform: "Windows 10",
  TokenIssuerType: "0",
  RiskLevelAggregated: "0",
  UserAgent: "Mozilla/5.0",
  ClientAppUsed: "Browser",
  Browser: "Edge 90",
  ConditionalAccessStatus: "2",
  IPAddress: "203.0.113.7",
  Country: "NL",
  State: "Zuid-Holland",
  City: "Delft",
  RequestId: "5f1c9d3e-0000-4000-8000-000000000001",
  ReportId: "report-1",
};
const NAMES = Object.keys(ROW);
const fileOf = (...parts: Record<string, string>[]) =>
  csv(
    NAMES,
    parts.map((part) => NAMES.map((name) => ({ ...ROW, ...part })[name] ?? "")),
  );
const events = async (...parts: Record<string, string>[]) =>
  eventsOf((await readWhole(write(fileOf(...parts), "query results.csv"))).rows);

const EVENT = {
  source: "entra-signin",
  vector: "entra-signin",
  atMicros: BigInt(Date.UTC(2026, 2, 3, 10, 15, 30)) * 1000n + 123_456n,
  digits: 7,
  isIngestTime: false,
  nativeId: "5f1c9d3e-0000-4000-8000-000000000001",
  name: "Ana@contoso.example",
  address: "203.0.113.7",
  app: "Azure Portal",
  clientApp: "Browser",
  userAgent: "Mozilla/5.0",
  protocol: "OAuth2:Token",
  code: "50034",
  description: "",
  country: "NL",
  region: "Zuid-Holland",
  city: "Delft",
  interactive: true,
  facts: { resource: "Graph", tokenIssuer: "AzureAD", os: "Windows 10", browser: "Edge 90" },
};

test("a hunted sign-in is the Entra sign-in of its request, without words for its code", async () => {
  const { recognised, rows } = await readWhole(write(fileOf({})));
  expect(recognised).toMatchObject({ format: "defender-sign-in", notes: [], assumesZone: false });
  expect(eventsOf(rows)).toMatchObject([EVENT]);
});

test("the successor table, with other columns and without AadDeviceId, is the same log", async () => {
  const names = [...NAMES, "IsThroughGlobalSecureAccess", "UniqueTokenId"];
  const { rows } = await readWhole(write(csv(names, [names.map((name) => ROW[name] ?? "")])));
  expect(eventsOf(rows)).toMatchObject([EVENT]);
});

test("the hunting API's answer holds the same rows, codes as numbers", async () => {
  const row = { ...ROW, ErrorCode: 50034, TokenIssuerType: 0, LogonType: ["interactiveUser"] };
  for (const answer of [
    { schema: [{ name: "Timestamp" }], results: [row] },
    { Schema: [], Results: [row] },
    [row],
  ]) {
    const { recognised, rows } = await readWhole(write(JSON.stringify(answer)));
    expect(recognised.format).toBe("defender-sign-in");
    expect(eventsOf(rows)).toMatchObject([EVENT]);
  }
});

test("the kind of sign-in is a list as text, or a word alone; applications' own are skipped", async () => {
  const kinds = ['["interactiveUser"]', '["nonInteractiveUser"]', "nonInteractiveUser", "", "[]"];
  const read = await events(...kinds.map((LogonType) => ({ LogonType })));
  expect(read.map(({ vector, interactive }) => [vector, interactive])).toEqual([
    ["entra-signin", true],
    ["entra-noninteractive", false],
    ["entra-noninteractive", false],
    ["entra-signin", null],
    ["entra-signin", null],
  ]);
  const { rows } = await readWhole(write(fileOf({}, { LogonType: '["servicePrincipal"]' })));
  expect(receipt(rows)).toEqual({
    "entra-signin": 1,
    "skipped: sign-in of a service principal, not of a user": 1,
  });
});

test("without a request's id the report's stands in; without a name what was typed, or nothing", async () => {
  expect(
    await events({ RequestId: "" }, { AccountUpn: "" }, { AccountUpn: "", AlternateSignInName: "" }),
  ).toMatchObject([{ nativeId: "report-1" }, { name: "ana" }, { name: "" }]);
});

test("older exports write the month's name and no zone: read as UTC, said, and corrected by the zone given", async () => {
  const path = write(fileOf({ Timestamp: "Jan 6, 2023 3:21:00 PM" }));
  const assumed = await readWhole(path);
  expect(assumed.recognised.assumesZone).toBe(true);
  expect(assumed.notes.join()).toContain("read as UTC");
  expect(eventsOf(assumed.rows)[0]?.atMicros).toBe(BigInt(Date.UTC(2023, 0, 6, 15, 21)) * 1000n);
  const given = await readWhole(path, { timeZone: "Asia/Kathmandu" });
  expect(eventsOf(given.rows)[0]?.atMicros).toBe(BigInt(Date.UTC(2023, 0, 6, 9, 36)) * 1000n);
});

test("a summary of hunted sign-ins is none", async () => {
  const text = "Timestamp,AccountUpn,ErrorCode,ApplicationId,count_\n2026-03-03T10:00:00Z,a,50034,x,9\n";
  await expect(readWhole(write(text))).rejects.toMatchObject({
    message: expect.stringContaining("a summary"),
  });
});
