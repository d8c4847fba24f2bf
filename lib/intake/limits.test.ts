import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { beforeEach, expect, test } from "vitest";
import { SYSTEM } from "@/lib/access/schema";
import { dataFolder } from "@/test/data-folder";
import { databaseForFile } from "@/test/database";
import { graphSignIn, jsonLines, uuid } from "@/test/graph";
import { bytesOf, importText } from "@/test/upload";
import { until } from "@/test/worker";
import { bytesWords, Limits, reserveOf } from "./limits";
import { readImport, readLimits } from "./read";
import { receiveUpload } from "./run-receive";
import { cancelImport } from "./run-request";
import { runSweep } from "./run-sweep";
import { saveLimits } from "./write";

const store = databaseForFile();
const MIB = 1024 * 1024;

beforeEach(async () => {
  await store().pool.query(
    "truncate import, import_reject, event, probe, presence, rollup, client_day, touched cascade",
  );
  await store().pool.query("delete from setting where name = 'limits'");
});

const filesIn = (name: string) => {
  try {
    return readdirSync(join(dataFolder, name));
  } catch {
    return [];
  }
};
const newest = async () => {
  const { rows } = await store().pool.query("select id::text from import order by id desc limit 1");
  return readImport(SYSTEM, rows[0]?.id ?? "0");
};
const rows = (count: number, part: Record<string, unknown> = {}) =>
  jsonLines(Array.from({ length: count }, (_, index) => graphSignIn(uuid(index), part)));
const upload = (body: AsyncIterable<Uint8Array>, options = {}) =>
  receiveUpload(SYSTEM, body, { filename: "a.json" }, options);

test("limits have defaults, are set by an administrator alone, and the change is written down", async () => {
  expect(await readLimits()).toEqual(Limits.parse({}));
  const wanted = { uploadBytes: 2 * MIB, packUploads: false };
  await expect(saveLimits({ ...SYSTEM, scopes: ["read", "ingest"] }, wanted)).rejects.toMatchObject({
    code: "forbidden",
  });
  await expect(saveLimits(SYSTEM, { uploadBytes: 1.5 })).rejects.toMatchObject({ code: "bad-input" });
  await saveLimits(SYSTEM, wanted);
  expect(await readLimits()).toMatchObject({
    uploadBytes: 2 * MIB,
    packUploads: false,
    recordBytes: 32 * MIB,
  });
  const { rows: written } = await store().pool.query("select body from audit where action = 'limits.set'");
  expect(written).toMatchObject([{ body: { before: { packUploads: true }, now: { packUploads: false } } }]);
});

test("an upload that declares too much is refused before a byte is kept", async () => {
  await saveLimits(SYSTEM, { uploadBytes: MIB });
  const asked = { bytes: 0 };
  async function* body() {
    asked.bytes += 1;
    yield Buffer.alloc(1);
  }
  await expect(upload(body(), { declaredBytes: MIB + 1 })).rejects.toMatchObject({ code: "too-large" });
  expect(asked.bytes).toBe(0);
  expect((await store().pool.query("select from import")).rowCount).toBe(0);
});

test("an upload that grows too large is refused at the first byte beyond, and leaves nothing", async () => {
  await saveLimits(SYSTEM, { uploadBytes: MIB });
  let sent = 0;
  async function* endless() {
    for (;;) {
      sent += 64 * 1024;
      yield Buffer.alloc(64 * 1024, "x");
    }
  }
  await expect(upload(endless())).rejects.toMatchObject({
    code: "too-large",
    message: /1 MiB.*Largest upload/,
  });
  expect(sent).toBeLessThan(3 * MIB);
  expect(await newest()).toMatchObject({ status: "failed", error: expect.stringContaining("1 MiB") });
  expect([...filesIn("spool"), ...filesIn("uploads")]).toEqual([]);
  expect((await upload(bytesOf(Buffer.alloc(MIB, "x"), 65_536))).id).toBeTruthy();
});

test("a disk that would become too full takes nothing more", async () => {
  await saveLimits(SYSTEM, { freeDiskBytes: 10_240 * 1024 * MIB });
  await expect(upload(bytesOf("x"))).rejects.toMatchObject({
    code: "unavailable",
    message: /Disk space to keep free/,
  });
  expect(filesIn("spool")).toEqual([]);
  const usual = Limits.parse({});
  expect([reserveOf(usual, 20 * MIB), reserveOf(usual, 100_000 * MIB)]).toEqual([MIB, 1024 * MIB]);
  expect(reserveOf({ ...usual, freeDiskBytes: 7 }, 100_000 * MIB)).toBe(7);
});

test("what unpacks to too much stops at the byte, names the setting, and keeps the rows before", async () => {
  await saveLimits(SYSTEM, { unpackedBytes: 2 * MIB });
  const padded = rows(4000, { padding: "x".repeat(500) });
  const done = await importText(gzipSync(Buffer.from(padded)), { filename: "a.json.gz" });
  expect(done).toMatchObject({
    status: "failed",
    error: expect.stringMatching(/more than 2097152 bytes.*Largest unpacked file.*at byte \d+/),
  });
  expect(done.rows.accepted).toBeGreaterThan(1000);
  expect(done.rows.accepted).toBeLessThan(4000);
});

test("a bomb stops early, whatever it pretends to be", async () => {
  await saveLimits(SYSTEM, { compressionRatio: 100 });
  const head = rows(3);
  const bomb = Buffer.concat([gzipSync(head), gzipSync(Buffer.alloc(100 * MIB, "\n"))]);
  const before = process.memoryUsage().rss;
  const done = await importText(bomb, { filename: "a.json.gz" });
  expect(done).toMatchObject({
    status: "failed",
    rows: { read: 3, accepted: 3 },
    error: expect.stringMatching(/100 times its size.*Highest compression ratio/),
  });
  expect(process.memoryUsage().rss - before).toBeLessThan(200 * MIB);
  const zeros = await importText(gzipSync(Buffer.alloc(100 * MIB)), { filename: "zeros.json.gz" });
  expect(zeros).toMatchObject({
    status: "failed",
    rows: { read: 0 },
    error: expect.stringContaining("binary"),
  });
}, 60_000);

test("a record or a line beyond its limit is rejected and streamed past", async () => {
  await saveLimits(SYSTEM, { recordBytes: 64 * 1024, lineBytes: 64 * 1024 });
  const long = JSON.stringify(graphSignIn(uuid(7000), { padding: "x".repeat(70_000) }));
  const done = await importText(`${rows(5)}${long}\n${jsonLines([graphSignIn(uuid(7001))])}`);
  expect(done).toMatchObject({ status: "done", rows: { read: 7, accepted: 6, rejected: 1 } });
  expect(done.rejectedBy).toEqual({ "record longer than 65536 bytes": 1 });
  expect([bytesWords(64 * 1024), bytesWords(65_537)]).toEqual(["64 KiB", "65537 bytes"]);
});

/** Sends bytes to a process of its own, whose files may hold `blocks` of 512 bytes. */
function receiveElsewhere(blocks: number | "unlimited") {
  const script = join(import.meta.dirname, "..", "..", "test", "receive.ts");
  const limited = `trap '' XFSZ; ulimit -f ${blocks}; exec "$0" --import tsx "$1"`;
  return spawn("sh", ["-c", limited, process.execPath, script], { stdio: ["pipe", "pipe", "inherit"] });
}

test("a disk that is full in the middle fails the import with the reason, leaves nothing, and a retry works", async () => {
  const body = Buffer.from(rows(2000));
  const child = receiveElsewhere(256);
  child.stdin.on("error", () => undefined);
  child.stdin.end(body);
  expect(await text(child.stdout)).toMatch(/^unavailable: The disk/);
  expect(await newest()).toMatchObject({ status: "failed", error: expect.stringContaining("disk") });
  expect([...filesIn("spool"), ...filesIn("uploads").filter((name) => name.length < 64)]).toEqual([]);
  const again = receiveElsewhere("unlimited");
  again.stdin.end(body);
  expect(await text(again.stdout)).toMatch(/^kept \d+$/);
  expect(await newest()).toMatchObject({ status: "queued", bytes: body.length });
}, 60_000);

test("a spool without a byte of room left is the same", async ({ skip }) => {
  await saveLimits(SYSTEM, { freeDiskBytes: 0 });
  const spool = join(dataFolder, "spool");
  mkdirSync(spool, { recursive: true });
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=256k", "tmpfs", spool]);
  skip(mounted.status !== 0, "needs root: a small disk is mounted for it");
  try {
    await expect(upload(bytesOf(Buffer.alloc(MIB, "x"), 65_536))).rejects.toMatchObject({
      code: "unavailable",
    });
    expect(filesIn("spool")).toEqual([]);
    expect(await newest()).toMatchObject({ status: "failed", error: expect.stringContaining("full") });
  } finally {
    spawnSync("umount", [spool]);
  }
  expect((await upload(bytesOf(Buffer.alloc(MIB, "x"), 65_536))).id).toBeTruthy();
});

test("a client that goes away at any byte leaves no job and no part", async () => {
  for (const length of [1, 70_000, 200_000]) {
    async function* cut() {
      yield* bytesOf(Buffer.alloc(length, "x"), 16_384);
      throw new Error("aborted");
    }
    await expect(upload(cut())).rejects.toMatchObject({ code: "incomplete" });
    expect(filesIn("spool")).toEqual([]);
    const { id, status } = await newest();
    expect(status).toBe("failed");
    const jobs = await store().pool.query("select from graphile_worker.jobs where key = $1", [
      `import-${id}`,
    ]);
    expect(jobs.rowCount).toBe(0);
  }
});

test("an upload that is cancelled while it arrives breaks off", async () => {
  async function* slow() {
    for (;;) {
      yield Buffer.alloc(1000, "x");
      await sleep(50);
    }
  }
  const receiving = expect(upload(slow())).rejects.toMatchObject({ code: "incomplete" });
  const { id } = await until(async () => {
    const found = await store().pool.query("select id::text from import where status = 'receiving'");
    return found.rows[0];
  });
  expect(await cancelImport({ ...SYSTEM, name: "Ana" }, id)).toMatchObject({ status: "failed" });
  await receiving;
  expect(await readImport(SYSTEM, id)).toMatchObject({ error: expect.stringContaining("Cancelled by Ana") });
  expect(filesIn("spool")).toEqual([]);
});

test("a web process that is killed while it receives leaves what the sweep takes away", async () => {
  const child = receiveElsewhere("unlimited");
  child.stdin.write(Buffer.alloc(100_000, "x"));
  await until(async () => filesIn("spool").length > 0);
  child.kill("SIGKILL");
  await once(child, "exit");
  await store().pool.query(
    "update import set heartbeat_at = now() - interval '2 minutes' where status = 'receiving'",
  );
  expect(await runSweep()).toMatchObject({ abandoned: [expect.any(String)], parts: 1 });
  expect(filesIn("spool")).toEqual([]);
});
