import { createHash, randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { authorise } from "@/lib/access/authorise";
import type { Actor } from "@/lib/access/schema";
import { store } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { type Limits, tooLarge } from "./limits";
import { readLimits } from "./read";
import {
  BEAT_MS,
  CHECK_BYTES,
  checkRoom,
  checkZone,
  createImport,
  errorOf,
  GIVEN_UP,
  giveUp,
  keep,
  tenantOf,
} from "./run-arrival";
import type { UploadQuery } from "./schema";
import { partName, spoolFolder } from "./spool";

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
  checkZone(query);
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

async function firstChunk(chunks: AsyncIterator<Uint8Array>): Promise<Uint8Array | null> {
  for (;;) {
    const { done, value } = await chunks.next().catch((cause: unknown) => {
      throw broken(0, cause);
    });
    if (done) return null;
    if (value.length > 0) return value;
  }
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
