import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { z } from "zod";
import { authorise } from "@/lib/access/authorise";
import type { Actor } from "@/lib/access/schema";
import { isDatabaseAway } from "@/lib/database-away";
import { store } from "@/lib/db";
import { AppError, isNoFile } from "@/lib/errors";
import { log } from "@/lib/log";
import { HOUR } from "@/lib/time";
import { type Limits, tooLarge } from "./limits";
import { readLimits } from "./read";
import { append, sayAlive } from "./run-append";
import {
  BEAT_MS,
  checkRoom,
  checkZone,
  createImport,
  GIVEN_UP,
  giveUp,
  keep,
  ownerOf,
  tenantOf,
} from "./run-arrival";
import { hold } from "./run-hold";
import { cancelImport } from "./run-request";
import { isKept } from "./run-uploads";
import { ImportStatus, type UploadQuery } from "./schema";
import { partName, spoolFolder } from "./spool";

const Row = z.object({
  id: z.uuid(),
  importId: z.string(),
  tenantId: z.number(),
  length: z.coerce.number(),
  bytes: z.coerce.number(),
  metadata: z.string(),
  sha256: z.string().nullable(),
  status: ImportStatus,
  keptAs: z.string().nullable(),
  error: z.string().nullable(),
  seenAt: z.date(),
});
type Row = z.infer<typeof Row>;

const COLUMNS = `u.id, i.id::text as "importId", i.tenant_id as "tenantId", u.length, i.bytes, u.metadata, u.sha256,
  i.status, i.sha256 as "keptAs", i.error, coalesce(i.heartbeat_at, i.created_at) as "seenAt"`;

/** How far an upload is. `expires` is null once every byte is here. */
export type Progress = {
  id: string;
  importId: string;
  bytes: number;
  length: number;
  metadata: string;
  expires: Date | null;
};

type NewUpload = { length: number; query: UploadQuery; metadata: string };

/**
 * Announces an upload that is sent in pieces and may be gone on with after a break; its import is there at once, as
 * `receiving`. Needs `ingest`. Throws what receiveUpload throws before its first byte.
 */
export async function beginUpload(actor: Actor, { length, query, metadata }: NewUpload): Promise<Progress> {
  authorise(actor, "ingest");
  checkZone(query);
  const limits = await readLimits();
  if (length === 0) throw new AppError("bad-input", "The upload is empty: it holds not a single byte.");
  if (length > limits.uploadBytes) throw new AppError("too-large", tooLarge(limits));
  const tenantId = await tenantOf(query.tenant, false);
  await checkRoom(limits, length);
  const id = randomUUID();
  const importId = await createImport(actor, tenantId, query, { id, length, metadata });
  return { id, importId, bytes: 0, length, metadata, expires: expiryOf(limits, new Date()) };
}

/**
 * How far an upload of this actor's is; one that is whole is finished first, if that broke off. Needs `ingest`.
 * Throws `not-found` also where it is somebody else's, and `gone` for one that was cancelled or given up.
 */
export async function readUpload(actor: Actor, id: string): Promise<Progress> {
  authorise(actor, "ingest");
  return hold(id, async () => {
    const row = await find(actor, id);
    if (row.status === "receiving" && row.bytes === row.length) await finish(row);
    return progressOf(row);
  });
}

export type Piece = { offset: number; declaredBytes?: number | undefined };

/**
 * Takes the bytes of an upload from `offset` on. With the last of them it is kept under its SHA-256 and its import is
 * queued, once. Needs `ingest`. Throws as readUpload and append do, `conflict` where the upload goes on elsewhere, `incomplete`
 * for fewer bytes than declared, and `too-large` for more than are missing and where the limit was lowered meanwhile, which ends it.
 */
export async function continueUpload(
  actor: Actor,
  id: string,
  body: AsyncIterable<Uint8Array>,
  { offset, declaredBytes }: Piece,
): Promise<Progress> {
  authorise(actor, "ingest");
  return hold(id, async (left) => {
    const row = await find(actor, id);
    if (offset !== row.bytes) throw elsewhere(row.bytes, offset);
    if (row.status !== "receiving") return progressOf(row);
    const limits = await readLimits();
    if (row.length > limits.uploadBytes) throw await ended(row, new AppError("too-large", tooLarge(limits)));
    if (offset + (declaredBytes ?? 0) > row.length) {
      throw new AppError("too-large", `Only ${row.length - offset} bytes of this upload are missing.`);
    }
    const { importId, length } = row;
    const part = { importId, path: partOf(row), from: offset, length, limits };
    const bytes = await append(part, body, left).catch((cause: unknown) => tidied(row, cause));
    // Whatever cut a body on its way says nothing of it (a proxy at 10 MB).
    if (bytes < offset + (declaredBytes ?? 0)) throw cutShort(bytes - offset, declaredBytes ?? 0);
    const now = { ...row, bytes, seenAt: new Date() };
    if (bytes === length) await finish(now);
    return progressOf(now);
  });
}

/**
 * Ends an upload and removes its bytes; its import ends as cancelled. Needs `ingest`. Throws as readUpload does, and
 * `conflict` once every byte has arrived.
 */
export async function endUpload(actor: Actor, id: string): Promise<void> {
  authorise(actor, "ingest");
  await hold(id, async () => {
    const row = await find(actor, id);
    if (row.status !== "receiving") throw arrived(row.importId);
    await cancelImport(actor, row.importId);
    await rm(partOf(row), { force: true });
  });
}

/** What clients are told before they begin. */
export async function readUploadLimit(actor: Actor): Promise<number> {
  authorise(actor, "ingest");
  return (await readLimits()).uploadBytes;
}

const partOf = ({ importId, id }: Row): string => join(spoolFolder(), partName(importId, id));

const expiryOf = ({ uploadHours }: Limits, seenAt: Date) => new Date(seenAt.getTime() + uploadHours * HOUR);

async function progressOf({ id, importId, bytes, length, metadata, seenAt }: Row): Promise<Progress> {
  const expires = bytes === length ? null : expiryOf(await readLimits(), seenAt);
  return { id, importId, bytes, length, metadata, expires };
}

async function find(actor: Actor, id: string): Promise<Row> {
  const { rows } = await store().pool.query(
    `select ${COLUMNS} from upload u join import i on i.id = u.import_id
     where u.id = $1 and i.created_by = $2`,
    [id, ownerOf(actor)],
  );
  if (!rows[0]) throw new AppError("not-found", "There is no such upload of yours.");
  const row = Row.parse(rows[0]);
  if (row.status === "failed" && row.keptAs === null) throw new AppError("gone", row.error ?? GIVEN_UP);
  return row.status === "receiving" ? onDisk(row) : { ...row, bytes: row.length };
}

/** The disk has the last word: a part that a power cut or a hand shortened goes on from where it ends. */
async function onDisk(row: Row): Promise<Row> {
  const size = await stat(partOf(row)).then(
    (found) => found.size,
    (error: unknown) => {
      // A disk that cannot be read says nothing of what is on it.
      if (isNoFile(error)) return 0;
      throw error;
    },
  );
  if (size >= row.bytes || (await isKept(row.sha256))) return row;
  await store().pool.query("update import set bytes = $2 where id = $1", [row.importId, size]);
  await store().pool.query("update upload set sha256 = null where id = $1", [row.id]);
  return { ...row, bytes: size, sha256: null };
}

/**
 * The same end as that of any upload. The hash is written down before the part loses its name, so that this may be
 * repeated from wherever it broke off.
 */
async function finish(row: Row): Promise<void> {
  const { id, importId, tenantId, length } = row;
  const path = partOf(row);
  const end = new AbortController();
  const beat = setInterval(() => void sayAlive(importId, end), BEAT_MS);
  try {
    const sha256 = row.sha256 ?? (await hashOf(path, end.signal));
    await store().pool.query("update upload set sha256 = $2 where id = $1", [id, sha256]);
    await keep({ id: importId, tenantId, path, sha256, bytes: length });
  } catch (cause) {
    await tidied(row, end.signal.aborted ? end.signal.reason : cause);
  } finally {
    clearInterval(beat);
  }
}

/** 1.9 GB/s a core: the last answer of 50 GiB waits for half a minute, and for the disk. */
async function hashOf(path: string, signal: AbortSignal): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path, { highWaterMark: 1024 * 1024 }), hash, { signal });
  return hash.digest("hex");
}

/** Throws again; where the import was cancelled its part goes at once. */
async function tidied(row: Row, cause: unknown): Promise<never> {
  const { rows } = await store().pool.query<{ status: string }>("select status from import where id = $1", [
    row.importId,
  ]);
  if (rows[0]?.status !== "receiving") await rm(partOf(row), { force: true });
  throw cause;
}

async function ended(row: Row, why: AppError): Promise<AppError> {
  await giveUp(row.importId, why.message);
  await rm(partOf(row), { force: true });
  return why;
}

const arrived = (importId: string) =>
  new AppError("conflict", `Every byte has arrived. Cancel or remove import ${importId} instead.`);

const cutShort = (bytes: number, declared: number) =>
  new AppError(
    "incomplete",
    `${bytes} bytes arrived of the ${declared} that were announced. The upload goes on from there.`,
  );

const elsewhere = (bytes: number, offset: number) =>
  new AppError("conflict", `This upload goes on at byte ${bytes}, not at ${offset}. Ask where it is (HEAD).`);

/**
 * Finishes uploads that are whole but for their last answer: the process that took the last byte died before it could.
 * Returns their imports.
 */
export async function finishWhole(): Promise<string[]> {
  const { rows } = await store().pool.query(
    `select ${COLUMNS} from upload u join import i on i.id = u.import_id
     where i.status = 'receiving' and i.bytes = u.length
       and coalesce(i.heartbeat_at, i.created_at) < now() - interval '60 seconds'
     order by i.id`,
  );
  const finished: string[] = [];
  for (const found of rows) {
    const row = await onDisk(Row.parse(found));
    if (row.bytes < row.length) continue;
    const isDone = await finish(row).then(
      () => true,
      (cause: unknown) => cannotFinish(row, cause),
    );
    if (isDone) finished.push(row.importId);
  }
  return finished;
}

/** Nobody is there to be told, and one upload must not stop the sweep for ever: its import says what happened. */
async function cannotFinish({ importId }: Row, cause: unknown): Promise<false> {
  if (isDatabaseAway(cause)) throw cause;
  log.error({ err: cause, importId }, "an upload arrived whole and could not be kept");
  await giveUp(
    importId,
    "Every byte arrived, but the file could not be kept. The log says why; send it again.",
  );
  return false;
}
