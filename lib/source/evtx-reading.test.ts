import { crc32, gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { chunkAt, evtxFile, type WrittenEvent } from "@/test/evtx";
import { eventsOf, logFolder, readWhole, receipt } from "@/test/log-files";
import { BinaryXml, type Node } from "./evtx-binary-xml";
import { EvtxCutter } from "./evtx-cutter";
import { readEvtx } from "./evtx-reading";
import { EvtxTree } from "./evtx-tree";
import { rawSlices } from "./raw-slices";

const write = logFolder();
const START = Date.UTC(2026, 2, 3, 10, 15, 30, 123);

const failure = (number: number, part: Partial<WrittenEvent> = {}): WrittenEvent => ({
  id: 4768,
  recordId: BigInt(number),
  at: START + number * 1000,
  ticks: 4567,
  data: [
    ["TargetUserName", `näme${number}`],
    ["TargetDomainName", "CORP"],
    ["Status", "0x6"],
    ["IpAddress", "::ffff:10.0.0.5"],
  ],
  ...part,
});
const failures = (count: number, from = 1) => Array.from({ length: count }, (_, at) => failure(from + at));
/** The numbers of the records that were accepted. */
const numbersOf = (rows: Awaited<ReturnType<typeof readWhole>>["rows"]) =>
  rows.flatMap((row) => (row.ok ? [Number(row.event.nativeId.split("|").at(-1))] : []));
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at);

/** Gives a chunk's header its right checksum again. */
function sealed(bytes: Buffer, at: number): Buffer {
  const sum = crc32(Buffer.concat([bytes.subarray(at, at + 120), bytes.subarray(at + 128, at + 512)]));
  bytes.writeUInt32LE(sum, at + 124);
  return bytes;
}

test.each<[string, (bytes: Buffer) => Buffer, string]>([
  ["plain", (bytes) => bytes, "plain"],
  ["in gzip", (bytes) => gzipSync(bytes), "gzip"],
])(
  "records are read over several chunks, each by the templates of its own: %s",
  async (_how, pack, container) => {
    const { recognised, rows, error, notes } = await readWhole(write(pack(evtxFile(failures(100)))));
    expect(recognised).toMatchObject({
      ...{ format: "windows-evtx", shape: "evtx", encoding: "binxml", container, assumesZone: false },
    });
    expect([error, notes]).toEqual([null, []]);
    const events = eventsOf(rows);
    expect(events.map(({ name }) => name)).toEqual(range(1, 100).map((number) => `CORP\\näme${number}`));
    expect(events[0]).toMatchObject({
      source: "windows-security",
      vector: "kerberos",
      atMicros: BigInt(START + 1000) * 1000n + 456n,
      digits: 7,
      nativeId: "dc01.corp.example|security|1",
      address: "10.0.0.5",
      code: "0x6",
      operation: "4768",
    });
  },
);

test("a record's number keeps all of its digits", async () => {
  const numbers = [9_007_199_254_740_993n, 18_446_744_073_709_551_615n];
  const { rows } = await readWhole(write(evtxFile(numbers.map((recordId) => failure(1, { recordId })))));
  expect(eventsOf(rows).map(({ nativeId }) => nativeId.split("|")[2])).toEqual(numbers.map(String));
});

test("other events are skipped by their number, and those of another log by its name", async () => {
  const other = failure(3, { id: 4625, channel: "Application", provider: "EventSystem" });
  const { rows } = await readWhole(write(evtxFile([failure(1, { id: 4688, data: [] }), failure(2), other])));
  expect(receipt(rows)).toEqual({
    kerberos: 1,
    "skipped: event 4688 is no sign-in": 1,
    "skipped: event 4625 of Application is no sign-in": 1,
  });
});

test("wherever the bytes are split the same records come of them", () => {
  const bytes = evtxFile(failures(70), { perChunk: 30 });
  const setting = { nameClaims: null, dateOrder: "month-first", timeZone: null } as const;
  const readings = (ends: number[]) => {
    const notes: string[] = [];
    const cutter = new EvtxCutter((note) => notes.push(note));
    const found: unknown[] = [];
    const take = (slices: ReturnType<EvtxCutter["push"]>) => {
      for (const slice of slices) found.push([slice.offset, slice.length, readEvtx(slice, setting)]);
    };
    let from = 0;
    for (const end of [...ends, bytes.length]) {
      take(cutter.push(bytes.subarray(from, end)));
      from = end;
    }
    take(cutter.end());
    return [found, notes, cutter.damage];
  };
  const whole = readings([]);
  expect(whole[0]).toHaveLength(70);
  const places = [0, 1, 127, 128, 4095, 4096, 4097, 4608, 69_631, 69_632, 69_633, 70_144, 135_168];
  for (const at of [...places, ...range(1, 60).map((step) => step * 3307)])
    expect(readings([at])).toEqual(whole);
  expect(readings(range(1, Math.floor(bytes.length / 4001)).map((step) => step * 4001))).toEqual(whole);
});

test.each<[string, (bytes: Buffer, at: number) => unknown, string, number]>([
  ["its mark", (bytes, at) => bytes.write("X", at), "it does not begin as a chunk does", 0],
  ["its header", (bytes, at) => bytes.writeUInt8(9, at + 130), "the checksum of its header is wrong", 0],
  [
    "a text of a record",
    (bytes, at) => bytes.write("N", bytes.indexOf("4\x005\0", at, "latin1")),
    "the checksum of its records is wrong",
    0,
  ],
  [
    "the mark of a record",
    (bytes, at) => bytes.write("X", bytes.indexOf("**\0\0", at + 3000)),
    "the checksum of its records is wrong",
    1,
  ],
  [
    "the size of a record",
    (bytes, at) => bytes.writeUInt8(200, bytes.indexOf("**\0\0", at + 3000) + 6),
    "the checksum of its records is wrong",
    1,
  ],
])(
  "a chunk that is damaged in %s is told, what it still holds is read, and the others are whole",
  async (_where, spoil, problem, lost) => {
    const bytes = evtxFile(failures(100));
    spoil(bytes, chunkAt(1));
    const path = write(bytes);
    const { rows, error, recognised } = await readWhole(path);
    expect(error).toBeNull();
    expect(receipt(rows)).toEqual({
      kerberos: 100 - lost,
      [`rejected: chunk 1 at byte 69632: ${problem}; what can be read of it is read`]: 1,
      ...(lost > 0 && { "rejected: bytes that are no whole record": lost }),
    });
    const numbers = numbersOf(rows);
    expect([numbers.slice(0, 40), numbers.slice(-20)]).toEqual([range(1, 40), range(81, 100)]);
    const refused = rows.filter(({ ok }) => !ok).map(({ span }) => span);
    expect(refused[0]).toEqual({ offset: chunkAt(1), length: 65_536 });
    const raws: string[] = [];
    for await (const raw of rawSlices(path, recognised, refused)) raws.push(raw);
    expect(raws[0]).toMatch(/^000000 {2}[0-9a-f ]{47} {2}.{16}\n[\s\S]*… and 61,440 more bytes$/);
  },
);

test("the file's own header may be wrong in everything", async () => {
  const files: [(bytes: Buffer) => void, string][] = [
    [(bytes) => bytes.write("XXXX", 0), "own header is damaged"],
    [(bytes) => bytes.writeUInt16LE(1, 42), "own header is damaged"],
    [(bytes) => bytes.fill(0xff, 0, 4096), "own header is damaged"],
  ];
  for (const [spoil, note] of files) {
    const bytes = evtxFile(failures(100));
    spoil(bytes);
    const { rows, notes, recognised } = await readWhole(write(bytes));
    expect(recognised.format).toBe("windows-evtx");
    expect(numbersOf(rows)).toEqual(range(1, 100));
    expect(notes).toEqual([expect.stringContaining(note)]);
  }
  const open = await readWhole(write(evtxFile(failures(3), { flags: 1 })));
  expect(open.notes).toEqual([expect.stringContaining("while Windows had it open")]);
});

test("a file that is cut keeps what comes before the cut, and says so", async () => {
  const bytes = evtxFile(failures(100));
  const inRecord = bytes.indexOf("**\0\0", chunkAt(2) + 3000) + 40;
  const { rows, error } = await readWhole(write(bytes.subarray(0, inRecord)));
  expect(error).toBeNull();
  const numbers = numbersOf(rows);
  expect(numbers).toEqual(range(1, numbers.length));
  expect(numbers.length).toBeGreaterThan(80);
  expect(receipt(rows)).toMatchObject({
    [`rejected: chunk 2 at byte 135168: the file ends inside of it, after ${inRecord - chunkAt(2)} of 65536 bytes; what can be read of it is read`]: 1,
    "rejected: record cut off": 1,
  });
  const atChunk = await readWhole(write(bytes.subarray(0, chunkAt(2))));
  expect(numbersOf(atChunk.rows)).toEqual(range(1, 80));
  expect(atChunk.notes).toEqual([
    "The file's header speaks of 3 chunks, but only 2 are in the file: it was cut.",
  ]);
  expect((await readWhole(write(bytes.subarray(0, 2000)))).error).toMatchObject({ code: "incomplete" });
  expect(await readWhole(write(evtxFile([])))).toMatchObject({ rows: [], error: null, notes: [] });
});

test("zeros behind the last chunk are room that was never used, and between two they are lost records", async () => {
  const bytes = evtxFile(failures(100));
  const { rows, notes } = await readWhole(
    write(Buffer.concat([bytes, Buffer.alloc(3 * 65_536), Buffer.alloc(100)])),
  );
  expect([numbersOf(rows), rows.length, notes]).toEqual([range(1, 100), 100, []]);
  bytes.fill(0, chunkAt(1), chunkAt(2));
  const hollow = await readWhole(write(bytes));
  expect(receipt(hollow.rows)).toEqual({
    kerberos: 60,
    "rejected: chunk 1 at byte 69632: it holds zeros alone": 1,
  });
  expect(hollow.notes).toEqual([
    "Records 41 to 80 are missing: the log was cleared or rolled, or a damaged part of the file held them.",
  ]);
});

test("records whose template went with a damaged page are read by that of another chunk", async () => {
  const bytes = evtxFile(failures(100));
  const first = bytes.indexOf("**\0\0", chunkAt(1) + 512);
  const second = first + bytes.readUInt32LE(first + 4);
  bytes.fill(0, first, second);
  const { rows } = await readWhole(write(bytes));
  expect(numbersOf(rows)).toEqual(range(1, 100).filter((number) => number !== 41));
  const alone = Buffer.concat([bytes.subarray(0, chunkAt(0)), bytes.subarray(chunkAt(1), chunkAt(2))]);
  expect(receipt((await readWhole(write(alone))).rows)).toMatchObject({
    "rejected: broken record: its template is lost": 39,
  });
});

test("bytes that are missing in the middle cost their own chunk only", async () => {
  const bytes = evtxFile(failures(160));
  const short = Buffer.concat([bytes.subarray(0, chunkAt(1) + 9000), bytes.subarray(chunkAt(1) + 9100)]);
  const path = write(short);
  const { rows, recognised } = await readWhole(path);
  const numbers = numbersOf(rows);
  expect(numbers.slice(0, 40)).toEqual(range(1, 40));
  expect(numbers.slice(-80)).toEqual(range(81, 160));
  const read = rows.filter(({ ok }) => ok).map(({ span }) => span);
  const raws: string[] = [];
  for await (const raw of rawSlices(path, recognised, read))
    raws.push(/<EventRecordID>(\d+)/.exec(raw)?.[1] ?? raw);
  expect(raws.map(Number)).toEqual(numbers);
});

test("records of an earlier time behind the end of a chunk are not read again, those behind a header of yesterday are", async () => {
  const bytes = evtxFile(failures(10), { perChunk: 10 });
  const last = bytes.lastIndexOf("**\0\0");
  const length = bytes.readUInt32LE(last + 4);
  const stale = Buffer.from(bytes);
  const oldest = bytes.indexOf("**\0\0", chunkAt(0) + 512);
  bytes.copy(stale, last + length, oldest, oldest + bytes.readUInt32LE(oldest + 4));
  expect(numbersOf((await readWhole(write(stale))).rows)).toEqual(range(1, 10));
  // Windows had written the tenth record, but not yet the header that tells of it.
  const late = Buffer.from(bytes);
  late.writeUInt32LE(last - chunkAt(0), chunkAt(0) + 48);
  const { rows } = await readWhole(write(sealed(late, chunkAt(0))));
  expect(numbersOf(rows)).toEqual(range(1, 10));
});

test("numbers that are missing are told, in their order, whatever the order of the chunks", async () => {
  const events = [...failures(5, 2000), ...failures(5, 1200), ...failures(1, 1206)];
  const rolled = await readWhole(write(evtxFile(events, { perChunk: 5 })));
  expect(rolled.notes).toEqual([
    "Records 1,205 and 1,207 to 1,999 are missing: the log was cleared or rolled.",
  ]);
  const one = await readWhole(write(evtxFile([...failures(2), ...failures(2, 4)])));
  expect(one.notes).toEqual(["Record 3 is missing: the log was cleared or rolled."]);
  const odd = Array.from({ length: 30 }, (_, at) => failure(at * 2 + 1));
  const { notes } = await readWhole(write(evtxFile(odd, { numberOf: (_, at) => BigInt(at + 1) })));
  expect(notes).toHaveLength(1);
  expect(notes[0]).toMatch(
    /^Records 2, 4, 6, .*, 40 and 9 more runs of numbers are missing: this file was saved through a filter/,
  );
  const collected = [failure(1), failure(900, { computer: "DC02" })];
  expect(
    (await readWhole(write(evtxFile(collected, { numberOf: (_, at) => BigInt(at + 7) })))).notes,
  ).toEqual([expect.stringContaining("several computers or logs")]);
});

test("that the log was cleared is told with the time and who did it", async () => {
  const clearing = failure(1, {
    ...{ id: 1102, provider: "Microsoft-Windows-Eventlog", section: "UserData" },
    data: [
      ["SubjectUserName", "mallory"],
      ["SubjectDomainName", "CORP"],
    ],
  });
  const { rows, notes } = await readWhole(write(evtxFile([clearing, failure(2)])));
  expect(receipt(rows)).toEqual({ kerberos: 1, "skipped: event 1102 is no sign-in": 1 });
  expect(notes).toEqual(["The log was cleared on 2026-03-03 at 10:15:31 UTC by CORP\\mallory (event 1102)."]);
});

test("a record is shown as XML, with what an attacker typed in it made harmless", async () => {
  const path = write(
    evtxFile([
      failure(1, {
        data: [
          ["TargetUserName", '<b>&"\u0001'],
          ["Status", "0x6"],
        ],
      }),
    ]),
  );
  const { rows, recognised } = await readWhole(path);
  const raws: string[] = [];
  for await (const raw of rawSlices(
    path,
    recognised,
    rows.map(({ span }) => span),
  ))
    raws.push(raw);
  expect(raws).toEqual([
    [
      '<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event">',
      "  <System>",
      '    <Provider Name="Microsoft-Windows-Security-Auditing"/>',
      "    <EventID>4768</EventID>",
      '    <TimeCreated SystemTime="2026-03-03T10:15:31.1234567Z"/>',
      "    <EventRecordID>1</EventRecordID>",
      "    <Channel>Security</Channel>",
      "    <Computer>DC01.corp.example</Computer>",
      "  </System>",
      "  <EventData>",
      '    <Data Name="TargetUserName">&lt;b&gt;&amp;&quot;&#1;</Data>',
      '    <Data Name="Status">0x6</Data>',
      "  </EventData>",
      "</Event>",
    ].join("\n"),
  ]);
  for await (const raw of rawSlices(path, recognised, [{ offset: 999_999, length: 100 }]))
    expect(raw).toBe("");
});

test("templates that make a gigabyte of one value, or hold themselves, are a broken record and nothing worse", () => {
  const tree = new EvtxTree(new BinaryXml(Buffer.alloc(60_000, "x")));
  const nodes: Node[] = Array.from({ length: 20_000 }, () => ({ index: 0, isOptional: false }));
  expect(() => tree.join(nodes, [{ type: 1, at: 0, size: 60_000 }])).toThrow(
    "more of it than a record can hold",
  );
  const itself = Buffer.alloc(200);
  // A template at byte 20 whose content is an instance of the template at byte 20.
  itself.writeUInt32LE(40, 40);
  itself.write("0f010100", 44, "hex");
  itself.write("0c0100000000", 48, "hex");
  itself.writeUInt32LE(20, 54);
  itself.write("0c0100000000", 100, "hex");
  itself.writeUInt32LE(20, 106);
  expect(() => new BinaryXml(itself).nodes(100, 160)).toThrow("holds itself");
});
