import { expect, test } from "vitest";
import { csv, eventsOf, logFolder, readWhole, receipt } from "@/test/log-files";

const write = logFolder();

const SIGN_IN: Record<string, string> = {
  "TimeGenerated [UTC]": "3/3/2026, 10:19:04.423 AM",
  "CreatedDateTime [UTC]": "3/3/2026, 10:15:30.123 AM",
  ResourceId: "/tenants/x/providers/Microsoft.aadiam",
  Category: "SignInLogs",
  ResultType: "50034",
  ResultDescription: "No such account.",
  CorrelationId: "c",
  Identity: "Ana Display",
  Location: "DE",
  AppDisplayName: "Azure Portal",
  AppId: "app",
  ClientAppUsed: "Browser",
  AuthenticationDetails: '[\r\n  {\r\n    "succeeded": false\r\n  }\r\n]',
  DeviceDetail: '{"operatingSystem":"Windows 10","browser":"Edge"}',
  Id: "5f1c9d3e-0000-4000-8000-000000000001",
  IPAddress: "203.0.113.7",
  LocationDetails: '{"countryOrRegion":"NL","state":"Zuid-Holland","city":"Delft"}',
  ResourceDisplayName: "Graph",
  ResourceIdentity: "res",
  Status: '{"errorCode":50034,"failureReason":"inner words"}',
  UserAgent: "Mozilla/5.0",
  UserPrincipalName: "Ana@contoso.example",
  Type: "SigninLogs",
};
const AUDIT: Record<string, string> = {
  "TimeGenerated [UTC]": "3/3/2026, 10:19:04.423 AM",
  "ActivityDateTime [UTC]": "3/3/2026, 10:15:30.123 AM",
  OperationName: "Reset password (self-service)",
  ActivityDisplayName: "User was verified",
  Category: "UserManagement",
  CorrelationId: "c",
  Id: "SSPR_1",
  InitiatedBy: '{"user":{"ipAddress":"203.0.113.7"}}',
  LoggedByService: "Self-service Password Management",
  Result: "failure",
  ResultReason: "reason ",
  ResultDescription: "description",
  TargetResources: '[{"userPrincipalName":"Ana@contoso.example"}]',
  AdditionalDetails: '[{"key":"User-Agent","value":"Mozilla/5.0"}]',
  Type: "AuditLogs",
};

function fileOf(...rows: Record<string, string>[]): string {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return `\ufeff${csv(
    names,
    rows.map((row) => names.map((name) => row[name] ?? "")),
  )}\r\n`;
}
const without = (row: Record<string, string>, ...names: string[]) =>
  Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name)));

async function only(row: Record<string, string>, options = {}) {
  const { rows, recognised, notes } = await readWhole(write(fileOf(row), "query_data.csv"), options);
  const [event] = eventsOf(rows);
  if (!event) throw new Error("There is no row.");
  return { event, recognised, notes };
}

test("a sign-in's own time, code and words are taken, its target by ResourceIdentity", async () => {
  expect((await only(SIGN_IN)).event).toMatchObject({
    vector: "entra-signin",
    atMicros: BigInt(Date.UTC(2026, 2, 3, 10, 15, 30, 123)) * 1000n,
    digits: 3,
    isIngestTime: false,
    nativeId: "5f1c9d3e-0000-4000-8000-000000000001",
    code: "50034",
    description: "No such account.",
    address: "203.0.113.7",
    name: "Ana@contoso.example",
    country: "NL",
    city: "Delft",
    facts: { resource: "Graph", resourceId: "res", os: "Windows 10", browser: "Edge" },
  });
});

test("without its own time the ingestion's stands in, and says so", async () => {
  expect((await only(without(SIGN_IN, "CreatedDateTime [UTC]"))).event).toMatchObject({
    isIngestTime: true,
    atMicros: BigInt(Date.UTC(2026, 2, 3, 10, 19, 4, 423)) * 1000n,
  });
});

test("twins of a column count as one, whichever is filled", async () => {
  const row = {
    ...without(SIGN_IN, "LocationDetails", "Status", "ResultType"),
    Status_dynamic: "",
    LocationDetails_dynamic: "",
  };
  const twin = {
    ...row,
    Status_string: SIGN_IN.Status ?? "",
    LocationDetails_string: SIGN_IN.LocationDetails ?? "",
  };
  expect((await only({ ...twin, ResultType: "" })).event).toMatchObject({ code: "50034", country: "NL" });
});

test("twins of other types count as one too, also where AADNonInteractiveUserSignInLogs fills the text of the pair", async () => {
  const { event } = await only({
    ...without(SIGN_IN, "LocationDetails", "DeviceDetail"),
    Type: "AADNonInteractiveUserSignInLogs",
    LocationDetails_dynamic: "",
    LocationDetails_string: SIGN_IN.LocationDetails ?? "",
    DeviceDetail_dynamic: "",
    DeviceDetail_string: SIGN_IN.DeviceDetail ?? "",
    AutonomousSystemNumber_string: "",
    AutonomousSystemNumber_long: "64496",
  });
  expect(event).toMatchObject({
    vector: "entra-noninteractive",
    city: "Delft",
    asn: "64496",
    facts: { os: "Windows 10", browser: "Edge" },
  });
});

test("without a column of ids the receipt says what that means", async () => {
  expect((await only(SIGN_IN)).recognised.notes).toEqual([]);
  const { event, recognised } = await only(without(SIGN_IN, "Id"));
  expect(recognised.notes).toEqual([expect.stringContaining("no ids")]);
  expect([event.nativeId, event.contentId === ""]).toEqual(["", false]);
});

test("without details of the place, the country code is enough", async () => {
  expect((await only(without(SIGN_IN, "LocationDetails"))).event).toMatchObject({ country: "DE", city: "" });
});

test("a zone that the header's bracket names is taken, whatever was given at upload", async () => {
  const berlin = Object.fromEntries(
    Object.entries(SIGN_IN).map(([name, cell]) => [name.replace("[UTC]", "[Europe/Berlin]"), cell]),
  );
  const { event, recognised, notes } = await only(berlin, { timeZone: "Asia/Kathmandu" });
  expect(event.atMicros).toBe(BigInt(Date.UTC(2026, 2, 3, 9, 15, 30, 123)) * 1000n);
  expect([recognised.assumesZone, notes]).toEqual([false, []]);
});

test("rows that only by chance look like day/month in order are read as the portal writes them", async () => {
  const times = ["9/1/2026, 8:00:00.000 AM", "10/1/2026, 8:00:00.000 AM", "1/2/2026, 8:00:00.000 AM"];
  const rows = times.map((time, at) => ({ ...SIGN_IN, "CreatedDateTime [UTC]": time, Id: `${at}` }));
  const read = await readWhole(write(fileOf(...rows)));
  expect(read.recognised).toMatchObject({
    dateDecision: { order: "month-first", why: "format" },
    notes: [],
  });
  expect(eventsOf(read.rows)[0]?.atMicros).toBe(BigInt(Date.UTC(2026, 8, 1, 8)) * 1000n);
});

test("ADFSSignInLogs are sign-ins; tables of applications' sign-ins are skipped by name", async () => {
  const { rows } = await readWhole(
    write(
      fileOf(
        { ...SIGN_IN, Type: "ADFSSignInLogs" },
        { ...SIGN_IN, Type: "AADServicePrincipalSignInLogs" },
        { ...SIGN_IN, Type: "AADManagedIdentitySignInLogs" },
      ),
    ),
  );
  expect(receipt(rows)).toEqual({
    "entra-signin": 1,
    "skipped: table AADServicePrincipalSignInLogs is not a sign-in or audit log": 1,
    "skipped: table AADManagedIdentitySignInLogs is not a sign-in or audit log": 1,
  });
});

test("data export writes the columns flat and names the log by Category alone", async () => {
  const flat = (row: Record<string, string>, more: Record<string, unknown>) => {
    const { Type: _, ...plain } = Object.fromEntries(
      Object.entries(row).flatMap(([name, cell]) => (name.endsWith("[UTC]") ? [] : [[name, cell]])),
    ) as Record<string, string>;
    return JSON.stringify({ ...plain, TenantId: "t", OperationName: "x", ...more });
  };
  const lines = [
    flat(SIGN_IN, { Category: "SignInLogs", CreatedDateTime: "2026-03-03T10:15:30Z" }),
    flat(SIGN_IN, { Category: "NonInteractiveUserSignInLogs", CreatedDateTime: "2026-03-03T10:15:30Z" }),
    flat(SIGN_IN, { Category: "ADFSSignInLogs", CreatedDateTime: "2026-03-03T10:15:30Z" }),
    flat(
      {},
      { Category: "ServicePrincipalSignInLogs", CreatedDateTime: "2026-03-03T10:15:30Z", ResultType: "0" },
    ),
    flat({}, { Category: "RiskyUsers" }),
    flat(AUDIT, { Category: "AuditLogs", ActivityDateTime: "2026-03-03T10:15:30Z" }),
  ];
  const { rows, recognised } = await readWhole(write(lines.join("\n")));
  expect(recognised.format).toBe("log-analytics");
  expect(receipt(rows)).toEqual({
    "entra-signin": 2,
    "entra-noninteractive": 1,
    "skipped: category ServicePrincipalSignInLogs is not a sign-in or audit log": 1,
    "skipped: category RiskyUsers is not a sign-in or audit log": 1,
    sspr: 1,
  });
  expect(rows[5]).toMatchObject({ event: { operation: "x", activity: "User was verified" } });
});

test("the table or the row tells non-interactive sign-ins", async () => {
  expect((await only({ ...SIGN_IN, Type: "AADNonInteractiveUserSignInLogs" })).event.vector).toBe(
    "entra-noninteractive",
  );
  expect((await only({ ...SIGN_IN, IsInteractive: "false" })).event.vector).toBe("entra-noninteractive");
  expect((await only({ ...SIGN_IN, IsInteractive: "TRUE" })).event).toMatchObject({
    vector: "entra-signin",
    interactive: true,
  });
});

test("an audit row keeps operation and activity apart and the reason untrimmed", async () => {
  expect((await only(AUDIT)).event).toMatchObject({
    source: "entra-audit",
    vector: "sspr",
    atMicros: BigInt(Date.UTC(2026, 2, 3, 10, 15, 30, 123)) * 1000n,
    operation: "Reset password (self-service)",
    activity: "User was verified",
    description: "reason ",
    name: "Ana@contoso.example",
    address: "203.0.113.7",
    userAgent: "Mozilla/5.0",
    nativeId: "SSPR_1",
  });
  expect((await only({ ...AUDIT, ResultReason: "" })).event.description).toBe("description");
});

test("a union of tables is read row by row, and rows of another table are skipped by its name", async () => {
  const other = { Type: "OfficeActivity", "TimeGenerated [UTC]": "3/3/2026, 10:19:04.423 AM" };
  const { rows } = await readWhole(write(fileOf(SIGN_IN, AUDIT, other)));
  expect(receipt(rows)).toEqual({
    "entra-signin": 1,
    sspr: 1,
    "skipped: table OfficeActivity is not a sign-in or audit log": 1,
  });
});

test("a column without a Type tells by what it holds", async () => {
  const { rows } = await readWhole(write(fileOf(without(SIGN_IN, "Type"), without(AUDIT, "Type"))));
  expect(receipt(rows)).toEqual({ "entra-signin": 1, sspr: 1 });
});

test("times in another zone are read in the one given at upload, and the receipt says what was assumed", async () => {
  const local = Object.fromEntries(
    Object.entries(SIGN_IN).map(([name, cell]) => [name.replace("[UTC]", "[Local Time]"), cell]),
  );
  const assumed = await only(local);
  expect(assumed.event.atMicros).toBe(BigInt(Date.UTC(2026, 2, 3, 10, 15, 30, 123)) * 1000n);
  expect(assumed.recognised).toMatchObject({ assumesZone: true });
  expect(assumed.notes).toEqual([
    'The header says that times are in "Local Time", which does not tell the zone.',
    expect.stringContaining("read as UTC"),
  ]);
  const given = await only(local, { timeZone: "Asia/Kathmandu" });
  expect(given.event.atMicros).toBe(BigInt(Date.UTC(2026, 2, 3, 4, 30, 30, 123)) * 1000n);
});

test("a zone given at upload never moves times that state UTC", async () => {
  const { event } = await only(SIGN_IN, { timeZone: "Asia/Kathmandu" });
  expect(event.atMicros).toBe(BigInt(Date.UTC(2026, 2, 3, 10, 15, 30, 123)) * 1000n);
});

test("rows of the tables as JSON lines are read alike, and a type that a query put in does not hide them", async () => {
  const json = (row: Record<string, string>, more = {}) => {
    const plain = Object.entries(row).map(([name, cell]) => [name.replace(" [UTC]", ""), cell]);
    return JSON.stringify({ ...Object.fromEntries(plain), TimeGenerated: "2026-03-03T10:19:04Z", ...more });
  };
  const lines = [
    json(SIGN_IN, { CreatedDateTime: "2026-03-03T10:15:30.1234567Z" }),
    json(AUDIT, { ActivityDateTime: "2026-03-03T10:15:30Z", type: "User" }),
    json(AUDIT, { ActivityDateTime: "2026-03-03T10:15:30Z", Type: "User" }),
    json({ Type: "OfficeActivity" }),
  ];
  const { rows, recognised } = await readWhole(write(lines.join("\n")));
  expect(recognised.format).toBe("log-analytics");
  expect(receipt(rows)).toEqual({
    "entra-signin": 1,
    sspr: 2,
    "skipped: table OfficeActivity is not a sign-in or audit log": 1,
  });
});
