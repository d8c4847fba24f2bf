import { crc32 } from "node:zlib";
import { type Entry, openPromise, type ZipFile } from "yauzl";
import { AppError } from "@/lib/errors";
import type { UnpackLimits } from "./container";

/** A file in an archive. Nothing is ever written under its name. */
export type ZipEntry = { name: string; bytes: number };

/** True for what begins like a ZIP archive, be it an empty one. */
export const isZip = (head: Buffer): boolean =>
  head.length >= 4 && (head.readUInt32BE(0) === 0x504b0304 || head.readUInt32BE(0) === 0x504b0506);

/** An export comes as a few files; more are somebody's disk. */
const MAX_ENTRIES = 1000;
/** Of a local header without name and extra field. */
const HEADER_BYTES = 30;
/** What is smaller may be packed as tightly as it likes, as in a gzip file. */
const RATIO_FROM = 64 * 1024 * 1024;
const MAX_NAME = 80;

const shown = (name: string) => (name.length > MAX_NAME ? `${name.slice(0, MAX_NAME)}…` : name);
const refused = (what: string) =>
  new AppError(
    "unsupported",
    `This ZIP archive ${what}. Unpack it and upload the JSON, CSV, XML or EVTX files that are in it.`,
  );

/**
 * The files of an archive in the order of its directory, folders left out. Throws AppError("unsupported") for an
 * archive that is cut, encrypted, names files outside of itself, holds too many, or has two that share bytes (one
 * small archive can hold petabytes that way); AppError("too-large") for one that says it unpacks beyond the limits.
 */
export async function zipEntries(path: string, limits?: UnpackLimits): Promise<ZipEntry[]> {
  const zip = await opened(path);
  try {
    const found = await entriesOf(zip);
    checkOverlap(found);
    if (limits) checkSizes(found, limits);
    return found.map(({ fileName, uncompressedSize }) => ({ name: fileName, bytes: uncompressedSize }));
  } finally {
    zip.close();
  }
}

async function opened(path: string): Promise<ZipFile> {
  try {
    return await openPromise(path, { lazyEntries: true, autoClose: false, validateEntrySizes: true });
  } catch (cause) {
    throw damagedDirectory(cause);
  }
}

/** yauzl tells of the format in Errors without a code; what the disk says has one and is no fault of the archive. */
function damagedDirectory(cause: unknown): unknown {
  if (cause instanceof AppError || !(cause instanceof Error) || "code" in cause) return cause;
  if (cause.message.includes("relative path") || cause.message.includes("absolute path"))
    return refused("names a file outside of itself, which no export does");
  if (cause.message.includes("strong encryption")) return refused("is protected by a password");
  return new AppError(
    "unsupported",
    "This ZIP archive is cut off or damaged: its directory cannot be read. Download or pack it again.",
    { cause },
  );
}

async function entriesOf(zip: ZipFile): Promise<Entry[]> {
  if (zip.entryCount > MAX_ENTRIES) throw refused(`holds ${zip.entryCount} files, more than ${MAX_ENTRIES}`);
  const found: Entry[] = [];
  try {
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName.endsWith("/")) continue;
      if (entry.isEncrypted()) throw refused("is protected by a password");
      found.push(entry);
    }
  } catch (cause) {
    throw damagedDirectory(cause);
  }
  return found;
}

function checkOverlap(entries: readonly Entry[]): void {
  const sorted = entries.toSorted((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader);
  let free = 0;
  for (const { relativeOffsetOfLocalHeader: at, compressedSize, fileNameLength } of sorted) {
    if (at < free) throw refused("holds files that overlap one another, which no export does");
    free = at + HEADER_BYTES + fileNameLength + compressedSize;
  }
}

function checkSizes(entries: readonly Entry[], { unpackedBytes, compressionRatio }: UnpackLimits): void {
  const sum = (size: (entry: Entry) => number) => entries.reduce((total, entry) => total + size(entry), 0);
  const bytes = sum(({ uncompressedSize }) => uncompressedSize);
  if (bytes > unpackedBytes)
    throw new AppError(
      "too-large",
      `The archive unpacks to more than ${unpackedBytes} bytes, the setting "Largest unpacked file". Nothing was read.`,
    );
  const tight = entries.find(
    ({ compressedSize, uncompressedSize }) =>
      uncompressedSize > RATIO_FROM && uncompressedSize > compressedSize * compressionRatio,
  );
  if (tight)
    throw new AppError(
      "too-large",
      `${shown(tight.fileName)} in the archive unpacks to more than ${compressionRatio} times its size, the setting "Highest compression ratio". Nothing was read.`,
    );
}

/**
 * The bytes of one file of an archive, by its number among them. Throws AppError("incomplete") after the last chunk where they are not what the
 * directory says: another length, another checksum, or broken in between.
 */
export async function* zipChunks(
  path: string,
  index: number,
  onPacked?: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  const zip = await opened(path);
  try {
    const entry = (await entriesOf(zip))[index];
    if (!entry) throw refused("has changed since it was looked at");
    yield* entryChunks(zip, entry, onPacked);
  } finally {
    zip.close();
  }
}

async function* entryChunks(
  zip: ZipFile,
  entry: Entry,
  onPacked?: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  const broken = (why: string, cause?: unknown) =>
    new AppError("incomplete", `${shown(entry.fileName)} in the archive is damaged: ${why}.`, { cause });
  if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8)
    throw broken(`it is packed by method ${entry.compressionMethod}, and only Deflate is read`);
  let checksum = 0;
  let bytes = 0;
  try {
    const stream = await zip.openReadStreamPromise(entry);
    for await (const chunk of stream.iterator({ destroyOnReturn: true })) {
      checksum = crc32(chunk as Buffer, checksum);
      bytes += (chunk as Buffer).length;
      onPacked?.(Math.floor((entry.compressedSize / Math.max(1, entry.uncompressedSize)) * bytes));
      yield chunk as Buffer;
    }
  } catch (cause) {
    if (cause instanceof AppError || !isOfTheArchive(cause)) throw cause;
    throw broken(reasonOf(cause, bytes), cause);
  }
  if (checksum !== entry.crc32) throw broken("its checksum is not the one that the archive gives");
}

const isOfTheArchive = (cause: unknown): cause is Error =>
  cause instanceof Error && (!("code" in cause) || String(cause.code).startsWith("Z_"));

function reasonOf(cause: Error, bytes: number): string {
  if (/too many bytes|not enough bytes/.test(cause.message))
    return "it does not have the length that the archive gives";
  return `unpacking stopped at byte ${bytes} of it`;
}
