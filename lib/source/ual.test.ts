import { expect, test } from "vitest";
import { answerOf } from "@/lib/event/answers";
import { csv, eventsOf, graphRecord, logFolder, readWhole, receipt } from "@/test/log-files";
import { MASKED } from "./ual";

const write = logFolder();

/** AuditData of a failed sign-in, as the management API writes it. */
function logon(part: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    CreationTime: "2026-03-03T10:15:30",
    Id: "5f1c9d3e-0000-4000-8000-000000000001",
    Operation: "UserLoginFailed",
    OrganizationId: "8d4121ed-0000-4000-8000-000000000009",
    RecordType: 15,
    ResultStatus: "Success",
    UserKey: "e4ad2d28-0000-4000-8000-000000000003",
    UserType: 0,
    Workload: "AzureActiveDirectory",
    ClientIP: "203.0.113.7",
    ObjectId: "00000003-0000-0000-c000-000000000000",
    UserId: "Ana@contoso.example",
    ExtendedProperties: [
      { Name: "ResultStatusDetail", Value: "UserError" },
      { Name: "UserAgent", Value: "python-requests/2.28.2" },
      { Name: "UserAuthenticationMethod", Value: "1" },
      { Name: "RequestType", Value: "OAuth2:Token" },
    ],
    Target: [{ ID: "00000003-0000-0000-c000-000000000000", Type: 0 }],
    ActorIpAddress: "203.0.113.7",
    InterSystemsId: "7d0a2f10-0000-4000-8000-000000000002",
    IntraSystemId: "5f1c9d3e-0000-4000-8000-000000000001",
    ApplicationId: "1b730954-1685-4b74-9bfd-dac224a7b894",
    DeviceProperties: [
      { Name: "OS", Value: "Windows 10" },
      { Name: "BrowserType", Value: "Other" },
    ],
    ErrorNumber: "50126",
    LogonError: "InvalidUserNameOrPassword",
    ...part,
  };
}

const lines = (...records: unknown[]) => write(records.map((record) => JSON.stringify(record)).join("\n"));
const eventOf = async (part: Record<string, unknown>) =>
  eventsOf((await readWhole(lines(logon(part)))).rows)[0];
const answer = async (part: Record<string, unknown>) => {
  const event = await eventOf(part);
  return event && [event.code, answerOf(event).answer];
};

test("AuditData of a sign-in is read field by field, and the receipt says what this log does not show", async () => {
  const { rows, recognised, notes } = await readWhole(lines(logon()));
  expect(recognised).toMatchObject({ format: "ual", assumesZone: false, dateDecision: null });
  expect(notes).toEqual([MASKED]);
  expect(MASKED).toMatch(/masks names that do not exist.*Export the Entra sign-in logs/);
  expect(eventsOf(rows)).toEqual([
    {
      ...{ source: "ual", vector: "ual", atMicros: 1_772_532_930_000_000n, digits: 0, isIngestTime: false },
      ...{ nativeId: "5f1c9d3e-0000-4000-8000-000000000001", contentId: "" },
      ...{ correlationId: "7d0a2f10-0000-4000-8000-000000000002", address: "203.0.113.7" },
      ...{ name: "Ana@contoso.example", app: "", appId: "1b730954-1685-4b74-9bfd-dac224a7b894" },
      ...{ clientApp: "", userAgent: "python-requests/2.28.2", protocol: "OAuth2:Token" },
      ...{ code: "50126", qualifier: "", operation: "UserLoginFailed", activity: "" },
      ...{ description: "InvalidUserNameOrPassword", country: "", region: "", city: "", asn: "" },
      interactive: null,
      facts: {
        ...{ resourceId: "00000003-0000-0000-c000-000000000000", authMethod: "1" },
        ...{ os: "Windows 10", browser: "Other" },
      },
    },
  ]);
});

test("the number and the error's name decide, not the operation and not ResultStatus", async () => {
  expect(await answer({})).toEqual(["50126", "exists"]);
  // Logs of 2018 to 2020: an account that does not exist is "logged in".
  const absent = { Operation: "UserLoggedIn", ResultStatus: "Succeeded", LogonError: "UserAccountNotFound" };
  expect(await answer({ ...absent, ErrorNumber: undefined })).toEqual(["50034", "absent"]);
  expect(await answer({ ...absent, ErrorNumber: "0" })).toEqual(["50034", "absent"]);
  // Stay signed in? is asked on the way: not yet a sign-in.
  const kmsi = { Operation: "UserLoggedIn", ErrorNumber: "50140", LogonError: undefined };
  expect(await answer(kmsi)).toEqual(["50140", "nothing"]);
  const success = { Operation: "UserLoggedIn", ErrorNumber: "0", LogonError: undefined };
  expect(await answer(success)).toEqual(["0", "signed-in"]);
  expect(await answer({ ...success, ErrorNumber: 0, LogonError: null })).toEqual(["0", "signed-in"]);
  const silent = { ...success, ErrorNumber: undefined, ExtendedProperties: [] };
  expect(await answer(silent)).toEqual(["0", "signed-in"]);
  // The number is more exact than the name.
  expect(await answer({ ErrorNumber: 50053, LogonError: "InvalidUserNameOrPassword" })).toEqual([
    "50053",
    "nothing",
  ]);
});

test.each([
  ["IdsLocked", "50053"],
  ["useraccountnotfound", "50034"],
  ["UserStrongAuthEnrollmentRequiredInterrupt", "50072"],
  ["InvalidPasswordExpiredPassword", "50055"],
  ["AuthenticationFailedSasError", "500121"],
  ["InvalidResourceServicePrincipalNotFound", "500011"],
  ["UserDisabled", "50057"],
  ["SomethingNew", ""],
])("%s without a number is %s", async (LogonError, code) => {
  expect(await eventOf({ LogonError, ErrorNumber: undefined })).toMatchObject({
    code,
    description: LogonError,
  });
});

test("a failure that names no code is never taken for a success", async () => {
  for (const part of [
    { ErrorNumber: "0", LogonError: undefined },
    { ErrorNumber: undefined, LogonError: undefined },
    { Operation: "UserLoggedIn", ErrorNumber: undefined, LogonError: "SomethingNew" },
    { Operation: "UserLoggedIn", ErrorNumber: undefined, LogonError: undefined, ResultStatus: "Failed" },
    { Operation: "UserLoggedIn", ErrorNumber: undefined, LogonError: undefined },
  ]) {
    // The last one's ResultStatusDetail is UserError.
    expect(await answer(part)).toEqual(["", "nothing"]);
  }
});

test.each([
  ["[::1]:53211", "::1"],
  ["2001:0db8:85a3:0000:0000:8a2e:0370:7334", "2001:db8:85a3::8a2e:370:7334"],
  ["203.0.113.9:4711", "203.0.113.9"],
  ["::ffff:203.0.113.9", "203.0.113.9"],
])("the address %s is %s", async (ClientIP, address) => {
  expect(await eventOf({ ClientIP })).toMatchObject({ address });
});

test("what the log writes for nothing is nothing: <null>, Unknown, Not Available", async () => {
  expect(await eventOf({ ClientIP: "<null>", ActorIpAddress: "203.0.113.8" })).toMatchObject({
    address: "203.0.113.8",
  });
  expect(await eventOf({ ClientIP: null, ActorIpAddress: "<null>" })).toMatchObject({ address: "" });
  for (const UserId of ["Unknown", "Not Available", "not available "])
    expect(await eventOf({ UserId })).toMatchObject({ name: "", address: "203.0.113.7" });
  expect(await eventOf({ ObjectId: "Unknown", Target: [{ ID: "Unknown", Type: 0 }] })).not.toHaveProperty(
    "facts.resourceId",
  );
  expect(await eventOf({ ObjectId: undefined })).toHaveProperty(
    "facts.resourceId",
    "00000003-0000-0000-c000-000000000000",
  );
  const nothing = { UserId: "Unknown", ClientIP: "", ActorIpAddress: "", ErrorNumber: "", LogonError: "" };
  expect(receipt((await readWhole(lines(logon(), logon(nothing)))).rows)).toEqual({
    ual: 1,
    "rejected: neither account, address nor result code": 1,
  });
});

test("properties come as a list, as an object after some SIEMs, as JSON text, and with small keys", async () => {
  const agent = { userAgent: "curl/8", protocol: "OAuth2:Token" };
  for (const ExtendedProperties of [
    { UserAgent: "curl/8", RequestType: "OAuth2:Token" },
    JSON.stringify([
      { Name: "UserAgent", Value: "curl/8" },
      { Name: "RequestType", Value: "OAuth2:Token" },
    ]),
    [
      { name: "useragent", value: "curl/8" },
      { name: "requesttype", value: "OAuth2:Token" },
    ],
  ])
    expect(await eventOf({ ExtendedProperties })).toMatchObject(agent);
  expect(await eventOf({ ExtendedProperties: { Name: "UserAgent", Value: "curl/8" } })).toMatchObject({
    userAgent: "curl/8",
    protocol: "",
  });
  const small = Object.fromEntries(Object.entries(logon()).map(([key, value]) => [key.toLowerCase(), value]));
  expect(eventsOf((await readWhole(lines(small))).rows)).toMatchObject([
    { code: "50126", name: "Ana@contoso.example", userAgent: "python-requests/2.28.2" },
  ]);
});

test("an impossible second costs the row, other operations are skipped by name", async () => {
  const records = [
    logon(),
    logon({ CreationTime: "2023-10-10T17:08:65" }),
    logon({ CreationTime: undefined }),
    logon({ Operation: "MailItemsAccessed", RecordType: 50, Workload: "Exchange" }),
    logon({ Operation: "Update user.", RecordType: 8 }),
    logon({ Operation: "", RecordType: 6 }),
    logon({ Operation: "", RecordType: 15, Id: "2" }),
    logon({ Operation: "UserLoggedIn", RecordType: 9, Id: "3" }),
  ];
  expect(
    receipt((await readWhole(lines({ value: 1, AuditData: logon() }, ...records.slice(1)))).rows),
  ).toEqual({
    ual: 3,
    "rejected: time cannot be read": 1,
    "skipped: operation MailItemsAccessed is no sign-in": 1,
    "skipped: operation Update user. is no sign-in": 1,
    "skipped: record type 6 is no sign-in": 1,
    "rejected: not a known kind of record": 1,
  });
});

/** One sign-in in every JSON wrapper. */
const WRAPPED: [string, (data: Record<string, unknown>) => unknown][] = [
  ["the management API, SOF-ELK, Splunk", (data) => data],
  ["a SIEM that adds its own fields", (data) => ({ ...data, p_log_type: "Microsoft365.Audit", p_any: [] })],
  [
    "Search-UnifiedAuditLog",
    (data) => ({
      ...{ RecordType: "AzureActiveDirectoryStsLogon", CreationDate: "\\/Date(1000)\\/", UserIds: "x" },
      ...{ Operations: "UserLoggedIn", AuditData: JSON.stringify(data), Identity: "other", IsValid: true },
    }),
  ],
  [
    "Graph with an object",
    (auditData) => ({
      ...{ id: "other", createdDateTime: "2020-01-01T00:00:00Z", operation: "UserLoggedIn", service: "x" },
      ...{ auditLogRecordType: "azureActiveDirectoryStsLogon", userPrincipalName: "x", clientIp: "1.1.1.1" },
      auditData: { "@odata.type": "#microsoft.graph.security.defaultAuditData", ...auditData },
    }),
  ],
  ["Graph with text", (data) => ({ id: "other", auditData: JSON.stringify(data) })],
  ["text in text", (data) => ({ AuditData: JSON.stringify(JSON.stringify(data)) })],
  [
    "Splunk's result with _raw",
    (data) => ({ preview: false, result: { _raw: JSON.stringify(data), _time: 1 } }),
  ],
  [
    "Splunk's result of a CSV's row",
    (data) => ({ preview: false, result: { _raw: '"x","y"', AuditData: JSON.stringify(data) } }),
  ],
  [
    "Elasticsearch with the original kept",
    (data) => ({ _source: { event: { original: JSON.stringify(data) } } }),
  ],
];

test.each(WRAPPED)("%s: AuditData is the truth, one a line, pretty and in a list", async (_what, wrap) => {
  const wrapped = wrap(logon());
  const expected = { name: "Ana@contoso.example", code: "50126", atMicros: 1_772_532_930_000_000n };
  for (const text of [
    JSON.stringify(wrapped),
    JSON.stringify(wrapped, null, 2),
    `${JSON.stringify([wrapped])}\n${JSON.stringify([wrapped])}\n\n`,
    JSON.stringify({ value: [wrapped] }),
  ])
    for (const event of eventsOf((await readWhole(write(text))).rows))
      expect(event).toMatchObject({ ...expected, nativeId: logon().Id, address: "203.0.113.7" });
});

test("a wrapper fills what AuditData leaves out, its time only where it can be meant in one way", async () => {
  const {
    CreationTime: _time,
    Id: _id,
    UserId: _user,
    ClientIP: _ip,
    ActorIpAddress: _actor,
    ...bare
  } = logon();
  const wrapper = {
    ...{ RecordType: 15, Operations: "UserLoginFailed", UserIds: "bo@contoso.example", Identity: "id-1" },
    ...{ AuditData: JSON.stringify(bare), ClientIp: "198.51.100.2" },
  };
  const dated = (CreationDate: string) => ({ ...wrapper, CreationDate });
  const { rows } = await readWhole(
    lines(
      dated("2026-01-24T06:54:24.0000000Z "),
      dated("6/14/2023 1:14:02 PM"),
      dated("14/6/2023 13:14:02"),
      dated("6/6/2023 1:14:02 PM"),
      dated("9/6/2023 1:14:02 PM"),
      dated("soon"),
    ),
  );
  expect(receipt(rows)).toEqual({
    ual: 4,
    "rejected: AuditData has no time, and the wrapper's may be of two days": 1,
    "rejected: time cannot be read": 1,
  });
  expect(
    rows.slice(0, 4).map((row) => row.ok && new Date(Number(row.event.atMicros / 1000n)).toISOString()),
  ).toEqual([
    "2026-01-24T06:54:24.000Z",
    "2023-06-14T13:14:02.000Z",
    "2023-06-14T13:14:02.000Z",
    "2023-06-06T13:14:02.000Z",
  ]);
  expect(rows[0]).toMatchObject({
    event: { name: "bo@contoso.example", address: "198.51.100.2", nativeId: "id-1", code: "50126" },
  });
});

const SEARCH = [
  ...["RecordType", "CreationDate", "UserIds", "Operations", "AuditData", "ResultIndex", "ResultCount"],
  ...["Identity", "IsValid", "ObjectState"],
];
const searched = (data: string, operation = "UserLoginFailed") => [
  ...["AzureActiveDirectoryStsLogon", "6/5/2023 1:14:02 PM", "x", operation, data, "1", "2"],
  ...["other", "True", "Unchanged"],
];

test("Search-UnifiedAuditLog's CSV: empty, cut and broken AuditData are told apart, and cost their row", async () => {
  const whole = JSON.stringify(logon());
  const long = JSON.stringify(logon({ Folders: "x".repeat(40_000) }));
  const text = csv(SEARCH, [
    searched(whole),
    searched(""),
    searched(long.slice(0, 32_767)),
    searched(whole.slice(0, 300)),
    searched(long.slice(0, 32_767), "MailItemsAccessed"),
    searched("", "FileAccessed"),
    searched("3"),
  ]);
  const { rows, recognised, notes } = await readWhole(write(text));
  // The locale's dates of CreationDate decide nothing, so nothing is asked about them.
  expect(recognised).toMatchObject({ format: "ual", shape: "csv", assumesZone: false, dateDecision: null });
  expect(notes).toEqual([MASKED]);
  expect(receipt(rows)).toEqual({
    ual: 1,
    "rejected: AuditData is empty": 1,
    "rejected: AuditData is cut off at 32,767 characters, where a spreadsheet cuts a cell: export it again and do not save it in one": 1,
    "rejected: AuditData is broken JSON": 1,
    "skipped: operation MailItemsAccessed is no sign-in": 1,
    "skipped: operation FileAccessed is no sign-in": 1,
    "rejected: AuditData is no object": 1,
  });
  expect(rows[0]).toMatchObject({ event: { nativeId: logon().Id, code: "50126" } });
});

const PURVIEW = "RecordId,CreationDate,RecordType,Operation,UserId,AuditData,AssociatedAdminUnits";
const GRAPH =
  "id,createdDateTime,auditLogRecordType,operation,userId,userPrincipalName,clientIp,auditData".split(",");

test("Purview's CSV with its trailing blank, Graph's and Splunk's: with mark, tabs or semicolons", async () => {
  const data = JSON.stringify(logon());
  const purview = ["other", "2026-01-24T06:54:24.0000000Z ", "15", "UserLoggedIn", "x", data, ""];
  const graph = ["other", "2026-01-24T06:54:24Z", "azureActiveDirectoryStsLogon", "x", "x", "x", "x", data];
  const splunk = [...searched(data), '"a","b"', "2026-01-24T06:54:24.000+0000", "24"];
  const cases: [string[], string[]][] = [
    [PURVIEW.split(","), purview],
    [GRAPH, graph],
    [[...SEARCH, "_raw", "_time", "date_mday"], splunk],
  ];
  for (const [names, row] of cases) {
    const text = csv(names, [row, row]);
    const cell = (delimiter: string) =>
      [names, row]
        .map((cells) => cells.map((one) => `"${one.replaceAll('"', '""')}"`).join(delimiter))
        .join("\n");
    for (const written of [text, `\ufeff${text}`, cell("\t"), `sep=;\n${cell(";")}`])
      for (const event of eventsOf((await readWhole(write(written))).rows))
        expect(event).toMatchObject({
          ...{ source: "ual", nativeId: logon().Id, name: "Ana@contoso.example", code: "50126" },
          ...{ atMicros: 1_772_532_930_000_000n, userAgent: "python-requests/2.28.2" },
        });
  }
});

const FLAT = Object.keys(logon());
const flat = (part: Record<string, unknown> = {}) =>
  FLAT.map((name) => {
    const value = { ...logon(), ...part }[name];
    return typeof value === "object" ? "System.Object[]" : String(value);
  });

test("AuditData as columns: the code survives, lists and with them the user agent do not", async () => {
  const text = csv(FLAT, [flat(), flat({ Operation: "FileAccessed" })]);
  const { rows, recognised } = await readWhole(write(text));
  expect(recognised).toMatchObject({ format: "ual-flat", assumesZone: false, dateDecision: null });
  expect(receipt(rows)).toEqual({ ual: 1, "skipped: operation FileAccessed is no sign-in": 1 });
  expect(rows[0]).toMatchObject({
    event: { code: "50126", name: "Ana@contoso.example", userAgent: "", protocol: "", digits: 0 },
  });
  expect(rows[0]).toHaveProperty("event.facts", { resourceId: "00000003-0000-0000-c000-000000000000" });
});

test("Hawk's converted times have no seconds, in an order that the file decides", async () => {
  const hawk = (CreationTime: string, Id: string) =>
    flat({ CreationTime, Id, ObjectId: "Not Available", Target: "00000002-0000-0ff1-ce00-000000000000:0," });
  const text = csv(FLAT, [hawk("6/14/2023 1:14 PM", "1"), hawk("6/5/2023 1:14 PM", "2")]);
  const { rows, recognised } = await readWhole(write(text));
  expect(recognised.dateDecision).toEqual({ order: "month-first", why: "a part above 12" });
  expect(rows).toMatchObject([
    { event: { atMicros: 1_686_748_440_000_000n, digits: 0 } },
    { event: { facts: { resourceId: "00000002-0000-0ff1-ce00-000000000000" } } },
  ]);
  const day = csv(FLAT, [hawk("14/06/2023 13:14", "1")]);
  expect((await readWhole(write(day))).rows).toMatchObject([{ event: { atMicros: 1_686_748_440_000_000n } }]);
  const open = csv(FLAT, [hawk("6/5/2023 1:14 PM", "1")]);
  expect((await readWhole(write(open))).notes.join()).toContain("month/day/year or day/month/year");
});

test("a file of several logs tells of this one when its first row is read", async () => {
  const { rows, notes, recognised } = await readWhole(lines(graphRecord(), logon()));
  expect(recognised.format).toBe("graph-sign-in");
  expect(receipt(rows)).toEqual({ "entra-signin": 1, ual: 1 });
  expect(notes).toEqual([MASKED]);
});

test("a type's name in place of AuditData is told as what PowerShell did", async () => {
  const name = "Microsoft.Graph.PowerShell.Models.MicrosoftGraphSecurityAuditData";
  const text = csv(GRAPH, [["1", "2026-01-24T06:54:24Z", "x", "UserLoggedIn", "x", "x", "x", name]]);
  await expect(readWhole(write(text))).rejects.toMatchObject({
    message: expect.stringContaining("PowerShell"),
  });
});
