import { expect, test } from "vitest";
import { csv, eventsOf, logFolder, readWhole, receipt } from "@/test/log-files";
import { failedLogon, logon, validated } from "@/test/windows-messages";

const write = logFolder();

/** The columns in the order in which Export-Csv writes an event's properties. */
const NAMES = [
  ...["Message", "Id", "Version", "Qualifiers", "Level", "Task", "Opcode", "Keywords", "RecordId"],
  ...["ProviderName", "ProviderId", "LogName", "ProcessId", "ThreadId", "MachineName", "UserId"],
  ...["TimeCreated", "ActivityId", "RelatedActivityId", "ContainerLog", "MatchedQueryIds", "Bookmark"],
  ...["LevelDisplayName", "OpcodeDisplayName", "TaskDisplayName", "KeywordsDisplayNames", "Properties"],
];
const ROW: Record<string, string> = {
  Message: failedLogon(),
  Id: "4625",
  RecordId: "9007199254740993",
  ProviderName: "Microsoft-Windows-Security-Auditing",
  LogName: "Security",
  MachineName: "SRV01.contoso.local",
  TimeCreated: "5/31/2026 4:36:21 PM",
  KeywordsDisplayNames: "System.Collections.ObjectModel.ReadOnlyCollection`1[System.String]",
  Properties: "System.Collections.Generic.List`1[System.Diagnostics.Eventing.Reader.EventProperty]",
};
const rowOf = (part: Record<string, string>) => NAMES.map((name) => ({ ...ROW, ...part })[name] ?? "");
const TYPE = "#TYPE System.Diagnostics.Eventing.Reader.EventLogRecord\r\n";
const fileOf = (...rows: Record<string, string>[]) => `${TYPE}${csv(NAMES, rows.map(rowOf))}\r\n`;

test("a PowerShell 5.1 export, UTF-16 with a type line, is read by its messages; the zone is asked for", async () => {
  const text = fileOf({}, { Id: "4624", Message: logon(), RecordId: "8" });
  const bytes = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, "utf16le")]);
  const { recognised, rows, notes } = await readWhole(write(bytes));
  expect(recognised).toMatchObject({ format: "get-winevent", encoding: "utf-16le", assumesZone: true });
  expect(notes.join(" ")).toContain("no time zone");
  expect(eventsOf(rows)).toMatchObject([
    {
      nativeId: "srv01.contoso.local|security|9007199254740993",
      name: "CONTOSO\\ana",
      address: "203.0.113.7",
      code: "0xc0000064",
      operation: "4625",
      atMicros: BigInt(Date.UTC(2026, 4, 31, 16, 36, 21)) * 1000n,
    },
    { code: "0x0", operation: "4624" },
  ]);
});

test("local times are read in the zone that the analyst names", async () => {
  const { rows } = await readWhole(write(fileOf({})), { timeZone: "America/New_York" });
  expect(eventsOf(rows)[0]?.atMicros).toBe(BigInt(Date.UTC(2026, 4, 31, 20, 36, 21)) * 1000n);
});

test("three columns that somebody selected are enough: the message says which log it is", async () => {
  const text = csv(
    ["TimeCreated", "Id", "Message"],
    [
      ["31.05.2026 16:36:21", "4776", validated()],
      ["31.05.2026 16:36:22", "4634", "An account was logged off."],
      [
        "31.05.2026 16:36:23",
        "4625",
        "The EventSystem sub system is suppressing duplicate event log entries.",
      ],
    ],
  ).replaceAll('","', '";"');
  const { rows, recognised, notes } = await readWhole(write(text));
  expect(recognised).toMatchObject({ format: "get-winevent", delimiter: ";" });
  expect(notes.join(" ")).toContain("EVTX and XML have them");
  expect(receipt(rows)).toEqual({
    ntlm: 1,
    "skipped: event 4634 is no sign-in": 1,
    "rejected: the message is cut, or in a language other than English, German, French and Spanish": 1,
  });
});

test("Get-EventLog's columns are read too", async () => {
  const names = ["EventID", "MachineName", "Index", "Message", "Source", "TimeGenerated"];
  const source = "Microsoft-Windows-Security-Auditing";
  const text = csv(names, [["4625", "SRV01", "12", failedLogon(), source, "31/05/2026 16:36:21"]]);
  const { rows, recognised } = await readWhole(write(text));
  expect(recognised).toMatchObject({ format: "get-winevent", dateOrder: "day-first" });
  expect(eventsOf(rows)).toMatchObject([{ nativeId: "srv01|security|12", code: "0xc0000064" }]);
});

test("a time that cannot be, and a row without message, are rejected alone", async () => {
  const { rows } = await readWhole(
    write(fileOf({}, { TimeCreated: "5/32/2026 4:36:21 PM" }, { Message: "" }, {})),
  );
  expect(rows.map(({ ok }) => ok)).toEqual([true, false, false, true]);
  expect(rows[1]).toMatchObject({ as: "rejected", reason: "time cannot be read" });
});
