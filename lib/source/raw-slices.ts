import { open } from "node:fs/promises";
import type { Span } from "@/lib/event/schema";
import { textChunks } from "./container";
import { evtxTexts, Passing, type ReadAt } from "./evtx-raw";
import { Members, membersPath, type PackedTable, readPacked } from "./packed";
import { MAX_RECORD_BYTES, type Recognised } from "./schema";

/** A record that was too long to be read is shown up to this length. */
const MAX_RAW_BYTES = MAX_RECORD_BYTES;

type Spans = AsyncIterable<Span> | Iterable<Span>;

/**
 * The text of records again, by the spans that reading gave, in ascending order. A packed upload and a plain UTF-8
 * file are read where the records lie; a gzip or UTF-16 one that is not packed yet is unpacked from its beginning up
 * to the last span. Bytes that are not UTF-8 show as U+FFFD here. Records of EVTX come as XML, and "" for one that the
 * file no longer holds.
 */
export async function* rawSlices(
  path: string,
  recognised: Pick<Recognised, "container" | "encoding">,
  spans: Spans,
): AsyncGenerator<string> {
  const packed = await readPacked(path);
  if (recognised.encoding === "binxml") return yield* readEvtxTexts(path, recognised, packed, spans);
  const isDirect = recognised.container === "plain" && recognised.encoding === "utf-8";
  if (packed) yield* readMembers(path, packed, spans);
  else yield* isDirect ? readDirect(path, spans) : readThrough(path, recognised, spans);
}

async function* readEvtxTexts(
  path: string,
  recognised: Pick<Recognised, "container" | "encoding">,
  packed: PackedTable | null,
  spans: Spans,
): AsyncGenerator<string> {
  const file = await openAnywhere(path, recognised, packed);
  try {
    yield* evtxTexts((offset, length) => file.readAt(offset, length), spans);
  } finally {
    await file.close();
  }
}

async function openAnywhere(
  path: string,
  recognised: Pick<Recognised, "container" | "encoding">,
  packed: PackedTable | null,
): Promise<{ readAt: ReadAt; close: () => Promise<void> }> {
  if (packed) {
    const members = await Members.open(membersPath(path), packed);
    return { readAt: (offset, length) => members.slice(offset, length), close: () => members.close() };
  }
  if (recognised.container !== "plain") return new Passing(textChunks(path, recognised));
  const file = await open(path);
  const readAt: ReadAt = async (offset, length) => {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset);
    return buffer.subarray(0, bytesRead);
  };
  return { readAt, close: () => file.close() };
}

async function* readMembers(path: string, table: PackedTable, spans: Spans): AsyncGenerator<string> {
  const members = await Members.open(membersPath(path), table);
  try {
    for await (const { offset, length } of spans)
      yield (await members.slice(offset, Math.min(length, MAX_RAW_BYTES))).toString("utf8");
  } finally {
    await members.close();
  }
}

async function* readDirect(path: string, spans: Spans): AsyncGenerator<string> {
  const file = await open(path);
  try {
    for await (const { offset, length } of spans) {
      const buffer = Buffer.alloc(Math.min(length, MAX_RAW_BYTES));
      const { bytesRead } = await file.read(buffer, 0, buffer.length, offset);
      yield buffer.toString("utf8", 0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

async function* readThrough(
  path: string,
  recognised: Pick<Recognised, "container" | "encoding">,
  spans: Spans,
): AsyncGenerator<string> {
  const chunks = textChunks(path, recognised)[Symbol.asyncIterator]();
  let chunk: Buffer = Buffer.alloc(0);
  let start = 0;
  try {
    for await (const { offset, length } of spans) {
      const end = offset + Math.min(length, MAX_RAW_BYTES);
      const parts: Buffer[] = [];
      for (;;) {
        if (end > start) parts.push(chunk.subarray(Math.max(0, offset - start), Math.max(0, end - start)));
        if (end <= start + chunk.length) break;
        const next = await chunks.next();
        if (next.done) break;
        start += chunk.length;
        chunk = next.value;
      }
      yield Buffer.concat(parts).toString("utf8");
    }
  } finally {
    await chunks.return?.(undefined);
  }
}
