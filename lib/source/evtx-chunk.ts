import { crc32 } from "node:zlib";
import { BinaryXml, type Node } from "./evtx-binary-xml";

/** An EVTX file is its header, and then chunks of one size that can be read alone. */
export const FILE_HEADER_BYTES = 4096;
export const CHUNK_BYTES = 65_536;
export const FILE_MAGIC = "ElfFile\0";
export const CHUNK_MAGIC = "ElfChnk\0";
export const CHUNK_HEADER_BYTES = 512;
export const RECORD_MAGIC = "**\0\0";
/** Magic, size, number and time stand before a record's binary XML, and its size once more behind it. */
const BEFORE = 24;
const BEHIND = 4;
/** No chunk has room for more. */
const MOST_RECORDS = 4096n;

/** Where a record lies in its chunk, or bytes that are none. `number` is the file's own, not the log's. */
export type Place = { at: number; length: number; number: bigint | null };

/** A chunk of an EVTX file: what is wrong with it, and where its records are. */
export class EvtxChunk {
  readonly xml: BinaryXml;
  /** What its checksums and marks say against it; null where it is sound. */
  readonly problem: string | null;
  /** Where the records end, by a header that can be trusted. */
  private readonly end: number | null;

  /** `bytes` belong to the chunk alone from here on; `offset` is where they lie in the file. */
  constructor(
    readonly bytes: Buffer,
    readonly offset: number,
    lent?: ReadonlyMap<number, Node[]>,
  ) {
    this.xml = new BinaryXml(bytes, lent);
    const isHeaderSound = this.hasMagic() && isHeaderAt(bytes, 0);
    const end = isHeaderSound ? bytes.readUInt32LE(48) : 0;
    this.end = end >= CHUNK_HEADER_BYTES && end <= bytes.length ? end : null;
    this.problem = this.problemOf(isHeaderSound);
  }

  /** Zeros alone: room that the log has not used yet. */
  static isEmpty(bytes: Buffer): boolean {
    return bytes.equals(ZEROS.subarray(0, bytes.length));
  }

  get name(): string {
    return `chunk ${Math.max(0, Math.floor((this.offset - FILE_HEADER_BYTES) / CHUNK_BYTES))} at byte ${this.offset}`;
  }

  private problemOf(isHeaderSound: boolean): string | null {
    const { bytes } = this;
    if (bytes.length < CHUNK_BYTES)
      return `the file ends inside of it, after ${bytes.length} of ${CHUNK_BYTES} bytes`;
    if (!this.hasMagic()) return "it does not begin as a chunk does";
    if (!isHeaderSound) return "the checksum of its header is wrong";
    if (this.end === null) return "its header says that its records end outside of it";
    const isSound = crc32(bytes.subarray(CHUNK_HEADER_BYTES, this.end)) === bytes.readUInt32LE(52);
    return isSound ? null : "the checksum of its records is wrong";
  }

  private hasMagic(): boolean {
    return this.bytes.toString("latin1", 0, 8) === CHUNK_MAGIC;
  }

  /**
   * The records in order. In a damaged chunk what is no record is passed over to the next that may follow the one
   * before; such bytes are one place without a number. Behind the records of a sound chunk lie those of an earlier time.
   */
  places(): Place[] {
    const places: Place[] = [];
    let at = CHUNK_HEADER_BYTES;
    let last: bigint | null = null;
    while (at < this.bytes.length && !(this.problem === null && this.end !== null && at >= this.end)) {
      const record = this.recordAt(at);
      const isNext = record !== null && (this.isInside(at) || this.mayFollow(last, record.number));
      if (record && isNext) {
        places.push(record);
        last = record.number;
        at += record.length;
        continue;
      }
      const next = this.nextRecord(at + 1, last);
      const to = next ?? this.restEnd(at, places.length);
      if (to > at) places.push({ at, length: to - at, number: null });
      if (next === null) break;
      at = next;
    }
    return places;
  }

  private isInside = (at: number): boolean => this.end === null || at < this.end;

  /** A record whose size is said twice, or whose end is where the next begins. */
  private recordAt(at: number): Place | null {
    const { bytes } = this;
    if (at + BEFORE + BEHIND > bytes.length || !this.isMarked(at)) return null;
    const length = bytes.readUInt32LE(at + 4);
    const to = at + length;
    if (length < BEFORE + BEHIND || to > bytes.length) return null;
    const isSaidTwice = bytes.readUInt32LE(to - BEHIND) === length;
    if (!isSaidTwice && to !== this.end && !this.isMarked(to)) return null;
    return { at, length, number: bytes.readBigUInt64LE(at + 8) };
  }

  private isMarked(at: number): boolean {
    return this.bytes.toString("latin1", at, at + 4) === RECORD_MAGIC;
  }

  private nextRecord(from: number, last: bigint | null): number | null {
    const { bytes, end } = this;
    for (let at = bytes.indexOf(RECORD_MAGIC, from, "latin1"); at >= 0; ) {
      const record = this.recordAt(at);
      if (record?.number != null && (end === null || at < end) && mayComeAfter(last, record.number))
        return at;
      at = bytes.indexOf(RECORD_MAGIC, at + 1, "latin1");
    }
    return null;
  }

  /** Behind the end that the header knows of, only the very next record is taken for one: others are older. */
  private mayFollow(last: bigint | null, number: bigint | null): boolean {
    return last !== null && number === last + 1n;
  }

  /** Up to where bytes at the end that hold no record should have held one. */
  private restEnd(at: number, before: number): number {
    const { bytes, end } = this;
    if (end !== null) return at < end ? end : at;
    const isLost = before === 0 || this.isMarked(at) || bytes.length < CHUNK_BYTES;
    return isLost && !EvtxChunk.isEmpty(bytes.subarray(at)) ? bytes.length : at;
  }
}

/** Numbers rise by one in a chunk; a few may have been lost. */
const mayComeAfter = (last: bigint | null, number: bigint): boolean =>
  last === null || (number > last && number < last + MOST_RECORDS);

/** Whether the header of a chunk that begins here is whole: its own checksum says so. */
export function isHeaderAt(bytes: Buffer, at: number): boolean {
  const end = at + CHUNK_HEADER_BYTES;
  if (end > bytes.length) return false;
  const sum = crc32(bytes.subarray(at + 128, end), crc32(bytes.subarray(at, at + 120)));
  return sum === bytes.readUInt32LE(at + 124);
}

/** Whether a file is an EVTX file, also where its own header has lost its mark. */
export const isEvtx = (head: Buffer): boolean =>
  head.toString("latin1", 0, 8) === FILE_MAGIC ||
  head.toString("latin1", FILE_HEADER_BYTES, FILE_HEADER_BYTES + 8) === CHUNK_MAGIC;

const ZEROS = Buffer.alloc(CHUNK_BYTES);

/** Where the binary XML of a record begins and ends. */
export const binaryOf = ({ at, length }: Pick<Place, "at" | "length">) => ({
  from: at + BEFORE,
  to: at + length - BEHIND,
});
