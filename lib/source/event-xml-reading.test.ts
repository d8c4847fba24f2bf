import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { eventsOf, logFolder, readWhole, receipt } from "@/test/log-files";
import { Random, SEED } from "@/test/seeded";

const write = logFolder();

const event = (id: number, recordId: number, time: string, data: Record<string, string>) =>
  `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>` +
  `<Provider Name='Microsoft-Windows-Security-Auditing'/><EventID>${id}</EventID><TimeCreated SystemTime='${time}'/>` +
  `<EventRecordID>${recordId}</EventRecordID><Channel>Security</Channel><Computer>DC01</Computer></System><EventData>` +
  Object.entries(data)
    .map(([name, value]) => `<Data Name='${name}'>${value}</Data>`)
    .join("") +
  "</EventData></Event>";

const NOBODY = {
  TargetUserName: "näme",
  TargetDomainName: "CORP",
  Status: "0x6",
  IpAddress: "::ffff:10.0.0.5",
};
const ticket = event(4768, 1, "2026-03-03T10:15:30.1234567Z", NOBODY);
const python = event(4768, 2, "2021-12-03 12:06:03.488712", NOBODY);
const process = event(4688, 3, "2026-03-03T10:15:30Z", {});
const impossible = event(4768, 4, "2026-02-30T10:15:30Z", NOBODY);

test.each<[string, string | Buffer, string, string]>([
  ["with a root", `<?xml version="1.0"?>\r\n<Events>${ticket}\r\n${python}</Events>`, "utf-8", "plain"],
  ["as siblings", ticket + python, "utf-8", "plain"],
  ["one a line", `${ticket}\n${python}\n`, "utf-8", "plain"],
  ["in UTF-16 with a mark", Buffer.from(`\ufeff${ticket}\r\n${python}`, "utf16le"), "utf-16le", "plain"],
  ["in UTF-16 without one", Buffer.from(ticket + python, "utf16le"), "utf-16le", "plain"],
  ["in gzip", gzipSync(ticket + python), "utf-8", "gzip"],
])(
  "events %s are read, their times as UTC whether they say so or not",
  async (_what, content, encoding, container) => {
    const { recognised, rows, error, notes } = await readWhole(write(content), { timeZone: "Europe/Berlin" });
    expect(recognised).toMatchObject({ format: "windows-xml", shape: "event-xml", encoding, container });
    expect([error, notes, recognised.assumesZone]).toEqual([null, [], false]);
    expect(eventsOf(rows)).toMatchObject([
      { nativeId: "dc01|security|1", name: "CORP\\näme", address: "10.0.0.5", code: "0x6", digits: 7 },
      { nativeId: "dc01|security|2", digits: 6 },
    ]);
    expect(eventsOf(rows).map(({ atMicros }) => atMicros)).toEqual([
      BigInt(Date.UTC(2026, 2, 3, 10, 15, 30, 123)) * 1000n + 456n,
      BigInt(Date.UTC(2021, 11, 3, 12, 6, 3, 488)) * 1000n + 712n,
    ]);
  },
);

test("what is no sign-in is skipped by its number, and what cannot be read is rejected with a reason", async () => {
  const bad = Buffer.concat([
    Buffer.from(ticket.slice(0, 300)),
    Buffer.from([0xff]),
    Buffer.from(ticket.slice(300)),
  ]);
  const text = Buffer.concat([
    Buffer.from(process + impossible),
    bad,
    Buffer.from(`${ticket.slice(0, -20)}${python}`),
  ]);
  expect(receipt((await readWhole(write(text))).rows)).toEqual({
    kerberos: 1,
    "skipped: event 4688 is no sign-in": 1,
    "rejected: time cannot be read": 1,
    "rejected: not valid UTF-8": 1,
    "rejected: broken XML: the element EventData has no end": 1,
  });
});

test("a list of events that is cut off is damage at its last byte, after every event before it", async () => {
  const text = `<Events>${ticket}${python.slice(0, -5)}`;
  const { rows, error } = await readWhole(write(text));
  expect(rows.map(({ ok }) => ok)).toEqual([true, false]);
  expect(error).toMatchObject({
    code: "incomplete",
    message: expect.stringContaining(`at byte ${Buffer.byteLength(text)}`),
  });
});

const many = Array.from({ length: 40 }, (_, at) => event(4768, at, "2026-03-03T10:15:30.5Z", NOBODY));
let written = 0;
/** Where each of them ends, its line's end included. */
const ends = many.map((one) => {
  written += Buffer.byteLength(one) + 1;
  return written;
});
const idsOf = (rows: Awaited<ReturnType<typeof readWhole>>["rows"]) =>
  rows.flatMap((row) => (row.ok ? [Number(row.event.nativeId.split("|")[2])] : []));

test(`200 bytes flipped, one at a time, cost the event that they hit and no other (SEED=${SEED})`, async () => {
  const random = new Random(SEED);
  const whole = Buffer.from(many.join("\n"));
  for (let time = 0; time < 200; time++) {
    const at = random.below(whole.length);
    const bytes = Buffer.from(whole);
    bytes[at] = random.chance(0.2) ? 0 : (bytes[at] ?? 0) ^ (1 << random.below(8));
    const hit = ends.findIndex((end) => at < end);
    const { rows, error } = await readWhole(write(bytes));
    const others = many.map((_, number) => number).filter((number) => number !== hit);
    const found = new Set(idsOf(rows));
    expect([others.filter((number) => !found.has(number)), error], `byte ${at}`).toEqual([[], null]);
    // An event that is hit is read all the same or refused: it never goes without a word.
    expect(rows.length, `byte ${at}`).toBeGreaterThanOrEqual(40);
  }
});

test(`200 cuts leave every event before them, and say that one is cut (SEED=${SEED})`, async () => {
  const random = new Random(SEED + 1);
  const whole = Buffer.from(many.join("\n"));
  for (let time = 0; time < 200; time++) {
    const to = random.between(1000, whole.length - 1);
    const { rows } = await readWhole(write(whole.subarray(0, to)));
    const before = ends.filter((end) => end - 1 <= to).length;
    expect(idsOf(rows), `cut at ${to}`).toEqual(many.slice(0, before).map((_, number) => number));
    const isBetween = ends.some((end) => end === to || end - 1 === to);
    expect(rows.length, `cut at ${to}`).toBe(before + (isBetween ? 0 : 1));
  }
});
