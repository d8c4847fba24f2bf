import fc from "fast-check";
import { expect, test } from "vitest";
import type { Event } from "@/lib/event/schema";
import { eventsOf, logFolder, readWhole, receipt } from "@/test/log-files";
import {
  beat,
  evtxDump,
  FAILED_LOGON,
  flat,
  powerShell,
  TICKET,
  VALIDATION,
  type WindowsEvent,
  windowsData,
} from "@/test/windows-records";
import { namesOf } from "./event-templates";
import { ValueCutter } from "./json-values";

const write = logFolder();
const lines = (records: object[]) => records.map((record) => JSON.stringify(record)).join("\n");
const readAll = (text: string | Buffer) => readWhole(write(text));
const EVENTS: WindowsEvent[] = [
  FAILED_LOGON,
  { ...TICKET, recordId: 1205 },
  { ...VALIDATION, recordId: 1206 },
];

/** What the shapes of one event must agree in. */
const told = ({ atMicros, nativeId, address, name, code, qualifier, operation, facts }: Event) => ({
  ...{ at: String(atMicros), nativeId, address, name, code, qualifier, operation, facts },
});

const EXPECTED = [
  ["4625", "CORP\\Ann", "10.0.0.9", "0xc0000064"],
  ["4768", "CORP.EXAMPLE\\ann", "10.0.0.9", "0x6"],
  ["4776", "ann", "workstation:kali", "0xc0000064"],
];
const shown = (events: Event[]) =>
  events.map(({ operation, name, address, code }) => [operation, name, address, code]);

test("evtx_dump's two styles of attributes, one a line or pretty, say the same", async () => {
  const seen: unknown[] = [];
  for (const isSeparate of [false, true]) {
    const records = EVENTS.map((event) => evtxDump(event, isSeparate));
    const pretty = records
      .map((record, at) => `Record ${at + 1}\n${JSON.stringify(record, null, 2)}\n`)
      .join("");
    const labelled = records
      .map((record, at) => `Record ${at + 1}\r\n${JSON.stringify(record)}\r\n`)
      .join("");
    const commas = records.map((record) => `${JSON.stringify(record, null, 2)},\n`).join("");
    for (const text of [lines(records), pretty, labelled, commas, JSON.stringify(records)]) {
      const { rows, recognised, error } = await readAll(text);
      expect([recognised.format, recognised.assumesZone, error]).toEqual(["windows-json", false, null]);
      expect(shown(eventsOf(rows))).toEqual(EXPECTED);
      seen.push(eventsOf(rows).map(told));
    }
  }
  for (const one of seen) expect(one).toEqual(seen[0]);
});

test("an event's number may stand beside its qualifiers, and values in a list with or without names", async () => {
  const { Event: event } = evtxDump(FAILED_LOGON) as { Event: { System: Record<string, unknown> } };
  const system = { ...event.System, EventID: { "#attributes": { Qualifiers: 0 }, "#text": 4625 } };
  const values = Object.values(FAILED_LOGON.data);
  const named = Object.entries(FAILED_LOGON.data);
  const records = [
    { Data: values },
    { Data: { "#text": values } },
    { Data: named.map(([name, value]) => ({ "@Name": name, "#text": value })) },
    { Data: named.map(([Name, value]) => ({ "#attributes": { Name }, "#text": value })) },
  ].map((EventData) => ({ Event: { System: system, EventData } }));
  const { rows } = await readAll(lines(records));
  const [first, ...others] = eventsOf(rows).map(told);
  expect(first).toMatchObject({ name: "CORP\\Ann", address: "10.0.0.9", code: "0xc0000064" });
  for (const other of others) expect(other).toEqual(first);
});

test("records out of order, of other events and without data each end for a reason", async () => {
  const bare = evtxDump({ id: 4625, data: {} }) as { Event: { EventData?: unknown } };
  delete bare.Event.EventData;
  const text = lines([
    evtxDump({ ...FAILED_LOGON, time: "2026-03-03T10:15:31Z" }),
    evtxDump({ ...TICKET, time: "2026-03-03T10:15:30Z" }),
    evtxDump({ id: 4688, data: {} }),
    evtxDump({ ...FAILED_LOGON, channel: "Application", provider: "EventSystem" }),
    bare,
    evtxDump({ ...FAILED_LOGON, time: "2026-03-03T10:15:65Z" }),
  ]);
  expect(receipt((await readAll(text)).rows)).toEqual({
    "windows-logon": 1,
    kerberos: 1,
    "skipped: event 4688 is no sign-in": 1,
    "skipped: event 4625 of Application is no sign-in": 1,
    "rejected: neither account, address nor result code": 1,
    "rejected: time cannot be read": 1,
  });
});

test("a large log is known though no logon is among its first records; one without any is refused in words", async () => {
  const other = evtxDump({ id: 4688, data: {} });
  const { rows } = await readAll(lines([...Array(300).fill(other), evtxDump(FAILED_LOGON)]));
  expect(receipt(rows)).toEqual({ "windows-logon": 1, "skipped: event 4688 is no sign-in": 300 });
  await expect(readAll(lines([other]))).rejects.toMatchObject({
    message: expect.stringContaining("This Windows event log holds no logon: event 4688"),
  });
});

test("a record's number beyond 2^53 keeps its digits in every shape", async () => {
  for (const shape of [evtxDump, beat, flat, powerShell]) {
    const text = JSON.stringify(shape({ ...FAILED_LOGON, recordId: 123456789 })).replace(
      "123456789",
      "9007199254740993",
    );
    expect(eventsOf((await readAll(text)).rows)).toMatchObject([
      { nativeId: "fs01.corp.example|security|9007199254740993" },
    ]);
  }
});

test("Elastic's documents are read nested, dotted, in _source, in hits and as lists of one", async () => {
  const documents = EVENTS.map(beat);
  const sources = documents.map((_source) => ({ _index: "winlogbeat", _source }));
  const dotted = documents.map((document) => dottedOf(document));
  const fields = dotted.map((document) => ({
    ...{ _index: "winlogbeat", _id: "1" },
    fields: Object.fromEntries(Object.entries(document).map(([key, value]) => [key, [value]])),
  }));
  const mixed = documents.map(({ winlog, ...rest }) => ({ ...rest, ...dottedOf({ winlog }) }));
  const seen: unknown[] = [];
  for (const records of [documents, sources, dotted, fields, mixed])
    for (const text of [lines(records), JSON.stringify({ hits: { total: 3, hits: records } }, null, 1)]) {
      const { rows, recognised } = await readAll(text);
      expect([recognised.format, recognised.assumesZone]).toEqual(["winlogbeat", false]);
      expect(shown(eventsOf(rows))).toEqual(EXPECTED);
      seen.push(eventsOf(rows).map(told));
    }
  for (const one of seen) expect(one).toEqual(seen[0]);
});

function dottedOf(value: Record<string, unknown>, before = ""): Record<string, unknown> {
  const entries = Object.entries(value).map(([key, inner]) =>
    typeof inner === "object" && inner !== null
      ? dottedOf(inner as Record<string, unknown>, `${before}${key}.`)
      : { [before + key]: inner },
  );
  return Object.assign({}, ...entries) as Record<string, unknown>;
}

test("what Elastic's own pipeline moved away from the event is found again", async () => {
  const { IpAddress: _, IpPort: __, ProcessName: ___, ...data } = FAILED_LOGON.data;
  const document = {
    ...beat({ ...FAILED_LOGON, data }),
    source: { ip: "10.0.0.9", port: 50000, domain: "KALI" },
    process: { executable: "C:\\Windows\\System32\\svchost.exe", pid: 4 },
    user: { name: "Ann", domain: "CORP" },
  };
  expect(eventsOf((await readAll(JSON.stringify(document))).rows)).toMatchObject([
    { address: "10.0.0.9", app: "svchost.exe", name: "CORP\\Ann", code: "0xc0000064" },
  ]);
});

test("documents of Winlogbeat before version 7 are read too", async () => {
  const document = {
    ...{
      "@timestamp": "2026-03-03T10:15:30.123Z",
      event_id: 4625,
      log_name: "Security",
      record_number: "12",
    },
    ...{
      computer_name: "FS01",
      source_name: "Microsoft-Windows-Security-Auditing",
      event_data: FAILED_LOGON.data,
    },
  };
  expect(eventsOf((await readAll(JSON.stringify(document))).rows)).toMatchObject([
    { nativeId: "fs01|security|12", code: "0xc0000064" },
  ]);
});

test("NXLog's local time is read by @timestamp, by the zone of EventReceivedTime, or asked about", async () => {
  const record = flat(FAILED_LOGON);
  const at = async (change: object) => {
    const { rows, recognised } = await readAll(JSON.stringify({ ...record, ...change }));
    const [event] = eventsOf(rows);
    return [new Date(Number((event?.atMicros ?? 0n) / 1000n)).toISOString(), recognised.assumesZone];
  };
  expect(await at({ "@timestamp": "2026-03-03T10:15:32.5Z" })).toEqual(["2026-03-03T10:15:32.500Z", false]);
  expect(await at({ EventReceivedTime: "2026-03-03T05:15:33-05:00" })).toEqual([
    "2026-03-03T10:15:30.000Z",
    false,
  ]);
  expect(await at({ EventTime: "2026-03-03T05:15:30-05:00", "@timestamp": "2026-03-03T10:20:00Z" })).toEqual([
    "2026-03-03T10:15:30.000Z",
    false,
  ]);
  expect(await at({ EventReceivedTime: "2026-03-03 05:15:33" })).toEqual(["2026-03-03T05:15:30.000Z", true]);
  const { rows, notes } = await readWhole(write(JSON.stringify(record)), { timeZone: "America/New_York" });
  expect(eventsOf(rows)[0]?.atMicros).toBe(1772532930000000n);
  expect(notes.join()).toContain("America/New_York");
});

test("NXLog's event number is a number or a text, and its fields lie flat", async () => {
  const records = [...EVENTS.map(flat), { ...flat(FAILED_LOGON), EventID: "4625" }].map((record) => ({
    ...record,
    "@timestamp": "2026-03-03T10:15:30Z",
  }));
  const { rows, recognised } = await readAll(lines(records));
  expect(recognised.format).toBe("nxlog");
  expect(shown(eventsOf(rows))).toEqual([...EXPECTED, EXPECTED[0]]);
});

test("Get-WinEvent's values have no names: their place in Windows' own template tells", async () => {
  for (const event of [FAILED_LOGON, TICKET, VALIDATION])
    expect(Object.keys(event.data)).toEqual(namesOf(String(event.id)));
  const records = EVENTS.map(powerShell);
  for (const text of [
    lines(records),
    JSON.stringify(records, null, 2),
    JSON.stringify(records[0], null, 2),
  ]) {
    const { rows, recognised } = await readAll(text);
    expect([recognised.format, recognised.assumesZone]).toEqual(["get-winevent", false]);
    expect(shown(eventsOf(rows))).toEqual(EXPECTED.slice(0, rows.length));
    expect(eventsOf(rows)[0]?.atMicros).toBe(1772532930123456n);
  }
});

test("Windows PowerShell writes /Date(…)/, wraps times and lists, and gives statuses as signed numbers", async () => {
  const signed = windowsData(FAILED_LOGON, { Status: -1073741715, SubStatus: -1073741724 });
  const record = powerShell(signed);
  const variants = [
    { ...record, TimeCreated: "/Date(1772532930123)/" },
    { ...record, TimeCreated: { value: "/Date(1772532930123)/", DisplayHint: 2, DateTime: "3 March 2026" } },
    { ...record, TimeCreated: "/Date(1772532930123)/", Properties: { value: record.Properties, Count: 21 } },
  ];
  const text = Buffer.from(
    `\ufeff${JSON.stringify(variants, null, 2).replaceAll("/Date", "\\/Date")}`,
    "utf16le",
  );
  const { rows, recognised } = await readAll(text);
  expect(recognised.encoding).toBe("utf-16le");
  for (const event of eventsOf(rows))
    expect(event).toMatchObject({ atMicros: 1772532930123000n, code: "0xc0000064", digits: 3 });
});

test("values that ConvertTo-Json was too shallow to write are no values", async () => {
  const record = powerShell(FAILED_LOGON);
  const type = "System.Diagnostics.Eventing.Reader.EventProperty";
  const text = lines([
    record,
    { ...record, Properties: Array(21).fill(type) },
    { ...record, Properties: `${type} ${type}` },
    { ...record, Id: 4688, Properties: [type] },
  ]);
  expect(receipt((await readAll(text)).rows)).toEqual({
    "windows-logon": 1,
    "rejected: the values are type names: export with ConvertTo-Json -Depth 4": 2,
    "skipped: event 4688 is no sign-in": 1,
  });
});

test("labels between pretty objects mean nothing, wherever a chunk ends", () => {
  const text = Buffer.from(
    `Record 1\n{"a":1}\nRecord 22\r\n{"b":[{"c":"Record 3"}]},\n\nRecord 3\n{"d":2}\nRecord 4`,
  );
  const whole = ['{"a":1}', '{"b":[{"c":"Record 3"}]}', '{"d":2}'];
  fc.assert(
    fc.property(fc.array(fc.nat(text.length), { maxLength: 4 }), (cuts) => {
      const cutter = new ValueCutter();
      const places = [0, ...cuts.sort((a, b) => a - b), text.length];
      const slices = places.flatMap((from, at) => cutter.push(text.subarray(from, places[at + 1] ?? from)));
      cutter.end();
      expect(cutter.damage).toBeNull();
      expect(slices.map(({ bytes }) => String(bytes))).toEqual(whole);
    }),
  );
  for (const line of ["Rubbish", "Record", "Record x", `Record ${"1".repeat(50)}`, "Record 1 and more"]) {
    const cutter = new ValueCutter();
    expect(cutter.push(Buffer.from(`{"a":1}\n${line}\n{"b":1}`))).toHaveLength(1);
    cutter.end();
    expect(cutter.damage).toEqual({ byte: 8, what: "there is neither a JSON object nor a list" });
  }
});

test("broken lines, NUL and bad UTF-8 cost their own record, and a cut file ends where it was cut", async () => {
  const good = JSON.stringify(evtxDump(FAILED_LOGON));
  const nul = JSON.stringify(evtxDump(windowsData(FAILED_LOGON, { TargetUserName: "a\u0000b" })));
  const bad = Buffer.concat([
    Buffer.from(good.slice(0, 90)),
    Buffer.from([0xff]),
    Buffer.from(good.slice(90)),
  ]);
  const text = Buffer.concat(
    [good, nul, bad, good.slice(0, 200), good].map((line) =>
      Buffer.concat([Buffer.from(line), Buffer.from("\n")]),
    ),
  );
  expect(receipt((await readAll(text)).rows)).toEqual({
    "windows-logon": 3,
    "rejected: not valid UTF-8": 1,
    "rejected: broken JSON": 1,
  });
  const pretty = `Record 1\n${JSON.stringify(JSON.parse(good), null, 2)}\nRecord 2\n{"Event": {`;
  const { rows, error } = await readAll(pretty);
  expect(receipt(rows)).toEqual({ "windows-logon": 1 });
  expect(error?.message).toContain("the file ends inside the record");
});
