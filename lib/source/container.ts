import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { AppError } from "@/lib/errors";
import { utf8Chunks } from "./encoding";
import type { Container, Encoding } from "./schema";

const CHUNK_BYTES = 256 * 1024;

/** True for the two magic bytes of a gzip member. */
export const isGzip = (head: Buffer): boolean => head[0] === 0x1f && head[1] === 0x8b;

/** The first bytes of a file as they lie on disk. */
export async function readHead(path: string, bytes: number): Promise<Buffer> {
  const file = await open(path);
  try {
    const buffer = Buffer.alloc(bytes);
    const { bytesRead } = await file.read(buffer, 0, bytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/**
 * The file's text as UTF-8 chunks. Damage of the container or of UTF-16 throws AppError("incomplete") naming
 * the byte of the upload, after every chunk before it. Bytes that are not UTF-8 pass through: the record that
 * holds them is rejected later.
 */
export async function* textChunks(
  path: string,
  { container, encoding }: { container: Container; encoding: Encoding },
  onBytes?: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  const unpacked = container === "gzip" ? gunzipped(path, onBytes) : fileChunks(path, onBytes);
  yield* encoding === "utf-8" ? unpacked : utf8Chunks(unpacked, encoding);
}

async function* fileChunks(path: string, onBytes?: (bytes: number) => void): AsyncGenerator<Buffer> {
  let consumed = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES })) {
    consumed += (chunk as Buffer).length;
    onBytes?.(consumed);
    yield chunk as Buffer;
  }
}

/** Every member of a gzip file. zlib ignores what follows a member if it starts with a zero byte: we do not. */
async function* gunzipped(path: string, onBytes?: (bytes: number) => void): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  const feeding = pipeline(fileChunks(path, onBytes), gunzip).catch(() => undefined);
  try {
    for await (const chunk of gunzip) yield chunk as Buffer;
  } catch (cause) {
    throw await damage(path, gunzip.bytesWritten, cause);
  } finally {
    gunzip.destroy();
    await feeding;
  }
  const { size } = await stat(path);
  if (gunzip.bytesWritten < size) throw trailing(gunzip.bytesWritten);
}

const trailing = (byte: number, cause?: unknown) =>
  new AppError("incomplete", `Something that is not gzip follows the compressed data at byte ${byte}.`, {
    cause,
  });

async function damage(path: string, reached: number, cause: unknown): Promise<Error> {
  if (!isZlibError(cause)) return cause instanceof Error ? cause : new Error(String(cause));
  const { size } = await stat(path);
  if (cause.code === "Z_BUF_ERROR")
    return new AppError(
      "incomplete",
      `The compressed file is cut off: it ends at byte ${size} inside a member.`,
      {
        cause,
      },
    );
  const byte = await damagedByte(path, reached);
  if (cause.message.includes("header check")) return trailing(byte, cause);
  return new AppError("incomplete", `The compressed data is damaged at byte ${byte}.`, { cause });
}

const isZlibError = (error: unknown): error is Error & { code: string } =>
  error instanceof Error && "code" in error && String(error.code).startsWith("Z_");

/** zlib tells only which chunk failed; a second pass feeds that chunk byte by byte. Costs a pass, on damage only. */
async function damagedByte(path: string, reached: number): Promise<number> {
  const gunzip = createGunzip();
  let fed = 0;
  const bytes = async function* () {
    for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES })) {
      const whole = Math.max(0, Math.min((chunk as Buffer).length, reached - fed));
      fed += whole;
      if (whole > 0) yield (chunk as Buffer).subarray(0, whole);
      for (let at = whole; at < (chunk as Buffer).length; at++) {
        fed += 1;
        yield (chunk as Buffer).subarray(at, at + 1);
      }
    }
  };
  const feeding = pipeline(bytes(), gunzip).catch(() => undefined);
  gunzip.resume();
  await feeding;
  return Math.min(fed, gunzip.bytesWritten);
}
