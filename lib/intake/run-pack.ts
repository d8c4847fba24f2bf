import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, readdir, rename, rm, stat } from "node:fs/promises";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { store, transaction } from "@/lib/db";
import { archiveText, readArchive } from "@/lib/source/archive";
import { textChunks } from "@/lib/source/container";
import { readTextHead } from "@/lib/source/head";
import {
  MEMBER_BYTES,
  membersPath,
  type PackedTable,
  packedChunks,
  readPacked,
  tablePath,
} from "@/lib/source/packed";
import { lockUpload } from "./locks";
import { readLimits } from "./read";
import { hasRoom } from "./run-uploads";
import { isUpload, packingPath, syncFolder, uploadPath, uploadsFolder } from "./spool";

/** 210 MB/s a core for a tenth of the size; 9 takes twice as long for a twelfth less. */
const LEVEL = 4;
const pack = promisify(gzip);

/** Something more urgent came; the upload stays as it is, and is begun anew later. */
export class Yielded extends Error {
  constructor() {
    super("Something more urgent came.");
    this.name = "Yielded";
  }
}

/** `proceed` is asked after every member and throws to stop. */
type Hooks = { proceed: () => Promise<void> };

/** Uploads that this process could not rewrite, so that it does not try for ever. */
const given = new Set<string>();

/**
 * Rewrites the uploads of imports that are done, one after the other, until none is left. Returns the SHA-256 of
 * those that were rewritten and of those that could not be. What `proceed` throws leaves no file behind.
 */
export async function runPack(hooks: Hooks): Promise<{ packed: string[]; failed: [string, unknown][] }> {
  const packed: string[] = [];
  const failed: [string, unknown][] = [];
  for (;;) {
    const limits = await readLimits();
    if (!limits.packUploads) break;
    await hooks.proceed();
    const sha256 = await nextUpload();
    if (sha256 === null) break;
    const { size } = await stat(uploadPath(sha256));
    // It is tried again when the worker starts anew.
    if (!(await hasRoom(uploadsFolder(), size, limits))) {
      given.add(sha256);
      continue;
    }
    try {
      if (await packUpload(sha256, hooks)) packed.push(sha256);
      else given.add(sha256);
    } catch (error) {
      if (error instanceof Yielded) throw error;
      given.add(sha256);
      failed.push([sha256, error]);
    }
  }
  return { packed, failed };
}

/** The oldest upload that lies there as it came, though every import of it has ended and one of them well. */
async function nextUpload(): Promise<string | null> {
  const names = new Set(await readdir(uploadsFolder()).catch(() => []));
  const open = [...names].filter((name) => isUpload(name) && !names.has(tablePath(name)) && !given.has(name));
  if (open.length === 0) return null;
  const { rows } = await store().pool.query<{ sha256: string }>(
    `select sha256 from import where sha256 = any($1)
     group by sha256
     having bool_and(status in ('done', 'failed') and task is null) and bool_or(status = 'done')
     order by min(id) limit 1`,
    [open],
  );
  return rows[0]?.sha256 ?? null;
}

/**
 * Writes an upload's text as members with their table, reads it back, and only then gives the files their names. The
 * upload itself goes a minute later (tidyUploads), when whoever began to read it has it open. Whatever kills this,
 * the upload is whole in one form or in both. False where no import names it any more, or its bytes are not those
 * that came.
 */
export async function packUpload(sha256: string, { proceed }: Hooks): Promise<boolean> {
  const path = uploadPath(sha256);
  if ((await hashOf(createReadStream(path))).sha256 !== sha256) return false;
  const temporary = packingPath(sha256, randomUUID());
  try {
    const table = await writeMembers(path, temporary, sha256, proceed);
    await checkMembers(temporary, table, proceed);
    return await giveNames(path, temporary, table);
  } finally {
    await rm(temporary, { force: true });
  }
}

async function hashOf(chunks: AsyncIterable<Buffer>): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of chunks) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { sha256: hash.digest("hex"), bytes };
}

async function writeMembers(
  path: string,
  temporary: string,
  sha256: string,
  proceed: () => Promise<void>,
): Promise<PackedTable> {
  const archive = await readArchive(path);
  const { container, encoding } = archive ? ARCHIVE : await readTextHead(path);
  const { size } = await stat(path);
  const hash = createHash("sha256");
  const ends: number[] = [];
  let [bytes, end] = [0, 0];
  const file = await open(temporary, "wx", 0o600);
  try {
    for await (const text of membersOf(
      archive ? archiveText(path, archive) : textChunks(path, { container, encoding }),
    )) {
      hash.update(text);
      bytes += text.length;
      const member = await pack(text, { level: LEVEL });
      await file.write(member);
      end += member.length;
      ends.push(end);
      await proceed();
    }
    await file.sync();
  } finally {
    await file.close();
  }
  const text = { bytes, sha256: hash.digest("hex") };
  const form = { container, encoding, memberBytes: MEMBER_BYTES };
  return { version: 1, sha256, bytes: size, ...form, text, ends, ...(archive ?? {}) };
}

/** Each file of an archive has an encoding of its own; the text of all is UTF-8. */
const ARCHIVE = { container: "zip", encoding: "utf-8" } as const;

/** Pieces of exactly one member's size, but for the last. */
async function* membersOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  let held = 0;
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; ) {
      const part = chunk.subarray(at, at + MEMBER_BYTES - held);
      parts.push(part);
      held += part.length;
      at += part.length;
      if (held < MEMBER_BYTES) continue;
      yield Buffer.concat(parts);
      parts = [];
      held = 0;
    }
  }
  if (held > 0) yield Buffer.concat(parts);
}

async function checkMembers(temporary: string, table: PackedTable, proceed: () => Promise<void>) {
  async function* read() {
    for await (const text of packedChunks(temporary, table)) {
      yield text;
      await proceed();
    }
  }
  const { sha256, bytes } = await hashOf(read());
  const isPlain = table.container === "plain" && (table.encoding === "utf-8" || table.encoding === "binxml");
  const isSame = sha256 === table.text.sha256 && bytes === table.text.bytes;
  if (!isSame || (isPlain && sha256 !== table.sha256))
    throw new Error(`Upload ${table.sha256} was not written as it was read.`);
}

/** The table comes last: where it is, the members are whole and on disk. */
async function giveNames(path: string, temporary: string, table: PackedTable): Promise<boolean> {
  const written = `${temporary.replace(/\.packing$/, "")}-table.packing`;
  return transaction(store().pool, async (connection) => {
    await lockUpload(connection, table.sha256);
    const named = await connection.query("select from import where sha256 = $1 limit 1", [table.sha256]);
    if (named.rowCount === 0) return false;
    // Another worker was quicker.
    if (await readPacked(path)) return true;
    try {
      await rename(temporary, membersPath(path));
      await syncFolder(uploadsFolder());
      const file = await open(written, "wx", 0o600);
      try {
        await file.writeFile(JSON.stringify(table));
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(written, tablePath(path));
      await syncFolder(uploadsFolder());
    } finally {
      await rm(written, { force: true });
    }
    return true;
  });
}
