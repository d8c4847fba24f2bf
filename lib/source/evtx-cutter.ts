import { crc32 } from "node:zlib";
import { type Node, Unreadable } from "./evtx-binary-xml";
import {
  CHUNK_BYTES,
  CHUNK_HEADER_BYTES,
  CHUNK_MAGIC,
  EvtxChunk,
  FILE_HEADER_BYTES,
  FILE_MAGIC,
  isHeaderAt,
  type Place,
} from "./evtx-chunk";
import { RecordNumbers } from "./evtx-gaps";
import { type EvtxRecord, readRecord } from "./evtx-record";
import type { Slice } from "./schema";

/** Templates that are kept for chunks that lost theirs; a log has a few hundred. */
const MOST_LENT = 2000;

/** A record of a chunk, with what it says. */
export class EvtxSlice {
  readonly problem = null;
  readonly offset: number;
  readonly length: number;

  constructor(
    private readonly chunk: EvtxChunk,
    private readonly place: Place,
    /** Or why it cannot be read. */
    readonly record: EvtxRecord | string,
  ) {
    this.offset = chunk.offset + place.at;
    this.length = place.length;
  }

  get bytes(): Buffer {
    return this.chunk.bytes.subarray(this.place.at, this.place.at + this.place.length);
  }
}

/**
 * Cuts an EVTX file into its records, chunk by chunk. The file's header and the chunks' tables are believed nothing
 * that the bytes do not show: of a log that was copied while Windows wrote it they are wrong. A damaged chunk is a
 * record of its own, and refused; what can be read of it comes after it.
 */
export class EvtxCutter {
  damage: { byte: number; what: string } | null = null;

  /** A chunk, and so much more that another one shows which begins where none should. */
  private readonly held = Buffer.alloc(CHUNK_BYTES + CHUNK_HEADER_BYTES);
  private filled = 0;
  /** Where in the file the held bytes begin. */
  private offset = 0;
  private header: Buffer | null = null;
  private zeros: { offset: number; length: number } | null = null;
  private slices: Slice[] = [];
  /** Templates of sound chunks by their number: programs use the same ones all along. */
  private readonly lent = new Map<number, Node[]>();
  private readonly numbers = new RecordNumbers();

  constructor(private readonly onNote: (note: string) => void) {}

  push(chunk: Buffer): Slice[] {
    this.slices = [];
    for (let at = 0; at < chunk.length; ) {
      const wanted = this.header ? this.held.length : FILE_HEADER_BYTES;
      const taken = chunk.copy(this.held, this.filled, at, at + wanted - this.filled);
      this.filled += taken;
      at += taken;
      if (this.filled < wanted) break;
      if (this.header) this.takeChunk();
      else this.takeHeader();
    }
    return this.slices;
  }

  end(): Slice[] {
    this.slices = [];
    if (!this.header) {
      const byte = this.offset + this.filled;
      this.damage = { byte, what: "the file ends inside of its own header" };
      return this.slices;
    }
    while (this.filled > 0) this.takeChunk();
    this.noteHeader(this.header);
    for (const sentence of this.numbers.sentences()) this.onNote(sentence);
    return this.slices;
  }

  private takeHeader(): void {
    this.header = Buffer.from(this.held.subarray(0, 128));
    this.drop(FILE_HEADER_BYTES);
  }

  private drop(bytes: number): void {
    this.held.copyWithin(0, bytes, this.filled);
    this.filled -= bytes;
    this.offset += bytes;
  }

  /** The next chunk, which is shorter where the file ends or where another one begins too early. */
  private takeChunk(): void {
    const length = Math.min(this.filled, CHUNK_BYTES);
    const window = this.held.subarray(0, length);
    if (EvtxChunk.isEmpty(window))
      this.zeros = { offset: this.zeros?.offset ?? this.offset, length: (this.zeros?.length ?? 0) + length };
    else {
      this.refuseZeros();
      const chunk = new EvtxChunk(Buffer.from(window), this.offset, this.lent);
      const early = chunk.problem === null ? null : this.earlyChunk();
      if (early !== null) {
        this.takeRecords(
          new EvtxChunk(Buffer.from(window.subarray(0, early)), this.offset, this.lent),
          `the next chunk begins after ${early} bytes of it`,
        );
        this.drop(early);
        return;
      }
      this.takeRecords(chunk, chunk.problem);
    }
    this.drop(length);
  }

  /** Where a sound chunk begins inside of a damaged one: bytes before it were lost, or some were added. */
  private earlyChunk(): number | null {
    const { held, filled } = this;
    for (let at = held.indexOf(CHUNK_MAGIC, 1, "latin1"); at > 0 && at < CHUNK_BYTES; ) {
      if (isHeaderAt(held.subarray(0, filled), at)) return at;
      at = held.indexOf(CHUNK_MAGIC, at + 1, "latin1");
    }
    return null;
  }

  /** Chunks of zeros at the end are room that was never used; before others they are lost records. */
  private refuseZeros(): void {
    if (!this.zeros) return;
    const { offset, length } = this.zeros;
    const chunks = Math.ceil(length / CHUNK_BYTES);
    const what = chunks === 1 ? "it holds zeros alone" : `it and the next ${chunks - 1} hold zeros alone`;
    this.zeros = null;
    this.refuse(offset, length, `${new EvtxChunk(Buffer.alloc(0), offset).name}: ${what}`);
  }

  private refuse(offset: number, length: number, problem: string): void {
    this.numbers.lose();
    this.slices.push({ offset, length, bytes: null, problem });
  }

  private takeRecords(chunk: EvtxChunk, problem: string | null): void {
    const { bytes, offset, name } = chunk;
    if (problem !== null)
      this.refuse(offset, bytes.length, `${name}: ${problem}; what can be read of it is read`);
    for (const place of chunk.places()) {
      const { at, length, number } = place;
      if (number === null) {
        const isCut = at + length === bytes.length && bytes.length < CHUNK_BYTES;
        this.refuse(offset + at, length, isCut ? "record cut off" : "bytes that are no whole record");
        continue;
      }
      const record = readRecord(chunk, place);
      if (typeof record !== "string") this.see(record, number, problem === null);
      this.slices.push(new EvtxSlice(chunk, place, record));
    }
    if (problem === null) this.lend(chunk);
  }

  private lend({ xml }: EvtxChunk): void {
    for (const [number, nodes] of xml.numbered())
      if (this.lent.size < MOST_LENT && !this.lent.has(number)) this.lent.set(number, nodes);
  }

  private see(record: EvtxRecord, number: bigint, isSound: boolean): void {
    try {
      this.numbers.see(record, number, isSound);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      this.numbers.lose();
    }
  }

  private noteHeader(header: Buffer): void {
    const isWhole =
      header.toString("latin1", 0, 8) === FILE_MAGIC &&
      crc32(header.subarray(0, 120)) === header.readUInt32LE(124);
    if (!isWhole) {
      this.onNote("The file's own header is damaged; its records were read all the same.");
      return;
    }
    if (header.readUInt32LE(120) & 1)
      this.onNote("The log was copied while Windows had it open: its latest records may not be in the file.");
    const said = header.readUInt16LE(42);
    const found = Math.ceil((this.offset - FILE_HEADER_BYTES) / CHUNK_BYTES);
    if (said > found)
      this.onNote(
        `The file's header speaks of ${said} chunks, but only ${found} are in the file: it was cut.`,
      );
  }
}
