import { AppError } from "@/lib/errors";
import { readHead, textChunks, type UnpackLimits } from "./container";
import { readTextHead } from "./head";
import { OFFICE } from "./magic";
import { readPacked } from "./packed";
import type { Container, Encoding, Part } from "./schema";
import { isZip, type ZipEntry, zipEntries } from "./zip";

/** The files of an archive that are text or EVTX, and why the others are not read. */
export type Archive = { parts: Part[]; left: { name: string; why: string }[] };

/** What the system that packed the archive adds, and nobody meant to send. */
const CLUTTER = /(^|\/)(__MACOSX\/|\.DS_Store$|Thumbs\.db$|desktop\.ini$)/;

/** The files of an archive; null for a file that is none. Throws what `zipEntries` throws. */
export async function readArchive(path: string, limits?: UnpackLimits): Promise<Archive | null> {
  const packed = await readPacked(path);
  if (packed)
    return packed.container === "zip" ? { parts: packed.parts ?? [], left: packed.left ?? [] } : null;
  if (!isZip(await readHead(path, 4))) return null;
  const entries = await zipEntries(path, limits);
  if (entries.some(({ name }) => name === "[Content_Types].xml")) throw new AppError("unsupported", OFFICE);
  return partsOf(path, entries, limits);
}

async function partsOf(path: string, entries: readonly ZipEntry[], limits?: UnpackLimits): Promise<Archive> {
  const archive: Archive = { parts: [], left: [] };
  let start = 0;
  for (const [index, { name, bytes }] of entries.entries()) {
    if (CLUTTER.test(name)) continue;
    const encoding = await encodingOf(path, index, limits);
    if (encoding instanceof AppError) {
      archive.left.push({ name, why: encoding.message });
      continue;
    }
    const length = isAsIs(encoding) ? bytes : await textLength(path, { encoding, part: { index } });
    archive.parts.push({ index, name, encoding, start, end: start + length });
    start += length;
  }
  return archive;
}

const isAsIs = (encoding: Encoding) => encoding === "utf-8" || encoding === "binxml";

/** How the text of one file is written, or why it has none. */
async function encodingOf(path: string, index: number, limits?: UnpackLimits): Promise<Encoding | AppError> {
  try {
    return (await readTextHead(path, limits, { index })).encoding;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

/** How long a text becomes as UTF-8. What is damaged is told of when it is read; it counts as far as it goes. */
async function textLength(
  path: string,
  form: { encoding: Encoding; part: Pick<Part, "index"> },
): Promise<number> {
  let length = 0;
  try {
    for await (const chunk of textChunks(path, { container: "zip", ...form })) length += chunk.length;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
  }
  return length;
}

/** The text of an archive: that of its files one after the other. */
export async function* archiveText(path: string, { parts }: Archive): AsyncGenerator<Buffer> {
  for (const part of parts) yield* textChunks(path, { container: "zip", encoding: part.encoding, part });
}

/** How the text at a place of an upload is got at. */
export async function formAt(
  path: string,
  offset: number,
): Promise<{ container: Container; encoding: Encoding }> {
  const archive = await readArchive(path);
  if (!archive) {
    const { container, encoding } = await readTextHead(path);
    return { container, encoding };
  }
  const part = archive.parts.find(({ start, end }) => offset >= start && offset < end);
  return { container: "zip", encoding: part?.encoding ?? "utf-8" };
}
