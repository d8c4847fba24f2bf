import { MAX_RECORD_BYTES, type Slice, tooLong } from "./schema";

const NEWLINE = 10;

/** Cuts text into lines, blank ones left out. A line is a record however broken it is: its neighbours survive. */
export class LineCutter {
  private offset = 0;
  private parts: Buffer[] = [];
  private held = 0;
  private start = 0;

  constructor(private readonly longest = MAX_RECORD_BYTES) {}

  push(chunk: Buffer): Slice[] {
    const slices: Slice[] = [];
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
      // A file of nothing but line breaks would spend its time on cutting them.
      if (this.held > 0) {
        this.hold(chunk.subarray(from, at));
        this.cut(slices);
      } else if (at > from) this.cutWhole(chunk, from, at, slices);
      from = at + 1;
      this.start = this.offset + from;
    }
    this.hold(chunk.subarray(from));
    this.offset += chunk.length;
    return slices;
  }

  /** A line that lies in one chunk is cut out of it without a view of its own in between: views are what cutting costs. */
  private cutWhole(chunk: Buffer, from: number, to: number, slices: Slice[]): void {
    if (to - from > this.longest) slices.push(this.refused(to - from));
    else {
      const slice = trimmed(chunk, from, to, this.start - from);
      if (slice.length > 0) slices.push(slice);
    }
  }

  end(): Slice[] {
    const slices: Slice[] = [];
    this.cut(slices);
    return slices;
  }

  private hold(part: Buffer): void {
    this.held += part.length;
    if (this.held > this.longest) this.parts = [];
    else if (part.length > 0) this.parts.push(part);
  }

  private cut(slices: Slice[]): void {
    const { start, held, parts } = this;
    this.parts = [];
    this.held = 0;
    if (held > this.longest) {
      slices.push(this.refused(held));
      return;
    }
    const line = parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
    const slice = trimmed(line, 0, line.length, start);
    if (slice.length > 0) slices.push(slice);
  }

  private refused(length: number): Slice {
    return { offset: this.start, length, bytes: null, problem: tooLong(this.longest) };
  }
}

/**
 * The line without the blanks around it (carriage return, and a byte-order mark where files were joined). `offset` is
 * where the bytes begin in the text.
 */
function trimmed(bytes: Buffer, start: number, end: number, offset: number): Slice {
  let from = isMark(bytes, start) && end - start >= 3 ? start + 3 : start;
  let to = end;
  while (from < to && isBlank(bytes[from])) from++;
  while (to > from && isBlank(bytes[to - 1])) to--;
  return { offset: offset + from, length: to - from, bytes: bytes.subarray(from, to), problem: null };
}

const isMark = (bytes: Buffer, at: number) =>
  bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf;

const isBlank = (byte: number | undefined) => byte === 32 || byte === 9 || byte === 13;
