import { open } from "node:fs/promises";
import type { Span } from "@/lib/event/schema";
import { readArchive } from "./archive";
import { type TextForm, textChunks } from "./container";
import { evtxTexts, Passing, type ReadAt } from "./evtx-raw";
import { Members, membersPath, type PackedTable, readPacked } from "./packed";
import { MAX_RECORD_BYTES, type Part } from "./schema";

/** A record that was too long to be read is shown up to this length. */
const MAX_RAW_BYTES = MAX_RECORD_BYTES;

/** How a text is got at; of an archive each span finds the form of its own file. */
type Form = Pick<TextForm, "container" | "encoding"> & { part?: Part };
type Spans = AsyncIterable<Span> | Iterable<Span>;

/**
 * The text of records again, by the spans that reading gave, in ascending order. A packed upload and a plain UTF-8
 * file are read where the records lie; a gzip or UTF-16 one that is not packed yet is unpacked from its beginning up
 * to the last span. Bytes that are not UTF-8 show as U+FFFD here. Records of EVTX come as XML, and "" for one that the
 * file no longer holds.
 */
export async function* rawSlices(path: string, recognised: Form, spans: Spans): AsyncGenerator<string> {
  const packed = await readPacked(path);
  if (recognised.container === "zip") return yield* readParts(path, packed, spans);
  if (recognised.encoding === "binxml") return yield* readEvtxTexts(path, recognised, packed, spans);
  const isDirect = recognised.container === "plain" && recognised.encoding === "utf-8";
  if (packed) yield* readMembers(path, packed, spans);
  else yield* isDirect ? readDirect(path, spans) : readThrough(path, recognised, spans);
}

/** Spans are places in the text of the whole archive: each file is asked for its own, as places in its text. */
async function* readParts(path: string, packed: PackedTable | null, spans: Spans): AsyncGenerator<string> {
  const parts = (await readArchive(path))?.parts ?? [];
  const every = (async function* () {
    yield* spans;
  })();
  let next = await every.next();
  while (!next.done) {
    const { offset } = next.value;
    const part = parts.find(({ start, end }) => offset >= start && offset < end);
    if (!part) {
      yield "";
      next = await every.next();
      continue;
    }
    const own = async function* () {
      for (; !next.done && next.value.offset < part.end; next = await every.next())
        yield { offset: next.value.offset - part.start, length: next.value.length };
    };
    yield* readPart(path, packed, part, own());
  }
}

async function* readPart(
  path: string,
  packed: PackedTable | null,
  part: Part,
  spans: Spans,
): AsyncGenerator<string> {
  const form = { container: "zip", encoding: part.encoding, part } as const;
  if (part.encoding === "binxml") yield* readEvtxTexts(path, form, packed, spans);
  else yield* packed ? readMembers(path, packed, spans, part.start) : readThrough(path, form, spans);
}

async function* readEvtxTexts(
  path: string,
  recognised: Form,
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
  recognised: Form,
  packed: PackedTable | null,
): Promise<{ readAt: ReadAt; close: () => Promise<void> }> {
  if (packed) {
    const members = await Members.open(membersPath(path), packed);
    const start = recognised.part?.start ?? 0;
    return {
      readAt: (offset, length) => members.slice(start + offset, length),
      close: () => members.close(),
    };
  }
  if (recognised.container !== "plain") return new Passing(textChunks(path, recognised));
  const file = await open(path);
  const readAt: ReadAt = async (offset, length) => {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset);
    return buffer.subarray(0, bytesRead);
  };
  return { readAt, close: () => file.close() };
}

async function* readMembers(
  path: string,
  table: PackedTable,
  spans: Spans,
  start = 0,
): AsyncGenerator<string> {
  const members = await Members.open(membersPath(path), table);
  try {
    for await (const { offset, length } of spans)
      yield (await members.slice(start + offset, Math.min(length, MAX_RAW_BYTES))).toString("utf8");
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

async function* readThrough(path: string, recognised: Form, spans: Spans): AsyncGenerator<string> {
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
