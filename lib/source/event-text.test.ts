import { expect, test } from "vitest";
import { eventsOf, logFolder, readWhole, receipt } from "@/test/log-files";
import { failedLogon, type Logon, logon, preAuthFailed } from "@/test/windows-messages";
import { EventTextCutter } from "./event-text-cutter";

const write = logFolder();

/** One event as Splunk's agent writes it. */
function event(
  id: string,
  message: string,
  part: { time?: string; record?: string; log?: string } = {},
): string {
  return [
    part.time ?? "10/08/2020 12:41:47 PM",
    `LogName=${part.log ?? "Security"}`,
    "SourceName=Microsoft Windows security auditing.",
    `EventCode=${id}`,
    "EventType=0",
    "Type=Information",
    "ComputerName=SRV01.contoso.local",
    "TaskCategory=Logon",
    "OpCode=Info",
    `RecordNumber=${part.record ?? "223742"}`,
    "Keywords=Audit Failure",
    `Message=${message.replaceAll("\r\n", "\n")}`,
  ].join("\n");
}
const failed = (logonOf: Logon = {}, part = {}) => event("4625", failedLogon(logonOf), part);
const FILE = [
  failed({ user: "ana" }, { record: "1" }),
  event("4624", logon({ user: "bo" }), { record: "2", time: "10/08/2020 1:02:03.456 PM" }),
  event("4688", "A new process has been created.\n\nCreator Subject:\n\tAccount Name:\t\tx", { record: "3" }),
  event("4771", preAuthFailed({ user: "naïve-😀" }), { record: "4" }),
];

/** What a cutter makes of a text in pieces of one size, and that each span holds what it says. */
function cut(text: string | Buffer, size: number, longest?: number): string[] {
  const bytes = Buffer.from(text);
  const cutter = new EventTextCutter(longest);
  const batches = [];
  for (let at = 0; at < bytes.length; at += size) batches.push(cutter.push(bytes.subarray(at, at + size)));
  return [...batches, cutter.end()].flat().map((slice) => {
    const there = bytes.subarray(slice.offset, slice.offset + slice.length);
    if (slice.bytes && !slice.bytes.equals(there)) throw new Error(`The span at ${slice.offset} is wrong.`);
    return slice.problem ?? String(slice.bytes);
  });
}

test("events end where the next date begins, with or without blank lines between them", () => {
  for (const between of ["\n", "\n\n", "\r\n\r\n\r\n"])
    expect(cut(FILE.join(between), 1 << 17)).toEqual(FILE);
  expect(cut(`\ufeff${FILE.join("\n")}\n`, 1 << 17)).toEqual(FILE);
});

test("every place where a chunk may end gives the same events", () => {
  const text = FILE.slice(0, 2).join("\n\n");
  const bytes = Buffer.from(text);
  for (let at = 0; at <= bytes.length; at++) {
    const cutter = new EventTextCutter();
    const slices = [
      ...cutter.push(bytes.subarray(0, at)),
      ...cutter.push(bytes.subarray(at)),
      ...cutter.end(),
    ];
    expect(slices.map((slice) => String(slice.bytes))).toEqual(FILE.slice(0, 2));
  }
  for (let size = 1; size <= 64; size++) expect(cut(FILE.join("\n"), size)).toEqual(FILE);
});

test("an event too long to hold is passed over, at every chunk size, and costs no neighbour", () => {
  const long = `${event("4625", "x")}\n${"y".repeat(3000)}\n${"z\n".repeat(500)}10/08/2020 and more`;
  const text = [FILE[0], long, FILE[1], long].join("\n");
  for (const size of [1, 7, 100, 999, 5000, 100_000])
    expect(cut(text, size, 2500)).toEqual([
      FILE[0],
      "record longer than 2500 bytes",
      FILE[1],
      "record longer than 2500 bytes",
    ]);
});

test("an event whose date was lost begins with its LogName, and what stands before the first is told of", () => {
  const dateless = failed().split("\n").slice(1).join("\n");
  expect(cut(["index=main host=x", dateless, FILE[0], dateless].join("\n"), 50)).toEqual([
    "index=main host=x",
    dateless,
    FILE[0],
    dateless,
  ]);
});

test("a file of events: who failed, who got in, what is skipped, on the clock of the host", async () => {
  const { recognised, rows, notes } = await readWhole(write(FILE.join("\n\n")), {
    timeZone: "Europe/Berlin",
  });
  expect(recognised).toMatchObject({ format: "splunk-text", shape: "event-text", assumesZone: true });
  expect(receipt(rows)).toEqual({ "windows-logon": 2, "skipped: event 4688 is no sign-in": 1, kerberos: 1 });
  expect(notes.join(" ")).toContain("Europe/Berlin");
  expect(rows[0]).toMatchObject({
    event: {
      nativeId: "srv01.contoso.local|security|1",
      name: "CONTOSO\\ana",
      address: "203.0.113.7",
      code: "0xc0000064",
      // 12:41 in Berlin's summer is 10:41 UTC; 12 PM is noon.
      atMicros: BigInt(Date.UTC(2020, 9, 8, 10, 41, 47)) * 1000n,
    },
  });
  expect(rows[1]).toMatchObject({ event: { digits: 3, operation: "4624", name: "CONTOSO\\bo" } });
  expect(rows[3]).toMatchObject({ event: { name: "CONTOSO\\naïve-😀" } });
});

test("reading goes on after any event with exactly the rest", async () => {
  const path = write(FILE.join("\n"));
  const whole = (await readWhole(path)).rows;
  for (let skip = 0; skip <= 4; skip++)
    expect((await readWhole(path, { skip })).rows).toEqual(whole.slice(skip));
});

test("damage costs its own event: bad UTF-8, a NUL, a lost date, an impossible one, a cut end", async () => {
  const [first = "", second = "", , last = ""] = FILE;
  const bad = Buffer.from(failed({ user: "\u00ff" }), "latin1");
  const bytes = Buffer.concat([
    Buffer.from(`${first}\n`),
    bad,
    Buffer.from(`\n${failed({ user: "a\0b" })}\n${failed().split("\n").slice(1).join("\n")}\n`),
    Buffer.from(`${failed({}, { time: "13/32/2020 12:41:47 PM" })}\n${last}\n${second.slice(0, 600)}`),
  ]);
  const { rows } = await readWhole(write(bytes));
  const reasons = rows.map((row) => (row.ok ? row.event.name : row.reason));
  expect(reasons).toEqual([
    "CONTOSO\\ana",
    "not valid UTF-8",
    "CONTOSO\\a\0b",
    "no time",
    "time cannot be read",
    "CONTOSO\\naïve-😀",
    "the message is cut, or in a language other than English, German, French and Spanish",
  ]);
});

test("text that is none of these is refused as before", async () => {
  await expect(readWhole(write("10/08/2020 12:41:47 PM\nhello\n"))).rejects.toThrow(
    "not a log that Rollcall reads",
  );
});

test("attempts are told apart by their record's number, also where everything else is equal", async () => {
  const text = ["1", "2"].map((record) => failed({}, { record })).join("\n");
  const ids = eventsOf((await readWhole(write(text))).rows).map(({ nativeId }) => nativeId);
  expect(new Set(ids).size).toBe(2);
});
