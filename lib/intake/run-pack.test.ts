import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { beforeEach, expect, test } from "vitest";
import { SYSTEM } from "@/lib/access/schema";
import { membersPath, readPacked, tablePath } from "@/lib/source/packed";
import { rawSlices } from "@/lib/source/raw-slices";
import { recognise } from "@/lib/source/recognise";
import { HOUR } from "@/lib/time";
import { dataFolder } from "@/test/data-folder";
import { databaseForFile } from "@/test/database";
import { graphSignIn, jsonLines, uuid } from "@/test/graph";
import { held } from "@/test/held";
import { drain, importText } from "@/test/upload";
import { zipOf } from "@/test/zip";
import { zstdOf } from "@/test/zstd";
import { readImport, readRejects } from "./read";
import { runPack, Yielded } from "./run-pack";
import { removeImport, replayImport } from "./run-request";
import { tidyUploads } from "./run-tidy";
import { ownerPath, uploadPath } from "./spool";
import { saveLimits } from "./write";

const store = databaseForFile();
const folder = join(dataFolder, "uploads");
const hooks = { proceed: async () => undefined };
const MIB = 1024 * 1024;

beforeEach(async () => {
  await store().pool.query(
    `truncate import, import_reject, import_overlap, event, probe, presence, rollup, client_day, touched, detection, origin_total, origin_stale, alert cascade`,
  );
  rmSync(folder, { recursive: true, force: true });
});

const names = () => (existsSync(folder) ? readdirSync(folder).sort() : []);
const sha256Of = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

/** About `rows` times 2 KB, with signs outside of ASCII and one row that is none. */
function textOf(rows: number, from = 0): string {
  const signIns = Array.from({ length: rows }, (_, index) =>
    graphSignIn(uuid(from + index), {
      userPrincipalName: `näme${index}@contoso.example`,
      padding: `${index} `.repeat(300),
    }),
  );
  return `${jsonLines(signIns)}{"id": broken, "name": "Zoë"\n`;
}

/** The text as two files of an archive, the first in another encoding, between others that are no logs. */
function archiveOf(text: string): Buffer {
  const middle = text.indexOf("\n", text.length / 2) + 1;
  return zipOf([
    { name: "picture.png", content: Buffer.from("\x89PNG\r\n", "latin1"), isStored: true },
    { name: "logs/first.json", content: Buffer.from(`\ufeff${text.slice(0, middle)}`, "utf16le") },
    { name: "READ ME.txt", content: "Nothing but words." },
    { name: "logs/second.json", content: text.slice(middle), isStored: true },
  ]);
}

const FORMS: Record<string, (text: string) => Buffer> = {
  plain: (text) => Buffer.from(text),
  gzip: (text) => gzipSync(text),
  "utf-16": (text) => Buffer.from(`\ufeff${text}`, "utf16le"),
  "utf-16 in gzip": (text) => gzipSync(Buffer.from(`\ufeff${text}`, "utf16le")),
  zstd: (text) => zstdOf(Buffer.from(text)),
  "zip of several files": (text) => archiveOf(text),
  "utf-8 with a mark": (text) => Buffer.from(`\ufeff${text}`),
};

async function spansOf(id: string) {
  const { rows } = await store().pool.query<{ offset: string; length: number }>(
    `select raw_offset::text as offset, raw_length as length from event where import_id = $1 order by raw_offset`,
    [id],
  );
  return rows.map((row) => ({ offset: Number(row.offset), length: row.length }));
}

async function rawOf(path: string, spans: { offset: number; length: number }[]): Promise<string[]> {
  const recognised = await recognise(path, { filename: "a.json" });
  const raw: string[] = [];
  for await (const text of rawSlices(path, recognised, spans)) raw.push(text);
  return raw;
}

for (const [form, bytesOf] of Object.entries(FORMS)) {
  test(`${form}: after packing every record, reject and replay is as before, and the upload itself is gone`, async () => {
    const bytes = bytesOf(textOf(2000));
    const done = await importText(bytes, { filename: "a.json" });
    expect(done).toMatchObject({ status: "done", rows: { accepted: 2000, rejected: 1 } });
    const path = uploadPath(done.sha256 ?? "");
    const spans = await spansOf(done.id);
    const [before, store1] = [await rawOf(path, spans), await held(store().pool)];
    expect(JSON.parse(before[1999] ?? "").userPrincipalName).toBe("näme1999@contoso.example");
    expect((await runPack(hooks)).packed).toEqual([done.sha256]);
    expect(names()).toEqual([done.sha256, `${done.sha256}.members`, `${done.sha256}.table`]);
    expect(await tidyUploads()).toEqual([]);
    expect(await tidyUploads(Date.now() + 61_000)).toEqual([done.sha256]);
    const table = await readPacked(path);
    expect(table).toMatchObject({ version: 1, sha256: done.sha256, bytes: bytes.length, memberBytes: MIB });
    expect(table?.ends.length).toBeGreaterThan(2);
    expect(statSync(membersPath(path)).size).toBe(table?.ends.at(-1));
    expect(await rawOf(path, spans)).toEqual(before);
    expect(await rawOf(path, [spans[1500] ?? { offset: 0, length: 0 }])).toEqual([before[1500]]);
    const rejects: string[] = [];
    for await (const { raw } of readRejects(SYSTEM, done.id)) rejects.push(raw);
    expect(rejects).toEqual(['{"id": broken, "name": "Zoë"']);
    await replayImport(SYSTEM, done.id);
    await drain();
    const { rows, container, encoding, bytesRead } = await readImport(SYSTEM, done.id);
    expect({ rows, container, encoding, bytesRead }).toEqual({
      ...{ rows: done.rows, container: done.container, encoding: done.encoding, bytesRead: bytes.length },
    });
    expect(await held(store().pool)).toEqual(store1);
  }, 60_000);
}

test("members are gzip that anybody can unpack: for a plain upload they are the bytes that came", async () => {
  const bytes = Buffer.from(textOf(1500));
  const { sha256 } = await importText(bytes);
  await runPack(hooks);
  const text = gunzipSync(readFileSync(membersPath(uploadPath(sha256 ?? ""))));
  expect(sha256Of(text)).toBe(sha256);
});

test("the same bytes again are kept in the form they are in, and removing the last import takes every form", async () => {
  const bytes = Buffer.from(textOf(50));
  const first = await importText(bytes);
  await runPack(hooks);
  await tidyUploads(Date.now() + 61_000);
  const second = await importText(bytes);
  expect(second).toMatchObject({
    duplicateOf: first.id,
    status: "done",
    rows: { duplicate: 50, rejected: 1 },
  });
  expect(names().length).toBe(2);
  await removeImport(SYSTEM, first.id);
  await drain();
  expect(names().length).toBe(2);
  expect(await readImport(SYSTEM, second.id)).toMatchObject({ rows: { accepted: 50 }, duplicateOf: null });
  await removeImport(SYSTEM, second.id);
  await drain();
  expect(names()).toEqual([]);
});

test("what is switched off, under way, failed or not the bytes that came is left as it lies", async () => {
  await saveLimits(SYSTEM, { packUploads: false });
  await importText(textOf(20));
  expect(await runPack(hooks)).toEqual({ packed: [], failed: [] });
  await saveLimits(SYSTEM, {});
  const { id, sha256 } = await importText(textOf(20, 500));
  await store().pool.query("update import set status = 'failed' where id <> $1", [id]);
  await store().pool.query("update import set status = 'reading' where id = $1", [id]);
  expect(await runPack(hooks)).toEqual({ packed: [], failed: [] });
  await store().pool.query("update import set status = 'done' where id = $1", [id]);
  writeFileSync(uploadPath(sha256 ?? ""), "rotten");
  expect(await runPack(hooks)).toEqual({ packed: [], failed: [] });
  expect(names().filter((name) => name.includes("."))).toEqual([]);
});

test("what stops it in the middle leaves the upload and nothing else", async () => {
  const { sha256 } = await importText(textOf(2500));
  for (const stopAt of [1, 2, 4, 7]) {
    let asked = 0;
    const proceed = async () => {
      asked += 1;
      if (asked > stopAt) throw new Yielded();
    };
    await expect(runPack({ proceed })).rejects.toThrow(Yielded);
    expect(names()).toEqual([sha256]);
  }
  expect((await runPack(hooks)).packed).toEqual([sha256]);
});

test("the sweep takes half-written files, members without a table and orphans of an hour, and nothing younger", async () => {
  const { sha256 } = await importText(textOf(5));
  const orphan = "ab".repeat(32);
  const litter = [`${sha256}.0a1b.packing`, `${sha256}.0a1b-table.packing`, `${sha256}.members`, orphan];
  for (const name of [...litter, "notes.txt"]) writeFileSync(join(folder, name), "x");
  expect(await tidyUploads()).toEqual([]);
  const old = new Date(Date.now() - 2 * HOUR);
  for (const name of [...litter, "notes.txt", sha256 ?? ""]) utimesSync(join(folder, name), old, old);
  expect((await tidyUploads()).sort()).toEqual(litter.sort());
  expect(names()).toEqual([sha256, "notes.txt"].sort());
  expect(existsSync(tablePath(uploadPath(sha256 ?? "")))).toBe(false);
});

test("a database that knows none of the uploads leaves them: they may be another one's", async () => {
  const { sha256 } = await importText(textOf(5));
  const old = new Date(Date.now() - 2 * HOUR);
  utimesSync(uploadPath(sha256 ?? ""), old, old);
  await tidyUploads();
  const strange = "cd".repeat(32);
  writeFileSync(join(folder, strange), "x");
  utimesSync(join(folder, strange), old, old);
  const owner = readFileSync(ownerPath(), "utf8");
  writeFileSync(ownerPath(), "another");
  expect(await tidyUploads()).toEqual([]);
  rmSync(ownerPath());
  await store().pool.query("truncate import cascade");
  expect(await tidyUploads()).toEqual([]);
  writeFileSync(ownerPath(), owner);
  expect((await tidyUploads()).sort()).toEqual([sha256, strange].sort());
});
