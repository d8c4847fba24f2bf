import type { Span } from "@/lib/event/schema";
import { BinaryXml, Unreadable } from "./evtx-binary-xml";
import { binaryOf, CHUNK_BYTES, CHUNK_MAGIC, FILE_HEADER_BYTES, isHeaderAt } from "./evtx-chunk";
import { evtxXml } from "./evtx-xml";

/** Bytes of a file, wherever they lie in it; fewer where it ends. */
export type ReadAt = (offset: number, length: number) => Promise<Buffer>;

/** Bytes that are no record are shown up to this many. */
const MOST_SHOWN = 4096;

/**
 * Records of an EVTX file as XML, and what is none as hexadecimal digits, by ascending spans. The names of a record's
 * elements stand where its chunk first used them, so the chunk around it is read too. "" where the file no longer
 * reaches that far.
 */
export async function* evtxTexts(
  readAt: ReadAt,
  spans: AsyncIterable<Span> | Iterable<Span>,
): AsyncGenerator<string> {
  const latest = { start: -1, xml: new BinaryXml(Buffer.alloc(0)) };
  for await (const { offset, length } of spans) {
    const wanted = Math.min(length, CHUNK_BYTES);
    const bytes = await readAt(offset, wanted);
    if (bytes.length < wanted || length === 0) {
      yield "";
      continue;
    }
    const start = await chunkStart(readAt, offset);
    if (latest.start !== start) {
      latest.xml = new BinaryXml(Buffer.from(await readAt(start, CHUNK_BYTES)));
      latest.start = start;
    }
    yield textOf(latest.xml, { offset: offset - start, length }, bytes);
  }
}

/** The last chunk that begins before the record; where none does soundly, where one should. */
async function chunkStart(readAt: ReadAt, offset: number): Promise<number> {
  const from = Math.max(0, offset - CHUNK_BYTES);
  const before = await readAt(from, offset - from + 512);
  for (let at = before.lastIndexOf(CHUNK_MAGIC, offset - from, "latin1"); at >= 0; ) {
    if (isHeaderAt(before, at)) return from + at;
    at = at === 0 ? -1 : before.lastIndexOf(CHUNK_MAGIC, at - 1, "latin1");
  }
  const chunks = Math.max(0, Math.floor((offset - FILE_HEADER_BYTES) / CHUNK_BYTES));
  return Math.min(offset, FILE_HEADER_BYTES + chunks * CHUNK_BYTES);
}

function textOf(xml: BinaryXml, { offset, length }: Span, bytes: Buffer): string {
  const { from, to } = binaryOf({ at: offset, length });
  try {
    if (bytes.toString("latin1", 0, 4) === "**\0\0") return evtxXml(xml, from, to);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
  }
  return hexText(bytes, length);
}

/** Sixteen bytes a line, with the characters that they are. */
function hexText(bytes: Buffer, length: number): string {
  const shown = bytes.subarray(0, MOST_SHOWN);
  const lines: string[] = [];
  for (let at = 0; at < shown.length; at += 16) {
    const row = shown.subarray(at, at + 16);
    const digits = row.toString("hex").replace(/(..)(?=.)/g, "$1 ");
    const characters = row.toString("latin1").replace(/[^\x20-\x7e]/g, ".");
    lines.push(`${at.toString(16).padStart(6, "0")}  ${digits.padEnd(47)}  ${characters}`);
  }
  if (length > shown.length)
    lines.push(`… and ${(length - shown.length).toLocaleString("en-US")} more bytes`);
  return lines.join("\n");
}

/** Reads a file anywhere near of where it was read last, though it comes from its beginning only: unpacked gzip. */
export class Passing {
  private window: Buffer = Buffer.alloc(0);
  private start = 0;
  private readonly chunks: AsyncIterator<Buffer>;

  constructor(chunks: AsyncIterable<Buffer>) {
    this.chunks = chunks[Symbol.asyncIterator]();
  }

  async readAt(offset: number, length: number): Promise<Buffer> {
    while (this.start + this.window.length < offset + length) {
      const next = await this.chunks.next();
      if (next.done) break;
      const kept = Math.max(0, Math.min(offset - this.start - 2 * CHUNK_BYTES, this.window.length));
      this.window = Buffer.concat([this.window.subarray(kept), next.value]);
      this.start += kept;
    }
    return this.window.subarray(Math.max(0, offset - this.start), Math.max(0, offset + length - this.start));
  }

  async close(): Promise<void> {
    await this.chunks.return?.(undefined);
  }
}
