import "@/test/data-folder";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { SYSTEM } from "@/lib/access/schema";
import { databaseForFile } from "@/test/database";
import { graphSignIn, jsonLines, uuid } from "@/test/graph";
import { held } from "@/test/held";
import { bytesOf, detectAll, importText } from "@/test/upload";
import { Interrupted } from "./batches";
import { type Reject, readImport, readRejects } from "./read";
import { runImport } from "./run-import";
import { receiveUpload } from "./run-receive";

const store = databaseForFile();

beforeEach(async () => {
  await store().pool.query(
    "truncate import, import_reject, event, probe, presence, rollup, client_day, touched, detection, origin_total, origin_stale, alert, classification, coverage cascade",
  );
});

const scan = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) =>
    graphSignIn(uuid(from + index), {
      createdDateTime: new Date(Date.UTC(2026, 2, 3, 10, 0, from + index)).toISOString(),
      userPrincipalName: `name${from + index}@contoso.example`,
    }),
  );

const addsUp = ({ rows }: { rows: Record<string, number> }) =>
  expect(rows.read).toBe(
    (rows.accepted ?? 0) + (rows.duplicate ?? 0) + (rows.skipped ?? 0) + (rows.rejected ?? 0),
  );

test("a receipt adds up, names its reasons, and every rejected row comes back as it was", async () => {
  const broken = `{"id": "${uuid(900)}", "createdDateTime": `;
  const undated = JSON.stringify(graphSignIn(uuid(901), { createdDateTime: "2026-02-30T00:00:00Z" }));
  const text = `${jsonLines(scan(0, 30))}${broken}\n${undated}\n${jsonLines([...scan(0, 5), ...scan(30, 40)])}`;
  const done = await importText(text);
  addsUp(done);
  expect(done).toMatchObject({
    status: "done",
    error: null,
    bytesRead: Buffer.byteLength(text),
    rows: { read: 47, accepted: 40, duplicate: 5, skipped: 0, rejected: 2 },
    duplicateBy: { "already in this file": 5 },
    eventsFrom: "2026-03-03T10:00:00.000Z",
    eventsTo: "2026-03-03T10:00:39.000Z",
    // RC-01, RC-02 and RC-04.
    detections: 3,
    alerts: 1,
  });
  expect(Object.values(done.rejectedBy).reduce((sum, n) => sum + n, 0)).toBe(2);
  const rejects: Reject[] = [];
  for await (const reject of readRejects(SYSTEM, done.id)) rejects.push(reject);
  expect(rejects.map(({ position, raw }) => [position, raw.trim()])).toEqual([
    [31, broken.trim()],
    [32, undated],
  ]);
});

test("the same file again is a new import whose rows all are duplicates, and names the first", async () => {
  const text = jsonLines(scan(0, 30));
  const first = await importText(text);
  const before = await held(store().pool);
  const second = await importText(text, { filename: "again.json" });
  expect(second).toMatchObject({
    status: "done",
    duplicateOf: first.id,
    rows: { read: 30, accepted: 0, duplicate: 30 },
    duplicateBy: { "already stored": 30 },
  });
  expect(await held(store().pool)).toEqual(before);
});

test("files that overlap end as one file would, whichever comes first", async () => {
  const [a, b] = [jsonLines(scan(0, 40)), jsonLines(scan(25, 60))];
  await importText(a);
  expect(await importText(b)).toMatchObject({ rows: { accepted: 20, duplicate: 15 } });
  const forwards = await held(store().pool);
  await store().pool.query(
    "truncate import, event, probe, presence, rollup, client_day, touched, detection, origin_total, origin_stale, alert cascade",
  );
  await importText(b);
  await importText(a);
  expect(await held(store().pool)).toEqual(forwards);
});

test("a cut file keeps what was read, fails with the byte, and is evaluated all the same", async () => {
  const whole = `[${scan(0, 30)
    .map((row) => JSON.stringify(row))
    .join(",\n")}]`;
  const cut = await importText(whole.slice(0, whole.length - 300));
  addsUp(cut);
  expect(cut).toMatchObject({ status: "failed", error: expect.stringMatching(/byte \d+/), detections: 3 });
  expect(cut.rows.accepted).toBeGreaterThan(25);
  const packed = gzipSync(Buffer.from(jsonLines(scan(0, 2000))));
  const torn = await importText(packed.subarray(0, packed.length - 1000));
  addsUp(torn);
  expect(torn).toMatchObject({
    status: "failed",
    container: "gzip",
    error: expect.stringMatching(/byte \d+/),
  });
});

test("what is no log fails with a sentence, and nothing is stored", async () => {
  const picture = await importText(Buffer.from("89504e470d0a1a0a0000000d49484452", "hex"), {
    filename: "a.json",
  });
  expect(picture).toMatchObject({ status: "failed", format: null, rows: { read: 0 } });
  expect(picture.error?.length).toBeGreaterThan(20);
  expect((await held(store().pool)).events).toEqual([]);
});

test("an import that is stopped goes on after its last batch and counts nothing twice", async () => {
  const rows = scan(0, 12_000);
  const { id } = await receiveUpload(SYSTEM, bytesOf(jsonLines(rows), 65_536), { filename: "long.json" });
  const controller = new AbortController();
  const stopped = runImport(id, {
    detect: detectAll,
    signal: controller.signal,
    batchRows: 5000,
    onCommitted: () => controller.abort(),
  });
  await expect(stopped).rejects.toThrow(Interrupted);
  const half = await readImport(SYSTEM, id);
  expect(half).toMatchObject({ status: "reading", rows: { read: 5000, accepted: 5000 } });
  await runImport(id, { detect: detectAll });
  const done = await readImport(SYSTEM, id);
  expect(done).toMatchObject({ status: "done", rows: { read: 12_000, accepted: 12_000, duplicate: 0 } });
  expect((await held(store().pool)).events.length).toBe(12_000);
}, 60_000);

test("a worker that slept while another took over commits nothing more", async () => {
  const { id } = await receiveUpload(SYSTEM, bytesOf(jsonLines(scan(0, 12_000)), 65_536), {
    filename: "a.json",
  });
  let takenOver: Promise<void> | undefined;
  const sleeper = runImport(id, {
    detect: detectAll,
    onCommitted: () => {
      takenOver ??= runImport(id, { detect: detectAll });
    },
  });
  await sleeper;
  await takenOver;
  expect(await readImport(SYSTEM, id)).toMatchObject({
    status: "done",
    rows: { read: 12_000, accepted: 12_000 },
  });
  expect((await held(store().pool)).events.length).toBe(12_000);
}, 60_000);

test("an import whose upload is gone, or that ends every worker, is failed instead of tried for ever", async () => {
  const { id } = await receiveUpload(SYSTEM, bytesOf(jsonLines(scan(0, 3))), { filename: "a.json" });
  await store().pool.query("update import set sha256 = repeat('0', 64) where id = $1", [id]);
  await runImport(id, { detect: detectAll });
  expect(await readImport(SYSTEM, id)).toMatchObject({
    status: "failed",
    error: expect.stringContaining("no longer"),
  });
  const other = await receiveUpload(SYSTEM, bytesOf(jsonLines(scan(3, 6))), { filename: "b.json" });
  await store().pool.query("update import set attempts = 25 where id = $1", [other.id]);
  await runImport(other.id, { detect: detectAll });
  expect(await readImport(SYSTEM, other.id)).toMatchObject({ status: "failed", rows: { read: 0 } });
});

test("rows in any order, split into files anyhow, end in the same detections and alerts", async () => {
  const rows = [
    ...scan(0, 30),
    ...scan(3590, 3640).map((row) => ({ ...row, ipAddress: "198.51.100.9" })),
    ...scan(0, 12).map((row, index) => ({ ...row, id: uuid(7000 + index), ipAddress: "" })),
    graphSignIn(uuid(8000), { status: { errorCode: 0 } }),
  ];
  await importText(jsonLines(rows));
  const clean = await held(store().pool);
  expect(clean.detections.length).toBeGreaterThan(2);
  const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
  const arrival = fc.record({
    order: fc.shuffledSubarray(rows, { minLength: rows.length }),
    again: fc.subarray(rows),
    files: fc.integer({ min: 1, max: 4 }),
  });
  await fc.assert(
    fc.asyncProperty(arrival, async ({ order, again, files }) => {
      await store().pool.query(
        "truncate import, event, probe, presence, rollup, client_day, touched, detection, origin_total, origin_stale, alert cascade",
      );
      const all = [...order, ...again];
      const size = Math.ceil(all.length / files);
      for (let at = 0; at < all.length; at += size) await importText(jsonLines(all.slice(at, at + size)));
      expect(await held(store().pool)).toEqual(clean);
    }),
    { seed, numRuns: 8, endOnFailure: true },
  );
}, 120_000);

test("months that are filled without indexes end as others do, also when two imports need them at once", async () => {
  const rows = [
    ...scan(0, 40),
    ...scan(3590, 3640).map((row) => ({ ...row, ipAddress: "198.51.100.9" })),
    // Around the turn of a month: its copies lie on both sides.
    ...scan(0, 20).map((row, index) => ({
      ...row,
      id: uuid(6000 + index),
      createdDateTime: new Date(Date.UTC(2026, 3, 1) + (index - 10) * 1000).toISOString(),
    })),
  ];
  await emptyStore();
  await importText(jsonLines(rows));
  const clean = await held(store().pool);
  expect(clean.events.length).toBe(rows.length);
  const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
  const arrival = fc.record({
    order: fc.shuffledSubarray(rows, { minLength: rows.length }),
    again: fc.subarray(rows),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    batchRows: fc.integer({ min: 3, max: 60 }),
    atOnce: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(arrival, async ({ order, again, share, batchRows, atOnce }) => {
      await emptyStore();
      const all = [...order, ...again];
      const cut = Math.round(all.length * share);
      const hooks = { detect: detectAll, batchRows, fillFrom: 0 };
      const ids = [];
      for (const part of [all.slice(0, cut), all.slice(cut)].filter(({ length }) => length > 0)) {
        const received = await receiveUpload(SYSTEM, bytesOf(jsonLines(part)), { filename: "a.json" });
        ids.push(received.id);
        if (!atOnce) await runImport(received.id, hooks);
      }
      if (atOnce) await Promise.all(ids.map((id) => runImport(id, hooks)));
      expect(await held(store().pool)).toEqual(clean);
      expect((await store().pool.query("select from filling")).rowCount).toBe(0);
      const receipts = await Promise.all(ids.map((id) => readImport(SYSTEM, id)));
      const counted = receipts.map(({ rows: { read, accepted, duplicate } }) => [read, accepted + duplicate]);
      for (const [read, sum] of counted) expect(sum).toBe(read);
      expect(receipts.reduce((sum, receipt) => sum + receipt.rows.accepted, 0)).toBe(rows.length);
    }),
    { seed, numRuns: 12, endOnFailure: true },
  );
}, 240_000);

test("while a month is filled its rows are out of sight; whoever needs the month brings them in", async () => {
  await emptyStore();
  const one = scan(0, 60);
  const other = [...scan(0, 5), ...scan(100, 110)];
  const first = await receiveUpload(SYSTEM, bytesOf(jsonLines(one)), { filename: "a.json" });
  const second = await receiveUpload(SYSTEM, bytesOf(jsonLines(other)), { filename: "b.json" });
  const seen: Promise<number[]>[] = [];
  const count = async () => {
    const { rows } = await store().pool.query<{ n: number[] }>(
      "select array[(select count(*)::int from event), (select count(*)::int from filling)] as n",
    );
    return rows[0]?.n ?? [];
  };
  let overlapping: Promise<void> | undefined;
  await runImport(first.id, {
    detect: detectAll,
    batchRows: 10,
    fillFrom: 0,
    onCommitted: ({ read }) => {
      if (read === 10) seen.push(count());
      if (read === 30) overlapping = runImport(second.id, { detect: detectAll });
    },
  });
  await overlapping;
  expect(await Promise.all(seen)).toEqual([[0, 1]]);
  expect(await count()).toEqual([70, 0]);
  const receipts = await Promise.all([first.id, second.id].map((id) => readImport(SYSTEM, id)));
  expect(receipts.reduce((sum, { rows }) => sum + rows.duplicate, 0)).toBe(5);
  expect(receipts.map(({ status }) => status)).toEqual(["done", "done"]);
}, 60_000);

/** Partitions go too, so that months are new again. */
async function emptyStore(): Promise<void> {
  const { pool } = store();
  await pool.query(
    "truncate import, event, probe, presence, rollup, client_day, touched, detection, origin_total, origin_stale, alert cascade",
  );
  const { rows } = await pool.query<{ part: string }>(
    `select inhrelid::regclass::text as part from pg_inherits
     where inhparent = 'event'::regclass and inhrelid <> 'event_default'::regclass`,
  );
  for (const { part } of rows) await pool.query(`drop table ${part}`);
}
