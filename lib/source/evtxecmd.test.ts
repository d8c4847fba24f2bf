import { expect, test } from "vitest";
import { csv, eventsOf, logFolder, readWhole, receipt } from "@/test/log-files";

const write = logFolder();

const DATA: Record<string, string> = {
  SubjectUserName: "-",
  TargetUserName: "ana",
  TargetDomainName: "CONTOSO",
  Status: "0xC000006D",
  SubStatus: "0xC0000064",
  LogonType: "3",
  LogonProcessName: "NtLmSsp ",
  AuthenticationPackageName: "NTLM",
  IpAddress: "::ffff:203.0.113.7",
};
const payload = (data: Record<string, string>) =>
  JSON.stringify({
    EventData: { Data: Object.entries(data).map(([name, text]) => ({ "@Name": name, "#text": text })) },
  });
const ROW: Record<string, string> = {
  RecordNumber: "1",
  EventRecordId: "229977",
  TimeCreated: "2026-08-22 05:26:47.0428511",
  EventId: "4625",
  Level: "LogAlways",
  Provider: "Microsoft-Windows-Security-Auditing",
  Channel: "Security",
  Computer: "SRV01.contoso.local",
  MapDescription: "Failed logon",
  UserName: "OTHER\\shown (S-1-0-0)",
  RemoteHost: "SHOWN (198.51.100.9)",
  PayloadData1: "Target: CONTOSO\\ana",
  Keywords: "Audit failure",
  Payload: payload(DATA),
};
const NAMES = Object.keys(ROW);
const rowOf = (names: string[], part: Record<string, string>) =>
  names.map((name) => ({ ...ROW, ...part })[name] ?? "");
const fileOf = (names: string[], ...rows: Record<string, string>[]) =>
  `\ufeff${csv(
    names,
    rows.map((part) => rowOf(names, part)),
  )}\r\n`;

test("the payload tells, not the columns that a map made of it; times are UTC with seven digits", async () => {
  const { rows, recognised } = await readWhole(write(fileOf(NAMES, {})));
  expect(recognised).toMatchObject({ format: "evtxecmd", assumesZone: false, notes: [] });
  expect(eventsOf(rows)).toMatchObject([
    {
      nativeId: "srv01.contoso.local|security|229977",
      name: "CONTOSO\\ana",
      address: "203.0.113.7",
      code: "0xc0000064",
      digits: 7,
      atMicros: BigInt(Date.UTC(2026, 7, 22, 5, 26, 47)) * 1000n + 42_851n,
    },
  ]);
});

test("a zone that the analyst names changes nothing: the format is UTC", async () => {
  const { rows } = await readWhole(write(fileOf(NAMES, {})), { timeZone: "Asia/Kathmandu" });
  expect(eventsOf(rows)[0]?.atMicros).toBe(BigInt(Date.UTC(2026, 7, 22, 5, 26, 47)) * 1000n + 42_851n);
});

test("columns in any order, other events and other channels are read as what they are", async () => {
  const parts: Record<string, string>[] = [
    {},
    { EventId: "4688" },
    { Channel: "Application", Provider: "EventSystem" },
    { TimeCreated: "x" },
  ];
  const { rows } = await readWhole(write(fileOf([...NAMES].reverse(), ...parts)));
  expect(receipt(rows)).toEqual({
    "windows-logon": 1,
    "skipped: event 4688 is no sign-in": 1,
    "skipped: event 4625 of Application is no sign-in": 1,
    "rejected: time cannot be read": 1,
  });
});

test("one value alone is no list, and a payload that is none leaves a row that tells nothing", async () => {
  const single = JSON.stringify({ EventData: { Data: { "@Name": "TargetUserName", "#text": "ana" } } });
  const { rows } = await readWhole(write(fileOf(NAMES, { Payload: single }, { Payload: "{" })));
  expect(rows[0]).toMatchObject({ ok: true, event: { name: "ana" } });
  expect(rows[1]).toMatchObject({ ok: false, reason: "neither account, address nor result code" });
});

test("the same as JSON lines is read by the same rules", async () => {
  const { rows, recognised } = await readWhole(write(`${JSON.stringify({ ...ROW, EventId: 4625 })}\n`));
  expect(recognised).toMatchObject({ format: "evtxecmd", shape: "json-lines" });
  const fromCsv = await readWhole(write(fileOf(NAMES, {})));
  expect(eventsOf(rows)).toEqual(eventsOf(fromCsv.rows));
});
