import { mkdir, rename, rm } from "node:fs/promises";
import type { Actor } from "@/lib/access/schema";
import { store, transaction } from "@/lib/db";
import { AppError, isNoFile } from "@/lib/errors";
import { readPacked } from "@/lib/source/packed";
import { parseZone } from "@/lib/source/zones";
import { type Limits, TOO_FULL } from "./limits";
import { lockUpload } from "./locks";
import { runQueue } from "./run-queue";
import { hasRoom, isKept } from "./run-uploads";
import type { UploadQuery } from "./schema";
import { spoolFolder, syncFolder, uploadPath, uploadsFolder } from "./spool";

/** An upload says that it lives this often; after a minute of silence the worker gives it up. */
export const BEAT_MS = 2000;
/** Between two looks at the room that is left on the disk. */
export const CHECK_BYTES = 16 * 1024 * 1024;

export function checkZone({ timeZone }: UploadQuery): void {
  if (timeZone === undefined || parseZone(timeZone)) return;
  throw new AppError("bad-input", `There is no time zone called ${timeZone}. Write Europe/Berlin or +02:00.`);
}

export async function tenantOf(name: string | undefined, isSample: boolean): Promise<number> {
  const wanted = isSample ? "sample" : (name ?? "default");
  const tenant = await store().db.tenant.findUnique({ where: { name: wanted } });
  if (!tenant) throw new AppError("bad-input", `There is no tenant called ${wanted}.`);
  if (tenant.isSample && !isSample) {
    throw new AppError("bad-input", `The tenant ${wanted} is for sample data, which is removed in one go.`);
  }
  return tenant.id;
}

export const ownerOf = ({ kind, id }: Actor): string => `${kind}:${id}`;

/** What makes an upload one that may be gone on with. */
export type Resumable = { id: string; length: number; metadata: string };

export async function createImport(
  actor: Actor,
  tenantId: number,
  query: UploadQuery,
  resumable?: Resumable,
): Promise<string> {
  const { id } = await store().db.import.create({
    data: {
      tenantId,
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
      filename: query.filename.replace(/[\u0000-\u001f\u007f\p{Cs}]/gu, "\ufffd"),
      source: query.source ?? null,
      timeZone: query.timeZone ?? null,
      status: "receiving",
      heartbeatAt: new Date(),
      createdBy: ownerOf(actor),
      ...(resumable ? { upload: { create: resumable } } : {}),
    },
  });
  return String(id);
}

/** The folder is there afterwards. The spool and the kept uploads lie on one disk: a rename joins them. */
export async function checkRoom(limits: Limits, bytes: number): Promise<void> {
  await mkdir(spoolFolder(), { recursive: true, mode: 0o700 });
  if (!(await hasRoom(spoolFolder(), bytes, limits))) throw new AppError("unavailable", TOO_FULL);
}

export const GIVEN_UP = "This upload was cancelled, or took too long and was given up. Send it again.";

export type Whole = { id: string; tenantId: number; path: string; sha256: string; bytes: number };

/** Gives a whole upload its name and queues its import, in one transaction. Throws `incomplete` where it was cancelled. */
export async function keep({ id, tenantId, path, sha256, bytes }: Whole): Promise<void> {
  await mkdir(uploadsFolder(), { recursive: true, mode: 0o700 });
  await transaction(store().pool, async (connection) => {
    await lockUpload(connection, sha256);
    await nameByHash(path, sha256);
    await syncFolder(uploadsFolder());
    const { rowCount } = await connection.query(
      `update import set status = 'queued', sha256 = $2, bytes = $3, heartbeat_at = now(),
         duplicate_of = (select min(id) from import where sha256 = $2 and tenant_id = $4 and id <> $1)
       where id = $1 and status = 'receiving'`,
      [id, sha256, bytes, tenantId],
    );
    if (rowCount === 0) throw new AppError("incomplete", GIVEN_UP);
    await runQueue(connection, id);
  });
}

/** The same bytes may be here already: rewritten, or by an attempt that broke off before its commit. */
async function nameByHash(path: string, sha256: string): Promise<void> {
  if (await readPacked(uploadPath(sha256))) return rm(path, { force: true });
  await rename(path, uploadPath(sha256)).catch(async (cause: unknown) => {
    if (!isNoFile(cause) || !(await isKept(sha256))) throw cause;
  });
}

/** Closes an import whose upload never became whole. */
export async function giveUp(id: string, why: string): Promise<void> {
  await store().pool.query(
    `update import set status = 'failed', error = $2, finished_at = now(), heartbeat_at = null
     where id = $1 and status = 'receiving'`,
    [id, why],
  );
}

/** No room left, a quota, or the largest file that the system allows this process. */
const FULL = new Set(["ENOSPC", "EDQUOT", "EFBIG"]);

const DISK_FULL = "The disk of this Rollcall is full. The upload was not kept.";

/** A full disk is no fault of ours, whatever the system calls it. */
export function errorOf(cause: unknown, whenFull = DISK_FULL): Error {
  if (cause instanceof Error && "code" in cause && FULL.has(String(cause.code))) {
    return new AppError("unavailable", whenFull, { cause });
  }
  return cause instanceof Error ? cause : new Error(String(cause));
}
