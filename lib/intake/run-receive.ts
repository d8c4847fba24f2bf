import { createHash, randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { authorise } from "@/lib/access/authorise";
import type { Actor } from "@/lib/access/schema";
import { store, transaction } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { readPacked } from "@/lib/source/packed";
import { parseZone } from "@/lib/source/zones";
import { type Limits, TOO_FULL, tooLarge } from "./limits";
import { lockUpload } from "./locks";
import { readLimits } from "./read";
import { runQueue } from "./run-queue";
import { hasRoom } from "./run-uploads";
import type { UploadQuery } from "./schema";
import { partName, spoolFolder, syncFolder, uploadPath, uploadsFolder } from "./spool";

/** An upload says that it lives this often; after a minute of silence the worker gives it up. */
const BEAT_MS = 2000;
/** Between two looks at the room that is left on the disk. */
const CHECK_BYTES = 16 * 1024 * 1024;

export type Upload = { declaredBytes?: number; isSample?: boolean };

/**
 * Streams one upload to disk, checks that it is whole, keeps it under its SHA-256 and queues its import; the row
 * and its job appear in one transaction. No body is held in memory. Throws `bad-input` for an empty body, an
 * unknown tenant or zone, `incomplete` for fewer or more bytes than declared and for a broken connection,
 * `too-large` at the first byte beyond the limit, `incomplete` when it is cancelled too, `unavailable` when the disk is
 * full or nearly so; then nothing of the upload stays but a failed import that says why.
 */
export async function receiveUpload(
  actor: Actor,
  body: AsyncIterable<Uint8Array>,
  query: UploadQuery,
  { declaredBytes, isSample = false }: Upload = {},
): Promise<{ id: string }> {
  authorise(actor, "ingest");
  if (query.timeZone !== undefined && !parseZone(query.timeZone)) {
    throw new AppError(
      "bad-input",
      `There is no time zone called ${query.timeZone}. Write Europe/Berlin or +02:00.`,
    );
  }
  const limits = await readLimits();
  if ((declaredBytes ?? 0) > limits.uploadBytes) throw new AppError("too-large", tooLarge(limits));
  const tenantId = await tenantOf(query.tenant, isSample);
  const chunks = body[Symbol.asyncIterator]();
  const first = await firstChunk(chunks);
  if (!first) throw new AppError("bad-input", "The upload is empty: it holds not a single byte.");
  const id = await createImport(actor, tenantId, query);
  const path = join(spoolFolder(), partName(id, randomUUID()));
  try {
    await checkRoom(limits, declaredBytes ?? 0);
    const { bytes, sha256 } = await spool({ id, path, limits }, first, chunks);
    if (declaredBytes !== undefined && bytes !== declaredBytes) throw notWhole(bytes, declaredBytes);
    await keep({ id, tenantId, path, sha256, bytes });
    return { id };
  } catch (cause) {
    const error = errorOf(cause);
    await rm(path, { force: true });
    // A database that is away now is told by the sweep of a later worker.
    await giveUp(id, error.message).catch(() => undefined);
    throw error;
  }
}

async function tenantOf(name: string | undefined, isSample: boolean): Promise<number> {
  const wanted = isSample ? "sample" : (name ?? "default");
  const tenant = await store().db.tenant.findUnique({ where: { name: wanted } });
  if (!tenant) throw new AppError("bad-input", `There is no tenant called ${wanted}.`);
  if (tenant.isSample && !isSample) {
    throw new AppError("bad-input", `The tenant ${wanted} is for sample data, which is removed in one go.`);
  }
  return tenant.id;
}

async function firstChunk(chunks: AsyncIterator<Uint8Array>): Promise<Uint8Array | null> {
  for (;;) {
    const { done, value } = await chunks.next().catch((cause: unknown) => {
      throw broken(0, cause);
    });
    if (done) return null;
    if (value.length > 0) return value;
  }
}

async function createImport(actor: Actor, tenantId: number, query: UploadQuery): Promise<string> {
  const { id } = await store().db.import.create({
    data: {
      tenantId,
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
      filename: query.filename.replace(/[\u0000-\u001f\u007f\p{Cs}]/gu, "\ufffd"),
      source: query.source ?? null,
      timeZone: query.timeZone ?? null,
      status: "receiving",
      heartbeatAt: new Date(),
      createdBy: `${actor.kind}:${actor.id}`,
    },
  });
  return String(id);
}

/** The folder is there afterwards. The spool and the kept uploads lie on one disk: a rename joins them. */
async function checkRoom(limits: Limits, bytes: number): Promise<void> {
  await mkdir(spoolFolder(), { recursive: true, mode: 0o700 });
  if (!(await hasRoom(spoolFolder(), bytes, limits))) throw new AppError("unavailable", TOO_FULL);
}

type Spool = { id: string; path: string; limits: Limits };

async function spool({ id, path, limits }: Spool, first: Uint8Array, rest: AsyncIterator<Uint8Array>) {
  const hash = createHash("sha256");
  let bytes = 0;
  let unchecked = 0;
  const take = async (chunk: Uint8Array) => {
    hash.update(chunk);
    bytes += chunk.length;
    unchecked += chunk.length;
    if (bytes > limits.uploadBytes) throw new AppError("too-large", tooLarge(limits));
    if (unchecked >= CHECK_BYTES) {
      unchecked = 0;
      await checkRoom(limits, 0);
    }
    return chunk;
  };
  async function* taken() {
    yield await take(first);
    for (;;) {
      const { done, value } = await rest.next().catch((cause: unknown) => {
        throw broken(bytes, cause);
      });
      if (done) return;
      yield await take(value);
    }
  }
  const cancelled = new AbortController();
  const beat = setInterval(() => void sayAlive(id, bytes, cancelled), BEAT_MS);
  try {
    const file = createWriteStream(path, { flags: "wx", mode: 0o600, flush: true });
    // flush: on disk before the name of a whole upload is given to it.
    await pipeline(taken, file, { signal: cancelled.signal });
  } catch (cause) {
    if (cancelled.signal.aborted) throw cancelled.signal.reason;
    throw cause;
  } finally {
    clearInterval(beat);
  }
  return { bytes, sha256: hash.digest("hex") };
}

const GIVEN_UP = "This upload was cancelled, or took too long and was given up. Send it again.";

/**
 * A beat that is missed is made up by the next; the upload itself fails where the database stays away. Where the
 * import is receiving no more, somebody cancelled it: the upload breaks off.
 */
async function sayAlive(id: string, bytes: number, cancelled: AbortController): Promise<void> {
  const told = await store()
    .pool.query("update import set heartbeat_at = now(), bytes = $2 where id = $1 and status = 'receiving'", [
      id,
      bytes,
    ])
    .catch(() => null);
  if (told?.rowCount === 0) cancelled.abort(new AppError("incomplete", GIVEN_UP));
}

type Whole = { id: string; tenantId: number; path: string; sha256: string; bytes: number };

async function keep({ id, tenantId, path, sha256, bytes }: Whole): Promise<void> {
  await mkdir(uploadsFolder(), { recursive: true, mode: 0o700 });
  await transaction(store().pool, async (connection) => {
    await lockUpload(connection, sha256);
    // The same bytes may be here already, rewritten.
    if (await readPacked(uploadPath(sha256))) await rm(path);
    else await rename(path, uploadPath(sha256));
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

/** Closes an import whose upload never became whole. */
async function giveUp(id: string, why: string): Promise<void> {
  await store().pool.query(
    `update import set status = 'failed', error = $2, finished_at = now(), heartbeat_at = null
     where id = $1 and status = 'receiving'`,
    [id, why],
  );
}

const notWhole = (bytes: number, declared: number) =>
  new AppError(
    "incomplete",
    `${bytes} bytes arrived of the ${declared} that were announced. Nothing was read; send the file again.`,
  );

const broken = (bytes: number, cause: unknown) =>
  new AppError(
    "incomplete",
    `The connection broke off after ${bytes} bytes. Nothing was read; send the file again.`,
    { cause },
  );

/** No room left, a quota, or the largest file that the system allows this process. */
const FULL = new Set(["ENOSPC", "EDQUOT", "EFBIG"]);

function errorOf(cause: unknown): Error {
  if (cause instanceof Error && "code" in cause && FULL.has(String(cause.code))) {
    return new AppError("unavailable", "The disk of this Rollcall is full. The upload was not kept.", {
      cause,
    });
  }
  return cause instanceof Error ? cause : new Error(String(cause));
}
