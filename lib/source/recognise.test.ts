import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { csv, graphRecord, logFolder, readWhole, receipt, resetRecord } from "@/test/log-files";
import { zipOf } from "@/test/zip";

const write = logFolder();

async function refusalOf(content: string | Buffer, filename = "export.json"): Promise<string> {
  try {
    const { recognised } = await readWhole(write(content, filename));
    return `recognised as ${recognised.format}`;
  } catch (error) {
    expect(error).toMatchObject({ name: "AppError", code: "unsupported" });
    return String((error as Error).message);
  }
}

const diagnostic = (category: string) => ({
  time: "2026-03-03T10:20:00Z",
  category,
  operationName: "Sign-in activity",
  properties: graphRecord(),
});

/** What `$select` may leave of a sign-in. */
const FEW = {
  createdDateTime: "2026-03-03T10:15:30Z",
  ipAddress: "203.0.113.7",
  status: { errorCode: 50034 },
};

test.each([
  ["a page of sign-ins", JSON.stringify({ value: [graphRecord()] }), "graph-sign-in", "json-values"],
  ["a bare array, pretty", JSON.stringify([graphRecord()], null, 2), "graph-sign-in", "json-values"],
  ["one object alone", JSON.stringify(graphRecord()), "graph-sign-in", "json-lines"],
  ["one object alone, pretty", JSON.stringify(graphRecord(), null, 2), "graph-sign-in", "json-values"],
  [
    "lines",
    `${JSON.stringify(graphRecord())}\n${JSON.stringify(graphRecord())}\n`,
    "graph-sign-in",
    "json-lines",
  ],
  [
    "pages on lines",
    `${JSON.stringify([graphRecord()])}\n${JSON.stringify([graphRecord()])}`,
    "graph-sign-in",
    "json-values",
  ],
  ["audits", JSON.stringify([resetRecord()]), "graph-audit", "json-values"],
  ["diagnostic lines", JSON.stringify(diagnostic("SignInLogs")), "diagnostic", "json-lines"],
  [
    "an Event Hub message",
    JSON.stringify({ records: [diagnostic("AuditLogs")] }),
    "diagnostic",
    "json-values",
  ],
  ["a list of them", JSON.stringify([{ records: [diagnostic("AuditLogs")] }]), "diagnostic", "json-values"],
  [
    "one of them, pretty",
    JSON.stringify({ records: [diagnostic("AuditLogs")] }, null, 2),
    "diagnostic",
    "json-values",
  ],
  ["sign-ins by a few properties", JSON.stringify([FEW]), "graph-sign-in", "json-values"],
])("%s is recognised by its content, whatever its name", async (_what, text, format, shape) => {
  for (const filename of ["a.json", "picture.png", "NonInteractiveSignIns_x_AuthDetails.csv"])
    for (const content of [text, `\ufeff${text}`, gzipSync(text), Buffer.from(`\ufeff${text}`, "utf16le")]) {
      const { recognised, rows } = await readWhole(write(content, filename));
      expect(recognised).toMatchObject({ format, shape });
      expect(rows.every(({ ok }) => ok)).toBe(true);
      expect(rows.length).toBeGreaterThan(0);
    }
});

test.each([
  ["an empty page", '{"value":[]}', "graph-sign-in"],
  ["an empty array", " [ ]\n", "graph-sign-in"],
  [
    "an empty page of audits",
    '{"@odata.context":"https://x/$metadata#auditLogs/directoryAudits","value":[]}',
    "graph-audit",
  ],
  ["a message without records", '{"records":[]}', "diagnostic"],
  ["an answer without tables", '{"tables":[]}', "log-analytics"],
  [
    "an answer without rows",
    '{"Tables":[{"TableName":"Table_0","Columns":[{"ColumnName":"TimeGenerated"},{"ColumnName":"ResultType"},{"ColumnName":"UserPrincipalName"}],"Rows":[]}]}',
    "log-analytics",
  ],
  ["a hunting result of nothing", '{"schema":[],"results":[]}', "defender-sign-in"],
  ["a search result of nothing", '{"hits":{"total":{"value":0},"hits":[]}}', "graph-sign-in"],
  ["a header without rows", "Date (UTC),Request ID,Username,Status\r\n", "portal-sign-in"],
])("%s is a valid log of nothing", async (_what, text, format) => {
  const { recognised, rows, error } = await readWhole(write(text));
  expect([recognised.format, rows, error]).toEqual([format, [], null]);
});

test.each<[string, string | Buffer, string]>([
  ["an empty file", "", "is empty"],
  ["blanks", " \n\t\r\n", "nothing but blanks"],
  ["an empty gzip", gzipSync(""), "is empty"],
  ["a picture", Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13]), "a picture"],
  ["a picture in gzip", gzipSync(Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16])), "a picture"],
  ["a workbook", zipOf([{ name: "[Content_Types].xml", content: "<Types/>" }]), "an Office document"],
  ["an archive", zipOf([{ name: "words.txt", content: "words" }]), "ZIP archive"],

  ["a PDF", Buffer.from("%PDF-1.7"), "a PDF document"],
  ["gzip in gzip", gzipSync(gzipSync("{}")), "a gzip file inside a gzip file"],
  ["noise", Buffer.from(Array.from({ length: 600 }, (_, at) => (at * 37) % 256)), "a binary file"],
  ["a web page", "<!DOCTYPE html><html></html>", "a web page"],
  ["events behind a document type", '<!DOCTYPE x []><Event xmlns="x"/>', "a document type"],
  ["prose", "Dear all,\nplease find attached", "not a log that Rollcall reads"],
  ["any other CSV", "name,age\nana,3\n", "not a log that Rollcall reads"],
  ["a JSON object of nothing", "{}", "not a log that Rollcall reads"],
  ["JSON of something else", '[{"type":"x","size":3}]', "not a log that Rollcall reads"],
  ["broken JSON", '[{"a":1},}', "at byte 9"],
  ["users", '{"@odata.context":"https://x/$metadata#users","value":[]}', "about something else"],
  ["directory objects", '[{"userPrincipalName":"a","displayName":"b"}]', "directory objects"],
  [
    "users with their date",
    '[{"userPrincipalName":"a","displayName":"b","createdDateTime":"x"}]',
    "directory objects",
  ],
  [
    "security alerts",
    '[{"id":"a","createdDateTime":"x","status":"new","category":"y"}]',
    "not a log that Rollcall reads",
  ],
  [
    "a query's answer of something else",
    '{"tables":[{"name":"PrimaryResult","columns":[{"name":"a","type":"long"}],"rows":[[1]]}]}',
    "query API",
  ],
  [
    "a query's answer of another table",
    '{"tables":[{"name":"PrimaryResult","columns":[{"name":"TimeGenerated"},{"name":"Type"}],"rows":[["2026-03-03T10:15:30Z","SecurityAlert"]]}]}',
    "the table SecurityAlert",
  ],
  [
    "a query that failed",
    '{"error":{"message":"The request had some invalid properties","code":"BadArgumentError"}}',
    "invalid properties",
  ],
  [
    "an Elastic document of another log",
    '{"@timestamp":"x","azure":{"activitylogs":{"category":"Administrative"},"tenant_id":"x"}}',
    "azure.activitylogs is not a sign-in or audit log",
  ],
  [
    "a unified audit log without any sign-in",
    '{"CreationTime":"2026-03-03T10:15:30","Workload":"Exchange","Operation":"MailItemsAccessed"}',
    "operation MailItemsAccessed is no sign-in",
  ],
  [
    "a unified audit log as columns without its codes",
    "CreationTime,Operation,Workload,UserId\nx,UserLoggedIn,AzureActiveDirectory,y",
    "no result codes",
  ],
  ["a Windows event", '{"Event":{"System":{"EventID":4625}}}', "This Windows event log"],
  [
    "SecurityEvent without accounts",
    "TenantId,TimeGenerated [UTC],EventID,Computer,Type\nx,x,4625,y,SecurityEvent",
    "names no accounts",
  ],
  ["a Defender hunt", "Timestamp,DeviceName,ActionType\nx,1,y", "Defender"],
  [
    "hunted sign-ins of applications",
    "Timestamp,ErrorCode,ServicePrincipalName,ApplicationId\nx,1,y,z",
    "not of sign-ins of users",
  ],
  ["hunted devices as JSON", '[{"Timestamp":"x","ActionType":"LogonFailed"}]', "Defender"],
  [
    "only risky users",
    JSON.stringify(diagnostic("RiskyUsers")),
    "category RiskyUsers is not a sign-in or audit log",
  ],
  ["only service principals", JSON.stringify(diagnostic("ServicePrincipalSignInLogs")), "service principals"],
  [
    "service principals as CSV",
    "Date (UTC),Request ID,Service principal ID,IP address,Status\n",
    "service principals",
  ],
  [
    "authentication details",
    "Request ID,Date (UTC),Authentication method,Succeeded,Result detail\n",
    "AuthDetails",
  ],
  [
    "the portal's audit CSV without times",
    "CorrelationId,Activity,ActorUserPrincipalName\n",
    "no time column",
  ],
  ["a Spanish export", "Fecha (UTC),Id. de usuario,Nombre de usuario\n", "not in English"],
  [
    "a summary",
    'Type,"StartTime [UTC]",disabledAccountSet\nSigninLogs,"1/2/2026, 1:00:00 AM","[]"',
    "a summary",
  ],
  [
    "counts by hour",
    '"TimeGenerated [UTC]",IPAddress,UserPrincipalName,ResultType,count_\nx,y,z,0,3',
    "a summary",
  ],
  [
    "rows without a time",
    "Id,UserPrincipalName,ResultType,IPAddress,Type\n1,a,0,b,SigninLogs",
    "no time column",
  ],
  ["rows without a result", '"TimeGenerated [UTC]",UserPrincipalName,IPAddress\nx,a,b', "no result codes"],
  ["another table", '"TimeGenerated [UTC]",UserId,Type\nx,a,OfficeActivity', "the table OfficeActivity"],
])("%s is refused, and told what it is", async (_what, content, words) => {
  const sentence = await refusalOf(content);
  expect(sentence).toContain(words);
  expect(sentence).toMatch(/^(This|These|The|There) /);
  expect(sentence).toMatch(/ instead|again/);
  expect(sentence).toMatch(/\.$/);
});

test("PowerShell's CSV, which lost the error codes, is told so; a user agent that quotes its words is not", async () => {
  const names = ["createdDateTime", "userPrincipalName", "ipAddress", "status"];
  const lost = csv(names, [
    ["x", "ana", "y", "Microsoft.Graph.PowerShell.Models.MicrosoftGraphSignInStatus"],
  ]);
  expect(await refusalOf(lost)).toContain("PowerShell");
  const record = graphRecord({ status: "Microsoft.Graph.PowerShell.Models.MicrosoftGraphSignInStatus" });
  expect(await refusalOf(JSON.stringify([record]))).toContain("PowerShell");
  const agent = graphRecord({ userAgent: "Microsoft.Graph.PowerShell.Models.x <html> %PDF ,AuditData" });
  expect(await refusalOf(JSON.stringify([agent]))).toBe("recognised as graph-sign-in");
});

test("a file of several logs is read: the rest is skipped with its reason", async () => {
  const lines = ["RiskyUsers", "SignInLogs", "AuditLogs", "MicrosoftGraphActivityLogs"].map((category) => ({
    ...diagnostic(category),
    properties: category === "AuditLogs" ? resetRecord() : graphRecord(),
  }));
  const foreign = { CreationTime: "x", Workload: "Exchange", Operation: "Send" };
  const text = [...lines, graphRecord({ id: "2" }), foreign, { some: "thing" }, 3].map((line) =>
    JSON.stringify(line),
  );
  const { recognised, rows } = await readWhole(write(text.join("\n")));
  expect(recognised.format).toBe("diagnostic");
  expect(receipt(rows)).toEqual({
    "entra-signin": 2,
    sspr: 1,
    "skipped: category RiskyUsers is not a sign-in or audit log": 1,
    "skipped: category MicrosoftGraphActivityLogs is not a sign-in or audit log": 1,
    "skipped: operation Send is no sign-in": 1,
    "rejected: not a known kind of record": 1,
    "rejected: not a JSON object": 1,
  });
});

test("a broken first line hides nothing", async () => {
  for (const broken of ["{broken", "garbage", '{"id":']) {
    const lines = [broken, ...Array(3).fill(JSON.stringify(graphRecord()))];
    expect(receipt((await readWhole(write(lines.join("\n")))).rows)).toEqual({
      "rejected: broken JSON": 1,
      "entra-signin": 3,
    });
  }
});

test("times without a zone are told, with the zone that was taken for them", async () => {
  const path = write(JSON.stringify(graphRecord({ createdDateTime: "2026-03-03 10:15:30" })));
  const assumed = await readWhole(path);
  expect(assumed.recognised.assumesZone).toBe(true);
  expect(assumed.notes.join()).toMatch(/name no time zone.* read as UTC/);
  const given = await readWhole(path, { timeZone: "Asia/Kathmandu" });
  expect(given.notes.join()).toMatch(/the zone given for this file, Asia\/Kathmandu/);
  const stated = await readWhole(
    write(JSON.stringify(graphRecord({ createdDateTime: "2026-03-03T10:15:30+05:45" }))),
  );
  expect([stated.recognised.assumesZone, stated.notes]).toEqual([false, []]);
});

test("a time without a zone far down in the file is told as well, and once", async () => {
  const lines = Array.from({ length: 900 }, (_, at) =>
    JSON.stringify(
      graphRecord({ id: `${at}`, ...(at > 800 ? { createdDateTime: "2026-03-03T10:15:30" } : {}) }),
    ),
  );
  const { recognised, notes } = await readWhole(write(lines.join("\n")));
  expect([recognised.assumesZone, notes.length]).toEqual([false, 1]);
});

test("the analyst's word on the order of dates is above every evidence, and told", async () => {
  const names = ["Date (UTC)", "Request ID", "Username", "Status"];
  const path = write(csv(names, [["04/05/2025 08:19", "1", "ana", "Failure"]]));
  const open = await readWhole(path);
  expect(open.recognised.dateDecision).toEqual({ order: "month-first", why: "undecided" });
  expect(open.recognised.notes.join()).toContain("could be");
  const asked = await readWhole(path, { dateOrder: "day-first" });
  expect(asked.recognised).toMatchObject({
    dateOrder: "day-first",
    dateDecision: { order: "day-first", why: "asked for" },
    notes: ["Dates were read as day/month/year, as was asked for."],
  });
  const at = (rows: typeof asked.rows) => rows.map((row) => row.ok && Number(row.event.atMicros / 1000n));
  expect([at(open.rows), at(asked.rows)]).toEqual([
    [Date.UTC(2025, 3, 5, 8, 19)],
    [Date.UTC(2025, 4, 4, 8, 19)],
  ]);
});

test("JSON's dates are month/day/year, as Azure writes them, but for a month above 12", async () => {
  const lines = (...times: string[]) =>
    times.map((time) =>
      JSON.stringify({ ...diagnostic("SignInLogs"), time, properties: { userPrincipalName: "a" } }),
    );
  const american = await readWhole(write(lines("11/4/2025 1:48:53 AM", "11/14/2025 1:48:53 AM").join("\n")));
  expect(american.recognised).toMatchObject({ dateOrder: "month-first", assumesZone: true });
  const other = await readWhole(write(lines("04/11/2025 01:48:53", "14/11/2025 01:48:53").join("\n")));
  expect(other.recognised).toMatchObject({
    dateOrder: "day-first",
    dateDecision: { why: "a part above 12" },
  });
  expect(other.notes.join()).toContain("day/month/year");
  for (const { rows } of [american, other])
    expect(rows.map((row) => row.ok && Number(row.event.atMicros / 1000n))).toEqual([
      Date.UTC(2025, 10, 4, 1, 48, 53),
      Date.UTC(2025, 10, 14, 1, 48, 53),
    ]);
});

test("PowerShell's first line that names the type of the rows is no header", async () => {
  const names = ["CreatedDateTime", "UserPrincipalName", "IPAddress", "Status"];
  const row = [
    "3/3/2026 10:15:30 AM",
    "ana",
    "x",
    "Microsoft.Graph.PowerShell.Models.MicrosoftGraphSignInStatus",
  ];
  const typed = `#TYPE Microsoft.Graph.PowerShell.Models.MicrosoftGraphSignIn\r\n${csv(names, [row])}`;
  expect(await refusalOf(typed)).toContain("ConvertTo-Json -Depth");
  const audit = csv(
    ["ActivityDateTime", "ActivityDisplayName", "InitiatedBy", "TargetResources"],
    [["x", "y", "Microsoft.Graph.PowerShell.Models.MicrosoftGraphAuditActivityInitiator", "z"]],
  );
  expect(await refusalOf(audit)).toContain("ConvertTo-Json -Depth");
});

test("a table whose lines end in carriage returns alone is refused, not read as one long header", async () => {
  const table = csv(["Date (UTC)", "Request ID", "Username", "Status"], [["x", "y", "z", "Failure"]]);
  expect(await refusalOf(table.replaceAll("\r\n", "\r"))).toContain("carriage returns");
  expect(await refusalOf(table)).toContain("recognised as portal-sign-in");
});
