import { expect, test } from "vitest";
import { csv, eventsOf, logFolder, readWhole, receipt } from "@/test/log-files";

const write = logFolder();

const ROW: Record<string, string> = {
  "TimeGenerated [UTC]": "4/16/2021, 9:09:00.730 AM",
  Account: "CONTOSO\\ana",
  Computer: "SRV01.contoso.local",
  EventSourceName: "Microsoft-Windows-Security-Auditing",
  Channel: "Security",
  EventID: "4625",
  Activity: "4625 - An account failed to log on.",
  Status: "0xc000006d",
  SubStatus: "0xc0000064",
  IpAddress: "203.0.113.7",
  IpPort: "51234",
  LogonType: "3",
  TargetUserName: "",
  TargetDomainName: "",
  WorkstationName: "KALI",
  EventData: "",
  EventOriginId: "AFFC5094-5A4B-40E6-8542-BF5D5D26A141",
  Type: "SecurityEvent",
};
const NAMES = Object.keys(ROW);
const rowOf = (names: string[], part: Record<string, string>) =>
  names.map((name) => ({ ...ROW, ...part })[name] ?? "");
const fileOf = (names: string[], ...rows: Record<string, string>[]) =>
  csv(
    names,
    rows.map((part) => rowOf(names, part)),
  );
const without = (...left: string[]) => NAMES.filter((name) => !left.includes(name));

test("the portal's CSV: a US time in UTC, the account with its domain, the agent's id of the event", async () => {
  const { rows, recognised } = await readWhole(write(fileOf(NAMES, {})));
  expect(recognised).toMatchObject({ format: "security-event", assumesZone: false, notes: [] });
  expect(eventsOf(rows)).toMatchObject([
    {
      source: "windows-security",
      nativeId: "affc5094-5a4b-40e6-8542-bf5d5d26a141",
      contentId: "",
      name: "CONTOSO\\ana",
      address: "203.0.113.7",
      code: "0xc0000064",
      isIngestTime: false,
      atMicros: BigInt(Date.UTC(2021, 3, 16, 9, 9, 0, 730)) * 1000n,
    },
  ]);
});

test("an account without domain, without either, and one that has columns of its own", async () => {
  const { rows } = await readWhole(
    write(
      fileOf(
        NAMES,
        { Account: "\\admin" },
        { Account: "\\" },
        { Account: "x\\y", TargetUserName: "bo", TargetDomainName: "NORTH" },
        { Account: "x\\y", TargetUserName: "bo@contoso.example" },
      ),
    ),
  );
  expect(eventsOf(rows).map(({ name }) => name)).toEqual(["admin", "", "NORTH\\bo", "bo@contoso.example"]);
});

test("events without columns of their own keep status and account as XML in one cell, over many lines", async () => {
  const xml = [
    '<EventData xmlns="http://schemas.microsoft.com/win/2004/08/events/event">',
    '  <Data Name="TargetUserName">o&apos;hara &amp; co</Data>',
    '  <Data Name="TargetDomainName">CONTOSO.LOCAL</Data>',
    '  <Data Name="Status">0x6</Data>',
    '  <Data Name="PreAuthType">-</Data>',
    '  <Data Name="IpAddress">::ffff:203.0.113.9</Data>',
    "</EventData>",
  ].join("\r\n");
  const ntlm =
    '<EventData><Data Name="TargetUserName">ana</Data><Data Name="Workstation">KALI</Data><Data Name="Status">0xc0000064</Data></EventData>';
  const bare = { Status: "", SubStatus: "", IpAddress: "", Account: "", WorkstationName: "" };
  const { rows } = await readWhole(
    write(
      fileOf(
        NAMES,
        { ...bare, EventID: "4768", EventData: xml },
        { ...bare, EventID: "4776", EventData: ntlm },
      ),
    ),
  );
  expect(eventsOf(rows)).toMatchObject([
    { vector: "kerberos", name: "CONTOSO.LOCAL\\o'hara & co", code: "0x6", address: "203.0.113.9" },
    { vector: "ntlm", name: "ana", code: "0xc0000064", address: "workstation:kali" },
  ]);
});

test("Account is who asked where the event is about another: a lockout takes the target's", async () => {
  const part = { EventID: "4740", Account: "CONTOSO\\DC01$", Status: "", SubStatus: "" };
  const { rows } = await readWhole(
    write(fileOf([...NAMES, "TargetAccount"], { ...part, TargetAccount: "CONTOSO\\ana" })),
  );
  expect(eventsOf(rows)).toMatchObject([{ vector: "windows-context", name: "ana" }]);
});

test("the time of a batch stands in where there is no other, is marked as that, and the receipt says so", async () => {
  const names = ["TimeCollected [UTC]", ...without("TimeGenerated [UTC]", "Status", "SubStatus")];
  const { rows, notes } = await readWhole(
    write(fileOf(names, { "TimeCollected [UTC]": "4/16/2021, 9:10:00.000 AM" })),
  );
  expect(eventsOf(rows)).toMatchObject([{ isIngestTime: true, code: "" }]);
  expect(notes.join(" ")).toContain("agent sent a batch");
  expect(notes.join(" ")).toContain("no Status and SubStatus");
});

test("a header in local time names no zone that can be looked up: it is asked for", async () => {
  const names = ["TimeGenerated [Local Time]", ...without("TimeGenerated [UTC]")];
  const part = { "TimeGenerated [Local Time]": "4/16/2021, 9:09:00.730 AM" };
  const { recognised, rows } = await readWhole(write(fileOf(names, part)), { timeZone: "UTC+02:00" });
  expect(recognised).toMatchObject({ assumesZone: true });
  expect(eventsOf(rows)[0]?.atMicros).toBe(BigInt(Date.UTC(2021, 3, 16, 7, 9, 0, 730)) * 1000n);
});

test("pandas writes an index without a name, and UTC without saying so", async () => {
  const names = ["", "TimeGenerated", ...without("TimeGenerated [UTC]")];
  const part = { "": "0", TimeGenerated: "2019-01-15 05:15:02.980" };
  const { recognised, rows } = await readWhole(write(fileOf(names, part)), { timeZone: "Asia/Kathmandu" });
  expect(recognised).toMatchObject({ format: "security-event", assumesZone: false });
  expect(eventsOf(rows)[0]?.atMicros).toBe(BigInt(Date.UTC(2019, 0, 15, 5, 15, 2, 980)) * 1000n);
});

const API = { ...ROW, TimeGenerated: "2021-04-16T09:09:00.7301234Z", EventID: 4625 as unknown };
const API_NAMES = Object.keys(API).filter((name) => name !== "TimeGenerated [UTC]");
const apiRow = API_NAMES.map((name) => (API as Record<string, unknown>)[name]);

test("an answer of the query API, JSON lines and a list of rows tell the same", async () => {
  const columns = API_NAMES.map((name) => ({ name, type: "string" }));
  const object = Object.fromEntries(API_NAMES.map((name, at) => [name, apiRow[at]]));
  const table = { tables: [{ name: "PrimaryResult", columns, rows: [apiRow] }] };
  const texts = [table, object, [object, object]].map((value) => JSON.stringify(value));
  const read = await Promise.all(texts.map((text) => readWhole(write(`${text}\n`))));
  expect(read.map(({ recognised }) => [recognised.format, recognised.shape])).toEqual([
    ["security-event", "json-tables"],
    ["security-event", "json-lines"],
    ["security-event", "json-values"],
  ]);
  const [first, second, third] = read.map(({ rows }) => eventsOf(rows));
  expect(first).toMatchObject([{ code: "0xc0000064", digits: 7, name: "CONTOSO\\ana" }]);
  expect(second).toEqual(first);
  expect(third).toEqual([...(first ?? []), ...(first ?? [])]);
});

test("rows of other tables and events are skipped by name; a file of nothing else is refused", async () => {
  const { rows } = await readWhole(write(fileOf(NAMES, {}, { Type: "Syslog" }, { EventID: "5145" })));
  expect(receipt(rows)).toEqual({
    "windows-logon": 1,
    "skipped: table Syslog is not Windows Security": 1,
    "skipped: event 5145 is no sign-in": 1,
  });
  await expect(readWhole(write(fileOf(NAMES, { Type: "SecurityAlert" })))).rejects.toThrow(
    "the table SecurityAlert",
  );
});

test("an export without times, or without accounts, is refused with what to export instead", async () => {
  await expect(readWhole(write(fileOf(without("TimeGenerated [UTC]"), {})))).rejects.toThrow(
    "no time column",
  );
  const names = without("Account", "TargetUserName", "TargetDomainName", "EventData");
  await expect(readWhole(write(fileOf(names, {})))).rejects.toThrow("names no accounts");
});
