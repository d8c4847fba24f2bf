import { createHash } from "node:crypto";
import { appendFileSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { type Actor, SYSTEM } from "@/lib/access/schema";
import { dataFolder } from "@/test/data-folder";
import { databaseForFile } from "@/test/database";
import { expectNoSilence } from "@/test/invariants";
import { bytesOf } from "@/test/upload";
import { until } from "@/test/worker";
import { readImport } from "./read";
import { cancelImport } from "./run-request";
import { beginUpload, continueUpload, endUpload, readUpload } from "./run-resume";
import { runSweep } from "./run-sweep";
import { expireUploads } from "./run-tidy";
import { saveLimits } from "./write";

const store = databaseForFile();
const MIB = 1024 * 1024;

beforeEach(async () => {
  await store().pool.query("truncate import cascade");
  await store().pool.query("delete from setting where name = 'limits'");
  await store().pool.query("delete from graphile_worker._private_jobs");
  for (const folder of ["spool", "uploads"])
    rmSync(join(dataFolder, folder), { recursive: true, force: true });
});

const filesIn = (name: string) => {
  try {
    return readdirSync(join(dataFolder, name));
  } catch {
    return [];
  }
};
const part = () => join(dataFolder, "spool", filesIn("spool")[0] ?? "");
const jobs = async () => (await store().pool.query("select key from graphile_worker.jobs order by id")).rows;
const begin = (length: number, query = {}, actor: Actor = SYSTEM) =>
  beginUpload(actor, { length, query: { filename: "export.json", ...query }, metadata: "filename x" });
const send = (id: string, offset: number, text: string | AsyncIterable<Uint8Array>, actor: Actor = SYSTEM) =>
  continueUpload(actor, id, typeof text === "string" ? bytesOf(text, 7) : text, { offset });
/** As if nobody had sent anything for so long. */
const silent = (importId: string, interval: string) =>
  store().pool.query("update import set heartbeat_at = now() - $2::interval where id = $1", [
    importId,
    interval,
  ]);
const whole = "0123456789".repeat(1000);
const sha256 = createHash("sha256").update(whole).digest("hex");

test("an upload in three pieces is kept by its hash, and its job appears with its row", async () => {
  const { id, importId, expires } = await begin(whole.length, { timeZone: "Europe/Berlin" });
  expect(expires?.getTime()).toBeGreaterThan(Date.now() + 23 * 3_600_000);
  expect(await readImport(SYSTEM, importId)).toMatchObject({
    ...{ status: "receiving", bytes: 0, announcedBytes: 10_000, isPaused: false },
    timeZone: "Europe/Berlin",
  });
  expect(await send(id, 0, whole.slice(0, 4000))).toMatchObject({ bytes: 4000, importId });
  expect(await readUpload(SYSTEM, id)).toMatchObject({ bytes: 4000, length: 10_000, metadata: "filename x" });
  expect((await readImport(SYSTEM, importId)).bytes).toBe(4000);
  await send(id, 4000, whole.slice(4000, 4001));
  expect(await jobs()).toEqual([]);
  expect(await send(id, 4001, whole.slice(4001))).toMatchObject({ bytes: 10_000, expires: null });
  expect(await readImport(SYSTEM, importId)).toMatchObject({ status: "queued", bytes: 10_000, sha256 });
  expect(readFileSync(join(dataFolder, "uploads", sha256), "utf8")).toBe(whole);
  expect([filesIn("spool"), await jobs()]).toEqual([[], [{ key: `import-${importId}` }]]);
});

test("a connection that breaks keeps what arrived, to the byte", async () => {
  const { id, importId } = await begin(whole.length);
  async function* broken() {
    yield* bytesOf(whole.slice(0, 3333), 100);
    throw new Error("socket hang up");
  }
  await expect(send(id, 0, broken())).rejects.toMatchObject({
    code: "incomplete",
    message: expect.stringContaining("after 3333 bytes"),
  });
  expect(await readUpload(SYSTEM, id)).toMatchObject({ bytes: 3333 });
  await send(id, 3333, whole.slice(3333));
  expect(await readImport(SYSTEM, importId)).toMatchObject({ status: "queued", sha256 });
});

test("fewer bytes than a piece declares are said, and kept", async () => {
  const { id } = await begin(whole.length);
  const call = continueUpload(SYSTEM, id, bytesOf(whole.slice(0, 10)), { offset: 0, declaredBytes: 20 });
  await expect(call).rejects.toMatchObject({ code: "incomplete" });
  expect(await readUpload(SYSTEM, id)).toMatchObject({ bytes: 10 });
});

test("a wrong offset is refused with the right one, and changes nothing", async () => {
  const { id } = await begin(whole.length);
  await send(id, 0, whole.slice(0, 100));
  for (const offset of [0, 99, 101, 10_000]) {
    await expect(send(id, offset, "x")).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("at byte 100"),
    });
  }
  expect(await readUpload(SYSTEM, id)).toMatchObject({ bytes: 100 });
});

test("the last piece sent again does not make a second import, and its sender learns the first one's id", async () => {
  const { id, importId } = await begin(whole.length);
  await send(id, 0, whole);
  await expect(send(id, 0, whole)).rejects.toMatchObject({ code: "conflict" });
  expect(await readUpload(SYSTEM, id)).toMatchObject({ bytes: 10_000, importId, expires: null });
  expect(await send(id, 10_000, "")).toMatchObject({ bytes: 10_000, importId });
  const { rows } = await store().pool.query("select id::text, status from import");
  expect([rows, await jobs()]).toEqual([
    [{ id: importId, status: "queued" }],
    [{ key: `import-${importId}` }],
  ]);
});

test("two senders of the last piece at once make one import", async () => {
  const { id, importId } = await begin(whole.length);
  const both = await Promise.allSettled([send(id, 0, whole), send(id, 0, whole), readUpload(SYSTEM, id)]);
  expect(both.some(({ status }) => status === "fulfilled")).toBe(true);
  const { bytes } = await readUpload(SYSTEM, id);
  if (bytes < whole.length) await send(id, bytes, whole.slice(bytes));
  expect(await readImport(SYSTEM, importId)).toMatchObject({ status: "queued", sha256 });
  expect([filesIn("spool"), await jobs()]).toEqual([[], [{ key: `import-${importId}` }]]);
});

test("whoever comes back takes over from a connection that only looks alive", async () => {
  const { id, importId } = await begin(whole.length);
  let isWaiting = false;
  async function* dead() {
    yield* bytesOf(whole.slice(0, 500));
    isWaiting = true;
    await new Promise(() => undefined);
  }
  const stuck = send(id, 0, dead());
  stuck.catch(() => undefined);
  await until(async () => isWaiting, 5000);
  expect(await readUpload(SYSTEM, id)).toMatchObject({ bytes: 500 });
  await expect(stuck).rejects.toMatchObject({ code: "incomplete" });
  await send(id, 500, whole.slice(500));
  expect(await readImport(SYSTEM, importId)).toMatchObject({ status: "queued", sha256 });
});

test("nobody else may go on with an upload, look at it or end it, and nobody without the scope begins one", async () => {
  const { id } = await begin(whole.length);
  const other: Actor = { ...SYSTEM, kind: "key", id: "7", name: "another key" };
  for (const call of [send(id, 0, "x", other), readUpload(other, id), endUpload(other, id)])
    await expect(call).rejects.toMatchObject({ code: "not-found" });
  const reader: Actor = { ...SYSTEM, scopes: ["read"] };
  for (const call of [
    begin(1, {}, reader),
    send(id, 0, "x", reader),
    readUpload(reader, id),
    endUpload(reader, id),
  ])
    await expect(call).rejects.toMatchObject({ code: "forbidden" });
  expect(await readUpload(SYSTEM, id)).toMatchObject({ bytes: 0 });
});

test("what no upload may be is refused before there is a row of it, in the words of any upload", async () => {
  await saveLimits(SYSTEM, { uploadBytes: MIB });
  await expect(begin(MIB + 1)).rejects.toMatchObject({
    code: "too-large",
    message: expect.stringContaining("The upload is larger than 1 MiB."),
  });
  await expect(begin(0)).rejects.toMatchObject({ code: "bad-input" });
  for (const wrong of [{ tenant: "nobody" }, { tenant: "sample" }, { timeZone: "Mars/Base" }])
    await expect(begin(1, wrong)).rejects.toMatchObject({ code: "bad-input" });
  await saveLimits(SYSTEM, { freeDiskBytes: 10_240 * 1024 * MIB });
  await expect(begin(1)).rejects.toMatchObject({ code: "unavailable" });
  expect((await store().pool.query("select from import")).rowCount).toBe(0);
});

test("more bytes than announced are refused, at once where they are declared, and what was right stays", async () => {
  const { id } = await begin(10);
  const declared = continueUpload(SYSTEM, id, bytesOf("x"), { offset: 0, declaredBytes: 11 });
  await expect(declared).rejects.toMatchObject({ code: "too-large" });
  await expect(send(id, 0, "12345678901")).rejects.toMatchObject({ code: "too-large" });
  const { bytes } = await readUpload(SYSTEM, id);
  expect(bytes).toBe(7);
  expect(await send(id, 7, "890")).toMatchObject({ bytes: 10 });
});

test("a limit that is lowered meanwhile ends an upload with its words; a full disk only halts it", async () => {
  const { id, importId } = await begin(2 * MIB);
  await send(id, 0, "x");
  await saveLimits(SYSTEM, { freeDiskBytes: 10_240 * 1024 * MIB });
  await expect(send(id, 1, "x")).rejects.toMatchObject({ code: "unavailable" });
  expect(await readUpload(SYSTEM, id)).toMatchObject({ bytes: 1 });
  await saveLimits(SYSTEM, { uploadBytes: MIB });
  await expect(send(id, 1, "x")).rejects.toMatchObject({ code: "too-large" });
  await expect(readUpload(SYSTEM, id)).rejects.toMatchObject({
    code: "gone",
    message: expect.stringContaining("larger than 1 MiB"),
  });
  expect([(await readImport(SYSTEM, importId)).status, filesIn("spool")]).toEqual(["failed", []]);
});

test("an upload that is ended leaves no byte, and its import says who did it", async () => {
  const { id, importId } = await begin(whole.length);
  await send(id, 0, "x");
  expect(filesIn("spool")).toHaveLength(1);
  await endUpload(SYSTEM, id);
  expect(filesIn("spool")).toEqual([]);
  expect(await readImport(SYSTEM, importId)).toMatchObject({
    status: "failed",
    error: "Cancelled by Rollcall while it arrived. Nothing was read.",
  });
  for (const call of [send(id, 1, "x"), readUpload(SYSTEM, id), endUpload(SYSTEM, id)])
    await expect(call).rejects.toMatchObject({
      code: "gone",
      message: expect.stringContaining("Cancelled by"),
    });
});

test("one that is cancelled while a piece arrives breaks off, and no part stays", async () => {
  const { id, importId } = await begin(whole.length);
  async function* endless() {
    yield* bytesOf(whole.slice(0, 200));
    await cancelImport(SYSTEM, importId);
    for (;;) {
      yield new Uint8Array();
      await new Promise((next) => setTimeout(next, 50));
    }
  }
  await expect(send(id, 0, endless())).rejects.toMatchObject({ code: "gone" });
  expect(filesIn("spool")).toEqual([]);
});

test("one that is cancelled while it pauses loses its part to the next sweep", async () => {
  const { id, importId } = await begin(whole.length);
  await send(id, 0, "x");
  await cancelImport(SYSTEM, importId);
  expect(await runSweep()).toMatchObject({ parts: 1 });
  expect(filesIn("spool")).toEqual([]);
});

test("a paused upload is shown as paused, is not swept as dead, and goes on", async () => {
  const { id, importId } = await begin(whole.length);
  await send(id, 0, whole.slice(0, 10));
  await silent(importId, "5 minutes");
  expect(await readImport(SYSTEM, importId)).toMatchObject({
    status: "receiving",
    isPaused: true,
    bytes: 10,
  });
  expect(await runSweep()).toMatchObject({ abandoned: [], finished: [], parts: 0 });
  await expectNoSilence();
  expect(await expireUploads()).toEqual([]);
  await send(id, 10, whole.slice(10));
  expect(await readImport(SYSTEM, importId)).toMatchObject({ status: "queued", sha256, isPaused: false });
});

test("an upload whose rest does not come in time is given up, and one without a byte after an hour", async () => {
  const [late, never, paused] = [await begin(10), await begin(10), await begin(10)];
  await send(late.id, 0, "x");
  await send(paused.id, 0, "x");
  await silent(late.importId, "25 hours");
  await silent(never.importId, "61 minutes");
  await silent(paused.importId, "23 hours");
  expect((await expireUploads()).sort()).toEqual([late.importId, never.importId].sort());
  expect(filesIn("spool")).toHaveLength(1);
  expect(await readImport(SYSTEM, late.importId)).toMatchObject({
    status: "failed",
    error: expect.stringContaining("did not come in time"),
  });
  await expect(readUpload(SYSTEM, late.id)).rejects.toMatchObject({ code: "gone" });
  await saveLimits(SYSTEM, { uploadHours: 2 });
  expect(await expireUploads()).toEqual([paused.importId]);
  expect(filesIn("spool")).toEqual([]);
});

test("a whole upload whose process died before its last answer is finished by the sweep, once", async () => {
  const { id, importId } = await begin(whole.length);
  await send(id, 0, whole.slice(0, -1));
  // As a kill between the last byte and the hash leaves it.
  appendFileSync(part(), whole.slice(-1));
  await store().pool.query("update import set bytes = $2 where id = $1", [importId, whole.length]);
  expect((await runSweep()).finished).toEqual([]);
  await silent(importId, "2 minutes");
  expect((await runSweep()).finished).toEqual([importId]);
  expect((await runSweep()).finished).toEqual([]);
  expect(await readImport(SYSTEM, importId)).toMatchObject({ status: "queued", sha256 });
  expect([filesIn("spool"), await jobs()]).toEqual([[], [{ key: `import-${importId}` }]]);
});

test("a whole upload that cannot be kept ends with a word, and the sweep goes on", async () => {
  const { id, importId } = await begin(10);
  await send(id, 0, "123456789");
  appendFileSync(part(), "0");
  await store().pool.query("update import set bytes = 10 where id = $1", [importId]);
  await silent(importId, "2 minutes");
  writeFileSync(join(dataFolder, "uploads"), "in the way of the folder");
  expect(await runSweep()).toMatchObject({ finished: [], parts: 1 });
  expect(await readImport(SYSTEM, importId)).toMatchObject({
    status: "failed",
    error: expect.stringContaining("could not be kept"),
  });
});

test("one that was named but not written down is finished by whoever asks next", async () => {
  const { id, importId } = await begin(whole.length);
  await send(id, 0, whole);
  // As a kill between the rename and the commit leaves it.
  await store().pool.query(
    "update import set status = 'receiving', sha256 = null, duplicate_of = null where id = $1",
    [importId],
  );
  await store().pool.query("delete from graphile_worker._private_jobs");
  expect(await readUpload(SYSTEM, id)).toMatchObject({ bytes: 10_000, importId });
  expect(await readImport(SYSTEM, importId)).toMatchObject({ status: "queued", sha256 });
  expect(await jobs()).toEqual([{ key: `import-${importId}` }]);
});

test("the disk has the last word where a part is shorter than was written down, or gone", async () => {
  const { id, importId } = await begin(whole.length);
  await send(id, 0, whole.slice(0, 5000));
  truncateSync(part(), 1234);
  expect(await readUpload(SYSTEM, id)).toMatchObject({ bytes: 1234 });
  await send(id, 1234, whole.slice(1234, 6000));
  rmSync(part());
  expect(await readUpload(SYSTEM, id)).toMatchObject({ bytes: 0 });
  await send(id, 0, whole);
  expect(await readImport(SYSTEM, importId)).toMatchObject({ status: "queued", sha256 });
});

test("bytes beyond what was written down are written over", async () => {
  const { id, importId } = await begin(whole.length);
  await send(id, 0, whole.slice(0, 5000));
  await store().pool.query("update import set bytes = 17 where id = $1", [importId]);
  await send(id, 17, whole.slice(17));
  expect(await readImport(SYSTEM, importId)).toMatchObject({ status: "queued", sha256 });
});
