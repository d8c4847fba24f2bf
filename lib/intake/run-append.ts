import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { store } from "@/lib/db";
import { AppError } from "@/lib/errors";
import type { Limits } from "./limits";
import { BEAT_MS, CHECK_BYTES, checkRoom, errorOf, GIVEN_UP } from "./run-arrival";

export type Part = { importId: string; path: string; from: number; length: number; limits: Limits };

const FULL =
  "The disk of this Rollcall is full. What arrived is kept; the upload goes on when there is room.";

/**
 * Writes a body to the end of a part and returns how many bytes the part has then. Whatever ends it, what arrived is
 * on disk and written down first: the number at the import is never ahead of the disk. Throws `gone` when the import
 * is cancelled meanwhile, `too-large` at the first byte beyond the announced length, `incomplete` for a broken
 * connection and for a sender that came back on another one, `unavailable` when the disk is full or nearly so.
 */
export async function append(
  part: Part,
  body: AsyncIterable<Uint8Array>,
  left: AbortSignal,
): Promise<number> {
  await checkRoom(part.limits, 0);
  const file = await open(part.path, constants.O_RDWR | constants.O_CREAT, 0o600);
  const end = new AbortController();
  const beat = setInterval(() => void sayAlive(part.importId, end), BEAT_MS);
  try {
    // What lies beyond was never written down.
    await file.truncate(part.from);
    return await write(file, part, body, AbortSignal.any([left, end.signal]));
  } catch (cause) {
    if (end.signal.aborted) throw end.signal.reason;
    throw errorOf(cause, FULL);
  } finally {
    clearInterval(beat);
    await file.close();
  }
}

async function write(file: FileHandle, part: Part, body: AsyncIterable<Uint8Array>, end: AbortSignal) {
  let at = part.from;
  let unsaved = 0;
  const save = async () => {
    unsaved = 0;
    await file.datasync();
    await saveBytes(part.importId, at);
  };
  try {
    for await (const chunk of until(body, end, () => at)) {
      if (at + chunk.length > part.length) throw tooMany(part.length);
      await writeAt(file, chunk, at);
      at += chunk.length;
      unsaved += chunk.length;
      if (unsaved < CHECK_BYTES) continue;
      await save();
      await checkRoom(part.limits, 0);
    }
  } finally {
    if (unsaved > 0) await save();
  }
  return at;
}

/** The chunks of a body as they come. A connection that died without a word does not keep anybody waiting. */
async function* until(
  body: AsyncIterable<Uint8Array>,
  end: AbortSignal,
  at: () => number,
): AsyncGenerator<Uint8Array> {
  const chunks = body[Symbol.asyncIterator]();
  // Not Promise.race, which would remember every chunk of a long body.
  let leave: (why: unknown) => void = () => undefined;
  end.addEventListener("abort", () => leave(end.reason), { once: true });
  const next = () =>
    new Promise<IteratorResult<Uint8Array>>((resolve, reject) => {
      leave = reject;
      if (end.aborted) reject(end.reason);
      chunks.next().then(resolve, reject);
    });
  for (;;) {
    const { done, value } = await next().catch((cause: unknown) => {
      throw broken(at(), cause);
    });
    if (done) return;
    yield value;
  }
}

async function writeAt(file: FileHandle, chunk: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < chunk.length; ) {
    const { bytesWritten } = await file.write(chunk, done, chunk.length - done, position + done);
    done += bytesWritten;
  }
}

async function saveBytes(importId: string, bytes: number): Promise<void> {
  const { rowCount } = await store().pool.query(
    "update import set bytes = $2, heartbeat_at = now() where id = $1 and status = 'receiving'",
    [importId, bytes],
  );
  if (rowCount === 0) throw new AppError("gone", GIVEN_UP);
}

/** A beat that is missed is made up by the next. An import that is receiving no more was cancelled. */
export async function sayAlive(importId: string, end: AbortController): Promise<void> {
  const told = await store()
    .pool.query("update import set heartbeat_at = now() where id = $1 and status = 'receiving'", [importId])
    .catch(() => null);
  if (told?.rowCount === 0) end.abort(new AppError("gone", GIVEN_UP));
}

const tooMany = (length: number) =>
  new AppError("too-large", `More bytes came than the ${length} that were announced. Nothing was read.`);

const broken = (bytes: number, cause: unknown) =>
  new AppError(
    "incomplete",
    `The connection broke off after ${bytes} bytes. The upload goes on from there.`,
    {
      cause,
    },
  );
