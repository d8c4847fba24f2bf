import { expect, test } from "vitest";
import { eventsOf, graphRecord, logFolder, readWhole, resetRecord } from "@/test/log-files";
import { rawRecord } from "./raw-record";

const write = logFolder();
const setting = { nameClaims: null, dateOrder: "month-first", timeZone: null } as const;
const read = (record: unknown) =>
  rawRecord(typeof record === "string" ? record : JSON.stringify(record), setting);

test("a raw record is read by whichever JSON format knows it, in another wrapping or as the only one of a list", () => {
  expect(read(graphRecord())).toMatchObject({ event: { vector: "entra-signin", code: "50034" } });
  expect(read([graphRecord()])).toMatchObject({ event: { vector: "entra-signin" } });
  expect(read({ _source: resetRecord() })).toMatchObject({ event: { vector: "sspr" } });
  const diagnostic = { category: "SignInLogs", time: "2026-03-03T10:20:00Z", properties: graphRecord() };
  expect(read(diagnostic)).toMatchObject({ event: { vector: "entra-signin" } });
  const logon = {
    ...{ CreationTime: "2026-03-03T10:15:30", Operation: "UserLoggedIn", Workload: "AzureActiveDirectory" },
    ...{ UserId: "ana@contoso.example", ErrorNumber: "0" },
  };
  expect(read(logon)).toMatchObject({ event: { vector: "ual", code: "0" } });
});

const XML = `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Microsoft-Windows-Security-Auditing'/><EventID>4776</EventID><TimeCreated SystemTime='2026-03-03T10:15:30.1234567Z'/><EventRecordID>7</EventRecordID><Channel>Security</Channel><Computer>DC1.contoso.example</Computer></System><EventData><Data Name='TargetUserName'>ana</Data><Data Name='Workstation'>KIOSK</Data><Data Name='Status'>0xc0000064</Data></EventData></Event>`;

test("an event of Windows as XML is one, whatever carries it", async () => {
  const told = { source: "windows-security", vector: "ntlm", name: "ana", code: "0xc0000064" };
  expect(read(XML)).toMatchObject({ event: told });
  expect(read(`<?xml version="1.0"?>\n${XML}`)).toMatchObject({ event: told });
  expect(read({ _raw: XML })).toMatchObject({ event: told });
  expect(read({ preview: false, result: { _raw: XML, _time: "x" } })).toMatchObject({ event: told });
  expect(read(XML.replace("</System>", ""))).toMatchObject({ reason: expect.stringContaining("broken XML") });
  const line = JSON.stringify({ preview: false, result: { _raw: XML } });
  const { rows, recognised } = await readWhole(write(`${line}\n${line}`));
  expect(recognised).toMatchObject({ format: "splunk-xml", assumesZone: false });
  expect(eventsOf(rows)).toMatchObject([told, told]);
});

const TEXT = `03/03/2026 12:15:30 PM
LogName=Security
SourceName=Microsoft Windows security auditing.
EventCode=4776
ComputerName=DC1.contoso.example
RecordNumber=7
Message=The computer attempted to validate the credentials for an account.

Authentication Package:	MICROSOFT_AUTHENTICATION_PACKAGE_V1_0
Logon Account:	ana
Source Workstation:	KIOSK
Error Code:	0xC0000064`;

test("an event of Windows as text is one, by the time beside it where that says its zone", () => {
  const told = { source: "windows-security", vector: "ntlm", name: "ana", code: "0xc0000064" };
  const local = { ...told, atMicros: 1_772_540_130_000_000n };
  const zoned = { ...told, atMicros: 1_772_532_930_000_000n };
  expect(read(TEXT)).toMatchObject({ event: local });
  expect(rawRecord(TEXT, setting, "2026-03-03T10:15:30.000+00:00")).toMatchObject({ event: zoned });
  expect(rawRecord(TEXT, setting, "2026-03-03 10:15:30")).toMatchObject({ event: local });
  expect(read({ _raw: TEXT, _time: "2026-03-03T12:15:30.000+02:00" })).toMatchObject({ event: zoned });
  expect(read({ result: { _raw: TEXT, _time: "1772532930" } })).toMatchObject({ event: zoned });
});

test("what is no record at all is rejected with a reason", () => {
  expect([" ", "10/08/2020 words", "{broken", "[1,2]", '{"some":"thing"}'].map(read)).toEqual(
    [
      "the raw record is empty",
      "the raw record is neither JSON nor a Windows event",
      "the raw record is broken JSON",
      "not a JSON object",
      "not a known kind of record",
    ].map((reason) => ({ ok: false, as: "rejected", reason })),
  );
});
