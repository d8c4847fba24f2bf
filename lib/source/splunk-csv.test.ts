import { expect, test } from "vitest";
import { csv, eventsOf, graphRecord, logFolder, readWhole, receipt } from "@/test/log-files";
import { failedLogon } from "@/test/windows-messages";

const write = logFolder();
const fileOf = (...rows: string[][]) => csv(["_raw", "_time", "host", "sourcetype"], rows);
const row = (raw: string, time = "2026-03-03T10:15:30.000+0000") => [raw, time, "srv", "x"];

const TEXT = [
  "03/03/2026 11:15:30 AM",
  "LogName=Security",
  "SourceName=Microsoft Windows security auditing.",
  "EventCode=4625",
  "ComputerName=SRV01",
  "RecordNumber=5",
  `Message=${failedLogon()}`,
].join("\r\n");
const XML =
  "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Microsoft-Windows-Security-Auditing'/><EventID>4625</EventID><TimeCreated SystemTime='2026-03-03T10:15:30.5Z'/><EventRecordID>6</EventRecordID><Channel>Security</Channel><Computer>SRV01</Computer></System><EventData><Data Name='TargetUserName'>ana</Data><Data Name='Status'>0xc000006d</Data><Data Name='SubStatus'>0xc0000064</Data><Data Name='IpAddress'>203.0.113.7</Data></EventData></Event>";
const AZURE = JSON.stringify({
  time: "2026-03-03T10:15:30Z",
  category: "SignInLogs",
  properties: graphRecord({ id: "a" }),
});
const UNIFIED = JSON.stringify({
  CreationTime: "2026-03-03T10:15:30",
  Id: "u",
  Operation: "UserLoginFailed",
  Workload: "AzureActiveDirectory",
  RecordType: 15,
  UserId: "ana@contoso.example",
  ErrorNumber: "50034",
  ActorIpAddress: "203.0.113.7",
});

test("each row is read as what its _raw is: an event as text or XML, Entra's logs and the unified one as JSON", async () => {
  const { recognised, rows } = await readWhole(
    write(fileOf(row(TEXT), row(XML), row(AZURE), row(JSON.stringify(graphRecord())), row(UNIFIED))),
  );
  expect(recognised).toMatchObject({ format: "splunk-csv", assumesZone: false });
  expect(eventsOf(rows).map(({ source, code }) => [source, code])).toEqual([
    ["windows-security", "0xc0000064"],
    ["windows-security", "0xc0000064"],
    ["entra-signin", "50034"],
    ["entra-signin", "50034"],
    ["ual", "50034"],
  ]);
  // The text says 11:15 on the host's clock; Splunk knew that it was 10:15 UTC.
  expect(eventsOf(rows)[0]).toMatchObject({
    nativeId: "srv01|security|5",
    atMicros: BigInt(Date.UTC(2026, 2, 3, 10, 15, 30)) * 1000n,
  });
});

test("without a zone in _time the host's clock is all there is: the zone is asked for", async () => {
  const path = write(fileOf(row(TEXT, "2026-03-03 11:15:30")));
  const { recognised, rows } = await readWhole(path, { timeZone: "Europe/Berlin" });
  expect(recognised.assumesZone).toBe(true);
  expect(eventsOf(rows)[0]?.atMicros).toBe(BigInt(Date.UTC(2026, 2, 3, 10, 15, 30)) * 1000n);
});

test("a raw record that is nothing known, broken or empty costs its own row", async () => {
  const { rows } = await readWhole(
    write(fileOf(row(AZURE), row("hello"), row(""), row('{"a":'), row("<Event>"), row(TEXT))),
  );
  expect(rows.map(({ ok }) => ok)).toEqual([true, false, false, false, false, true]);
  expect(Object.keys(receipt(rows)).filter((reason) => reason.startsWith("rejected")).length).toBeGreaterThan(
    2,
  );
});
