import type { Span } from "@/lib/event/schema";
import { BinaryXml, type Node, Unreadable } from "./evtx-binary-xml";
import {
  binaryOf,
  CHUNK_BYTES,
  CHUNK_MAGIC,
  EvtxChunk,
  FILE_HEADER_BYTES,
  isHeaderAt,
  RECORD_MAGIC,
} from "./evtx-chunk";
import { readRecord } from "./evtx-record";
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
  const around = new Around(readAt);
  for await (const { offset, length } of spans) {
    const wanted = Math.min(length, CHUNK_BYTES);
    const bytes = await readAt(offset, wanted);
    if (bytes.length < wanted || length === 0) yield "";
    else yield (isMarked(bytes) && (await around.xml(offset, length))) || hexText(bytes, length);
  }
}

const isMarked = (bytes: Buffer) => bytes.toString("latin1", 0, 4) === RECORD_MAGIC;

/** The chunk around a record, and where that has lost its templates, those of the chunks before it. */
class Around {
  private start = -1;
  private bytes: Buffer = Buffer.alloc(0);
  private own = new BinaryXml(this.bytes);
  private helped: BinaryXml | null = null;

  constructor(private readonly readAt: ReadAt) {}

  /** Null where the bytes are no record that can be read. */
  async xml(offset: number, length: number): Promise<string | null> {
    const start = await chunkStart(this.readAt, offset);
    if (this.start !== start) {
      this.bytes = Buffer.from(await this.readAt(start, CHUNK_BYTES));
      this.own = new BinaryXml(this.bytes);
      this.helped = null;
      this.start = start;
    }
    const place = { at: offset - start, length };
    const text = xmlOf(this.own, place);
    if (text !== null) return text;
    this.helped ??= new BinaryXml(this.bytes, await lentBefore(this.readAt, start));
    return xmlOf(this.helped, place);
  }
}

function xmlOf(xml: BinaryXml, place: { at: number; length: number }): string | null {
  const { from, to } = binaryOf(place);
  try {
    return evtxXml(xml, from, to);
  } catch (error) {
    if (error instanceof Unreadable) return null;
    throw error;
  }
}

/** Chunks that are searched for the templates of one that lost them: 4 MiB, in which a log has used most of its own. */
const MOST_SEARCHED = 64;

async function lentBefore(readAt: ReadAt, start: number): Promise<Map<number, Node[]>> {
  const lent = new Map<number, Node[]>();
  const least = Math.max(FILE_HEADER_BYTES, start - MOST_SEARCHED * CHUNK_BYTES);
  for (let at = start - CHUNK_BYTES; at >= least; at -= CHUNK_BYTES) {
    const chunk = new EvtxChunk(Buffer.from(await readAt(at, CHUNK_BYTES)), at);
    if (chunk.problem !== null) continue;
    for (const place of chunk.places()) if (place.number !== null) readRecord(chunk, place);
    for (const [number, nodes] of chunk.xml.numbered()) if (!lent.has(number)) lent.set(number, nodes);
  }
  return lent;
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
