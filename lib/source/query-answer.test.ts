import { expect, test } from "vitest";
import { eventsOf, logFolder, readWhole, receipt } from "@/test/log-files";
import { TableCutter } from "./json-tables";
import { rawSlices } from "./raw-slices";

const write = logFolder();

const SIGN_IN: Record<string, unknown> = {
  TimeGenerated: "2026-03-03T10:19:04.4Z",
  CreatedDateTime: "2026-03-03T10:15:30.1234567Z",
  ResultType: "50034",
  ResultDescription: "No such account.",
  Id: "5f1c9d3e-0000-4000-8000-000000000001",
  UserPrincipalName: "Ana@contoso.example",
  IPAddress: "203.0.113.7",
  AppDisplayName: "Azure Portal",
  ClientAppUsed: "Browser",
  UserAgent: 'Mozilla "rows":[["x"]] \\ {',
  IsInteractive: true,
  AutonomousSystemNumber: 64496,
  LocationDetails: '{"countryOrRegion":"NL","city":"Delft"}',
  Status: '{"errorCode":50034}',
  Type: "SigninLogs",
};
const AUDIT: Record<string, unknown> = {
  TimeGenerated: "2026-03-03T10:19:04Z",
  ActivityDateTime: "2026-03-03T10:15:30Z",
  OperationName: "Reset password (self-service)",
  ActivityDisplayName: "Reset password (self-service)",
  LoggedByService: "Self-service Password Management",
  InitiatedBy: '{"user":{"ipAddress":"203.0.113.7"}}',
  TargetResources: '[{"userPrincipalName":"Ana@contoso.example"}]',
  ResultReason: "Successfully completed reset.",
  Id: "SSPR_1",
  Type: "AuditLogs",
};

const columnsOf = (row: Record<string, unknown>) =>
  Object.keys(row).map((name) => ({ name, type: "string" }));
const tableOf = (rows: Record<string, unknown>[], name = "PrimaryResult") => ({
  name,
  columns: columnsOf(rows[0] ?? {}),
  rows: rows.map((row) => Object.values(row)),
});
const OLD = (rows: Record<string, unknown>[]) => ({
  Tables: [
    {
      TableName: "Table_0",
      Columns: Object.keys(rows[0] ?? {}).map((ColumnName) => ({
        ColumnName,
        DataType: "String",
        ColumnType: "string",
      })),
      Rows: rows.map((row) => Object.values(row)),
    },
  ],
});

test.each([
  ["as it answers today", { tables: [tableOf([SIGN_IN])] }],
  ["in capitals, as it once did", OLD([SIGN_IN])],
  [
    "with its statistics first",
    { statistics: { query: { a: [1] } }, tables: [tableOf([SIGN_IN])], render: null },
  ],
  ["in a batch", { responses: [{ id: "1", status: 200, body: { tables: [tableOf([SIGN_IN])] } }] }],
  [
    "with rows before the columns",
    { tables: [Object.fromEntries(Object.entries(tableOf([SIGN_IN])).reverse())] },
  ],
])("an answer of the query API, %s, is read row by row", async (_how, answer) => {
  for (const text of [
    JSON.stringify(answer),
    JSON.stringify(answer, null, 2),
    `\ufeff${JSON.stringify([answer])}`,
  ]) {
    const { recognised, rows, error } = await readWhole(write(text));
    expect([recognised.format, recognised.shape, error]).toEqual(["log-analytics", "json-tables", null]);
    expect(eventsOf(rows)).toMatchObject([
      {
        vector: "entra-signin",
        atMicros: BigInt(Date.UTC(2026, 2, 3, 10, 15, 30)) * 1000n + 123_456n,
        digits: 7,
        nativeId: "5f1c9d3e-0000-4000-8000-000000000001",
        name: "Ana@contoso.example",
        code: "50034",
        country: "NL",
        city: "Delft",
        asn: "64496",
        interactive: true,
        userAgent: SIGN_IN.UserAgent,
      },
    ]);
  }
});

test("several tables are each read by their own columns, and rows of others skipped by the table's name", async () => {
  const other = { name: "Stats", columns: [{ name: "a", type: "long" }], rows: [[1], [2]] };
  const text = JSON.stringify({
    tables: [other, tableOf([SIGN_IN, { ...SIGN_IN, Id: "2" }]), tableOf([AUDIT], "T1")],
  });
  const { rows } = await readWhole(write(text));
  expect(receipt(rows)).toEqual({
    "skipped: table Stats of the answer holds no sign-in or audit rows": 2,
    "entra-signin": 2,
    sspr: 1,
  });
});

test("an answer with an error beside its rows is read and never passes for the whole", async () => {
  const error = {
    code: "PartialError",
    message: "There were some errors when processing your query.",
    details: [
      { code: "EngineError", innererror: { message: "The results exceed the limit of 64000000 bytes" } },
    ],
  };
  for (const answer of [
    { tables: [tableOf([SIGN_IN])], error },
    { error, tables: [tableOf([SIGN_IN])] },
  ]) {
    const read = await readWhole(write(JSON.stringify(answer)));
    expect(receipt(read.rows)).toEqual({ "entra-signin": 1 });
    expect(read.error).toMatchObject({ code: "incomplete", message: expect.stringMatching(/only a part/) });
  }
  const whole = await readWhole(write(JSON.stringify({ Tables: OLD([SIGN_IN]).Tables, error: null })));
  expect(whole.error).toBeNull();
});

test("a row's span holds the row, and reading goes on after any of them", async () => {
  const all = Array.from({ length: 30 }, (_, at) => ({ ...SIGN_IN, Id: `id-${at}` }));
  const path = write(JSON.stringify({ tables: [tableOf(all.slice(0, 20)), tableOf(all.slice(20))] }));
  const { recognised, rows } = await readWhole(path);
  const raws: string[] = [];
  for await (const raw of rawSlices(
    path,
    recognised,
    rows.map(({ span }) => span),
  ))
    raws.push(raw);
  expect(raws).toEqual(all.map((row) => JSON.stringify(Object.values(row))));
  for (const skip of [1, 20, 29, 30])
    expect((await readWhole(path, { skip })).rows).toEqual(rows.slice(skip));
});

test("every chunk size from 1 to 70 cuts the same rows", () => {
  const text = Buffer.from(
    JSON.stringify({ tables: [tableOf([SIGN_IN, AUDIT])], error: { message: "é" } }, null, 1),
  );
  const cut = (size: number) => {
    const cutter = new TableCutter();
    const found = [];
    for (let at = 0; at < text.length; at += size) found.push(...cutter.push(text.subarray(at, at + size)));
    cutter.end();
    expect([cutter.damage, cutter.error]).toEqual([null, "é"]);
    return found.map(({ offset, bytes, table }) => [
      offset,
      String(bytes),
      table?.name,
      table?.columns?.length,
    ]);
  };
  const whole = cut(text.length);
  expect(whole).toHaveLength(2);
  for (let size = 1; size <= 70; size++) expect(cut(size)).toEqual(whole);
});

test("a cut answer, or one with a bracket wrong, is told by its byte after every row before it", async () => {
  const text = JSON.stringify({
    tables: [tableOf([SIGN_IN, { ...SIGN_IN, Id: "2" }, { ...SIGN_IN, Id: "3" }])],
  });
  const at = text.lastIndexOf('["2026');
  for (const spoilt of [text.slice(0, at + 20), `${text.slice(0, at)}}]`, text.slice(0, -2)]) {
    const { rows, error } = await readWhole(write(spoilt));
    expect(rows.length).toBeGreaterThanOrEqual(2);
    expect(error).toMatchObject({ code: "incomplete", message: expect.stringMatching(/at byte \d+/) });
  }
});

test("a null cell is nothing, a dynamic cell may be an object, and bytes that are not UTF-8 cost their row", async () => {
  const row = {
    ...SIGN_IN,
    LocationDetails: { countryOrRegion: "BE" },
    UserAgent: null,
    Status: null,
    AutonomousSystemNumber: "é",
  };
  const text = Buffer.from(JSON.stringify({ tables: [tableOf([row, row])] }));
  text[text.lastIndexOf("é")] = 0xff;
  const { rows } = await readWhole(write(text));
  expect(rows[0]).toMatchObject({ event: { userAgent: "", country: "BE", code: "50034" } });
  expect(rows[1]).toMatchObject({ ok: false, reason: "not valid UTF-8" });
});

test("a row that is no list, is broken, or too long is rejected alone", async () => {
  const row = JSON.stringify(Object.values(SIGN_IN));
  const long = row.replace("Azure Portal", "x".repeat(33 * 1024 * 1024));
  const [before] = JSON.stringify({ tables: [{ ...tableOf([SIGN_IN]), rows: [] }] }).split("[]}]}");
  const { rows, error } = await readWhole(write(`${before}[${row},7,[nul],${long},${row}]}]}`));
  expect(error).toBeNull();
  expect(receipt(rows)).toEqual({
    "entra-signin": 2,
    "rejected: not a row of a table": 1,
    "rejected: broken JSON": 1,
    "rejected: record longer than 32 MiB": 1,
  });
});

test("rows that wait for their columns wait up to 32 MiB, and are then refused with the reason", async () => {
  const row = JSON.stringify(["x".repeat(17 * 1024 * 1024)]);
  const head = `{"statistics":{},"tables":[{"name":"T","rows":[`;
  const { rows, error } = await readWhole(write(`${head}${row},${row}],"columns":[{"name":"Id"}]}]}`));
  expect(rows).toEqual([]);
  expect(error).toMatchObject({ code: "incomplete", message: expect.stringContaining("before its columns") });
});

test("an id that is a number beyond 2^53 keeps its digits in a row as well", async () => {
  const text = JSON.stringify({ tables: [tableOf([{ ...SIGN_IN, Id: "ID" }])] }).replace(
    '"ID"',
    "9007199254740993",
  );
  expect(eventsOf((await readWhole(write(text))).rows)).toMatchObject([{ nativeId: "9007199254740993" }]);
});

test("an answer that sums up is refused, and told what to ask instead", async () => {
  const text = JSON.stringify({
    tables: [
      {
        name: "PrimaryResult",
        columns: ["TimeGenerated", "IPAddress", "UserPrincipalName", "ResultType", "count_"].map((name) => ({
          name,
        })),
        rows: [["2026-03-03T10:00:00Z", "x", "y", "50034", 3]],
      },
    ],
  });
  await expect(readWhole(write(text))).rejects.toMatchObject({
    message: expect.stringContaining("a summary"),
  });
});

test("the Azure CLI's rows are objects of text, and their None is nothing", async () => {
  const row = {
    ...Object.fromEntries(Object.entries(SIGN_IN).map(([name, value]) => [name, String(value)])),
    TableName: "PrimaryResult",
    IsInteractive: "False",
    AuthenticationProtocol: "None",
    ResultDescription: "None",
    UserAgent: "None",
  };
  const { recognised, rows } = await readWhole(write(JSON.stringify([row], null, 2)));
  expect(recognised.format).toBe("log-analytics");
  expect(eventsOf(rows)).toMatchObject([
    {
      vector: "entra-noninteractive",
      userAgent: "",
      protocol: "",
      description: "",
      code: "50034",
      country: "NL",
    },
  ]);
});
