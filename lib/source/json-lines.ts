import { MAX_RECORD_BYTES, type Slice, tooLong } from "./schema";

const NEWLINE = 10;
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

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
      if (at > from || this.held > 0) {
        this.hold(chunk.subarray(from, at));
        this.cut(slices);
      }
      from = at + 1;
      this.start = this.offset + from;
    }
    this.hold(chunk.subarray(from));
    this.offset += chunk.length;
    return slices;
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
      slices.push({ offset: start, length: held, bytes: null, problem: tooLong(this.longest) });
      return;
    }
    const line = parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
    const slice = trimmed(line, start);
    if (slice.length > 0) slices.push(slice);
  }
}

/** The line without the blanks around it (carriage return, and a byte-order mark where files were joined). */
function trimmed(line: Buffer, offset: number): Slice {
  let from = line.subarray(0, 3).equals(BOM) ? 3 : 0;
  let to = line.length;
  while (from < to && isBlank(line[from])) from++;
  while (to > from && isBlank(line[to - 1])) to--;
  return { offset: offset + from, length: to - from, bytes: line.subarray(from, to), problem: null };
}

const isBlank = (byte: number | undefined) => byte === 32 || byte === 9 || byte === 13;
