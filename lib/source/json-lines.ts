import { isLabel, LABEL_BYTES, R } from "./record-label";
import { MAX_RECORD_BYTES, type Slice, tooLong } from "./schema";

const NEWLINE = 10;

/** A line of a block of text. Its own bytes are cut out of the block only for whoever asks: views are what cutting costs. */
export class Line {
  readonly problem = null;

  constructor(
    readonly block: Buffer,
    readonly from: number,
    readonly offset: number,
    readonly length: number,
  ) {}

  get bytes(): Buffer {
    return this.block.subarray(this.from, this.from + this.length);
  }
}

/**
 * Cuts text into lines, blank ones left out. A line is a record however broken it is: its neighbours survive. Lines lie
 * in the chunk they came in and are to be read before the next is pushed; the chunk itself may be used again then.
 */
export class LineCutter {
  private offset = 0;
  private parts: Buffer[] = [];
  private held = 0;
  private start = 0;

  constructor(private readonly longest = MAX_RECORD_BYTES) {}

  push(chunk: Buffer): Slice[] {
    const slices: Slice[] = [];
    let from = 0;
    let at = chunk.indexOf(NEWLINE);
    if (at >= 0) {
      this.hold(chunk.subarray(0, at));
      this.cut(slices);
      from = at + 1;
      const last = chunk.lastIndexOf(NEWLINE);
      // Lines that are whole in the chunk stand in a block of their own, so that it can be looked at as a whole.
      const block = chunk.subarray(from, last + 1);
      const offset = this.offset + from;
      for (let line = 0; line < block.length; line = at + 1) {
        at = block.indexOf(NEWLINE, line);
        this.cutWhole(block, line, at, offset, slices);
      }
      from = last + 1;
      this.start = this.offset + from;
    }
    this.hold(Buffer.from(chunk.subarray(from)));
    this.offset += chunk.length;
    return slices;
  }

  end(): Slice[] {
    const slices: Slice[] = [];
    this.cut(slices);
    return slices;
  }

  private cutWhole(block: Buffer, from: number, to: number, offset: number, slices: Slice[]): void {
    if (to - from > this.longest)
      slices.push({ offset: offset + from, length: to - from, bytes: null, problem: tooLong(this.longest) });
    else if (to > from) addTrimmed(slices, block, from, to, offset);
  }

  private hold(part: Buffer): void {
    this.held += part.length;
    if (this.held > this.longest) this.parts = [];
    else if (part.length > 0) this.parts.push(part);
  }

  /** Ends the line whose parts are held. */
  private cut(slices: Slice[]): void {
    const { start, held, parts } = this;
    this.parts = [];
    this.held = 0;
    if (held > this.longest) {
      slices.push({ offset: start, length: held, bytes: null, problem: tooLong(this.longest) });
      return;
    }
    if (held === 0) return;
    const line = parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
    addTrimmed(slices, line, 0, line.length, start);
  }
}

/**
 * The line without the blanks around it (carriage return, and a byte-order mark where files were joined); none for a
 * line that only numbers the next. `offset` is where the block begins in the text.
 */
function addTrimmed(slices: Slice[], block: Buffer, start: number, end: number, offset: number): void {
  let from = isMark(block, start) && end - start >= 3 ? start + 3 : start;
  let to = end;
  while (from < to && isBlank(block[from])) from++;
  while (to > from && isBlank(block[to - 1])) to--;
  if (block[from] === R && to - from <= LABEL_BYTES && isLabel(block.toString("latin1", from, to))) return;
  if (to > from) slices.push(new Line(block, from, offset + from, to - from));
}

const isMark = (bytes: Buffer, at: number) =>
  bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf;

const isBlank = (byte: number | undefined) => byte === 32 || byte === 9 || byte === 13;
