import { closeSync, openSync, writeSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import type { Parsed } from "@/lib/event/schema";
import { recognise } from "@/lib/source/recognise";
import { csv, graphRecord, logFolder, readWhole } from "@/test/log-files";
import { readLog } from "@/test/read-log";
import { Random, SEED } from "@/test/seeded";

const write = logFolder();
const MIB = 1024 * 1024;
/** What reading may hold at once above what the process held before: one record's limit, twice, and buffers. */
const FLAT = 160 * MIB;

const line = (id: string) => `${JSON.stringify(graphRecord({ id }))}\n`;
const portalRow = (id: string) => `2026-03-03T10:15:30Z,${id},ana@contoso.example,50034,Failure\n`;
const PORTAL = "Date (UTC),Request ID,Username,Sign-in error code,Status\n";

/** A file with a piece of `mib` MiB in its middle, written without holding it. */
function hollow(before: string, mib: number, after: string): string {
  const path = write("", "large.json");
  const file = openSync(path, "w");
  const piece = Buffer.alloc(MIB, "x");
  writeSync(file, before);
  for (let at = 0; at < mib; at++) writeSync(file, piece);
  writeSync(file, after);
  closeSync(file);
  return path;
}

/** Reads a file and the most memory that was held on the way, in bytes above the beginning. */
async function measured(path: string) {
  const held = () => process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
  globalThis.gc?.();
  const before = held();
  let most = 0;
  const rows: Parsed[] = [];
  const timer = setInterval(() => (most = Math.max(most, held() - before)), 5);
  try {
    const recognised = await recognise(path, { filename: "a.json" });
    for await (const batch of readLog(path, recognised)) rows.push(...batch);
  } finally {
    clearInterval(timer);
  }
  return { rows, most };
}

const idsOf = (rows: Parsed[]) => rows.map((row) => (row.ok ? row.event.nativeId : row.reason));

test.each([
  ["a JSON line", line("a"), `{"id":"`, `"}\n${line("b")}${line("c")}`],
  ["a record in a list", `[${line("a")},`, `{"id":"`, `"},${line("b")},${line("c")}]`],
  ["a line that is no JSON", line("a"), "", `\n${line("b")}${line("c")}`],
  ["a CSV row", PORTAL + portalRow("a"), "", `\n${portalRow("b")}${portalRow("c")}`],
  ["a CSV cell in quotes", PORTAL + portalRow("a"), `x,"`, `",y\n${portalRow("b")}${portalRow("c")}`],
])(
  "%s of 64 MiB is rejected with its length, memory stays flat, and the next rows are read",
  async (_what, before, open, after) => {
    const { rows, most } = await measured(hollow(before + open, 64, after));
    expect(idsOf(rows)).toEqual(["a", expect.stringMatching(/longer than|unclosed quote/), "b", "c"]);
    expect(rows[1]?.span.length).toBeGreaterThanOrEqual(64 * MIB);
    expect(most).toBeLessThan(FLAT);
  },
  120_000,
);

test("text that unpacks to a thousand times its size is refused or passed over, and memory stays flat", async () => {
  const bomb = gzipSync(Buffer.alloc(192 * MIB, "x"));
  const members = [gzipSync(line("a")), bomb, gzipSync(`\n${line("b")}`)];
  expect(Buffer.concat(members).length).toBeLessThan(MIB);
  const path = write(Buffer.concat(members), "bomb.json");
  const { rows, most } = await measured(path).catch((error: unknown) => {
    expect(error).toMatchObject({ name: "AppError" });
    return { rows: null, most: 0 };
  });
  if (rows) expect(idsOf(rows)).toEqual(["a", "record longer than 32 MiB", "b"]);
  expect(most).toBeLessThan(FLAT);
}, 120_000);

test("gzip in gzip in gzip is refused by what it is, not unpacked to its end", async () => {
  let packed = gzipSync(line("a"));
  for (let depth = 0; depth < 6; depth++) packed = gzipSync(packed);
  await expect(readWhole(write(packed))).rejects.toMatchObject({ code: "unsupported" });
});

test("a table of 10,000 columns is read, and so is one with 10,000 cells too many", async () => {
  const names = Array.from({ length: 10_000 }, (_, at) => `Extra ${at % 5000}`);
  const header = ["Date (UTC)", "Request ID", "Username", "Status", ...names];
  const row = ["2026-03-03T10:15:30Z", "a", "ana", "Failure", ...names];
  const wide = await readWhole(write(csv(header, [row, row, row])));
  expect(idsOf(wide.rows)).toEqual(["a", "a", "a"]);
  const ragged = await readWhole(write(csv(header.slice(0, 4), [row, row.slice(0, 3), ["", ...row]])));
  expect(ragged.rows.map(({ ok }) => ok)).toEqual([true, true, false]);
});

test("brackets 100,000 deep cost at most their own record, open or closed, in lines and in lists", async () => {
  const deep = "[".repeat(100_000);
  const closed = `{"id":"deep","createdDateTime":"2026-03-03T10:15:30Z","ipAddress":"192.0.2.1","isInteractive":true,"x":${deep}${"]".repeat(100_000)}}`;
  const whole = await readWhole(write(`${line("a")}${closed}\n${line("b")}`));
  expect(whole.rows.map(({ ok }) => ok)).toEqual([true, whole.rows[1]?.ok, true]);
  const open = await readWhole(write(`${line("a")}{"x":${deep}\n${line("b")}`));
  expect(idsOf(open.rows)).toEqual(["a", "broken JSON", "b"]);
  const list = await readWhole(write(`[${line("a")},{"x":${deep}`));
  expect(idsOf(list.rows)).toEqual(["a"]);
  expect(list.error?.message).toMatch(/at byte \d+/);
  const objects = '{"a":'.repeat(100_000);
  const nested = await readWhole(write(`[${line("a")},${objects}1${"}".repeat(100_000)},${line("b")}]`));
  expect(nested.rows).toHaveLength(3);
});

test(`gzip cut at any byte gives a beginning of what it held, and names its end (SEED=${SEED})`, async () => {
  const random = new Random(SEED);
  const text = Array.from({ length: 60 }, (_, at) => line(`id-${at}-${random.hex(200)}`)).join("");
  const packed = Buffer.concat([gzipSync(text.slice(0, 9000)), gzipSync(text.slice(9000))]);
  const whole = (await readWhole(write(packed))).rows;
  expect(whole).toHaveLength(60);
  let longest = 0;
  for (let step = 0; step < 120; step++) {
    const length = step < 20 ? packed.length - 1 - step : random.between(30, packed.length - 1);
    const found = await readWhole(write(packed.subarray(0, length))).catch((error: Error) => ({
      rows: [],
      error,
    }));
    expect(found.error, `cut at ${length}`).toMatchObject({ name: "AppError" });
    expect(found.rows, `cut at ${length}`).toEqual(whole.slice(0, found.rows.length));
    longest = Math.max(longest, found.rows.length);
  }
  expect(longest).toBe(60);
}, 120_000);
