import { closeSync, openSync, writeSync } from "node:fs";
import { evtxFile } from "@/test/evtx";
import { auditData, eventXml, evtxEcmd, securityEvent, UAL_WRAPPINGS } from "@/test/windows-exports";
import { failedLogon } from "@/test/windows-messages";
import { beat, evtxDump, FAILED_LOGON, flat, powerShell, type WindowsEvent } from "@/test/windows-records";

const START = Date.parse("2026-03-03T00:00:00Z");
const MIB = 1 << 20;

/** The n-th failed logon: another name, address and port each time, as a scan leaves them. */
const logonOf = (n: number): Required<WindowsEvent> => ({
  ...{ id: 4625, computer: "fs01.corp.example", channel: "Security", recordId: n },
  provider: "Microsoft-Windows-Security-Auditing",
  time: new Date(START + n * 37).toISOString(),
  data: {
    ...FAILED_LOGON.data,
    ...{
      TargetUserName: `user${n % 5000}`,
      IpAddress: `10.0.${(n >> 8) & 255}.${n & 255}`,
      IpPort: String(49_152 + (n % 16_000)),
    },
  },
});
const json = (shape: (event: WindowsEvent) => object) => (n: number) =>
  `${JSON.stringify(shape(logonOf(n)))}\n`;
const auditOf = (n: number) =>
  auditData({
    ...{ id: `5f1c9d3e-0000-4000-8000-${String(n).padStart(12, "0")}`, at: logonOf(n).time, error: "50126" },
    ...{ user: `user${n % 5000}@contoso.example`, address: `203.0.113.${n & 255}` },
  });
const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;
const message = (n: number) =>
  failedLogon({ user: `user${n % 5000}`, address: `10.0.${(n >> 8) & 255}.${n & 255}` });
/** On the host's clock, in the order of the United States. */
const american = (n: number) => `5/31/2026 ${(n % 12) + 1}:${String(n % 60).padStart(2, "0")}:21 PM`;

const splunkText = (n: number) =>
  [
    `10/08/2020 ${String((n % 12) + 1).padStart(2, "0")}:41:${String(n % 60).padStart(2, "0")} PM`,
    "LogName=Security\nSourceName=Microsoft Windows security auditing.\nEventCode=4625\nEventType=0\nType=Information",
    `ComputerName=SRV01.contoso.local\nTaskCategory=Logon\nOpCode=Info\nRecordNumber=${n}\nKeywords=Audit Failure`,
    `Message=${message(n).replaceAll("\r\n", "\n")}\n`,
  ].join("\n");

type Shape = { head?: string; row: (n: number) => string; peer: "json" | "scan" };

export const SHAPES: Record<string, Shape> = {
  "evtx_dump JSONL": { row: json(evtxDump), peer: "json" },
  "Winlogbeat JSONL": { row: json(beat), peer: "json" },
  "NXLog JSONL": { row: json(flat), peer: "json" },
  "Get-WinEvent JSONL": { row: json(powerShell), peer: "json" },
  "Event XML": { row: (n) => eventXml.row(logonOf(n)), peer: "scan" },
  "EvtxECmd CSV": { head: evtxEcmd.head, row: (n) => evtxEcmd.row(logonOf(n)), peer: "scan" },
  "SecurityEvent CSV": { head: securityEvent.head, row: (n) => securityEvent.row(logonOf(n)), peer: "scan" },
  "Get-WinEvent CSV": {
    head: '"Message","Id","Version","RecordId","ProviderName","LogName","MachineName","TimeCreated","LevelDisplayName"\r\n',
    row: (n) =>
      `${[message(n), "4625", "0", String(n), "Microsoft-Windows-Security-Auditing", "Security", "SRV01", american(n), "Information"].map(cell).join(",")}\r\n`,
    peer: "scan",
  },
  "Event Viewer CSV": {
    head: "Keywords,Date and Time,Source,Event ID,Task Category\r\n",
    row: (n) =>
      `Audit Failure,${american(n)},Microsoft-Windows-Security-Auditing,4625,Logon,${cell(message(n))}\r\n`,
    peer: "scan",
  },
  "Splunk text": { row: splunkText, peer: "scan" },
  "unified audit log JSONL": { row: (n) => `${JSON.stringify(auditOf(n))}\n`, peer: "json" },
  "unified audit log CSV": {
    head: UAL_WRAPPINGS["Search-UnifiedAuditLog's CSV"]?.([]) ?? "",
    row: (n) =>
      (UAL_WRAPPINGS["Search-UnifiedAuditLog's CSV"]?.([auditOf(n)]) ?? "")
        .split("\r\n")
        .slice(1)
        .join("\r\n"),
    peer: "scan",
  },
};

/** Writes about so many MiB of rows; says how many there are. */
export function writeText(path: string, { head = "", row }: Shape, mib: number): number {
  const file = openSync(path, "w");
  let [rows, bytes, text] = [0, 0, head];
  for (; bytes < mib * MIB; rows++) {
    text += row(rows);
    if (text.length < MIB) continue;
    bytes += writeSync(file, text);
    text = "";
  }
  closeSync(file);
  return rows;
}

/** Forty chunks of different records, again and again: numbers repeat, which costs a reader nothing. */
export function writeEvtx(path: string, mib: number): number {
  const [CHUNKS, IN_CHUNK, HEADER] = [40, 60, 4096];
  const events = Array.from({ length: CHUNKS * IN_CHUNK }, (_, n) => ({
    ...{ id: 4625, recordId: BigInt(n + 1), at: START + n * 37 },
    data: Object.entries(logonOf(n).data).map(([name, value]): [string, string] => [name, String(value)]),
  }));
  const bytes = evtxFile(events, { perChunk: IN_CHUNK });
  const times = Math.ceil((mib * MIB) / (bytes.length - HEADER));
  const file = openSync(path, "w");
  writeSync(file, bytes.subarray(0, HEADER));
  for (let time = 0; time < times; time++) writeSync(file, bytes.subarray(HEADER));
  closeSync(file);
  return events.length * times;
}
