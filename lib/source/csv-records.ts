import { type Slice, tooLong } from "./schema";

const QUOTE = 34;
const LF = 10;
const CR = 13;
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

/** A record that goes on for so long is none: an unclosed quote, or one line without an end. */
export const MAX_CSV_RECORD_BYTES = 4 * 1024 * 1024;
/**
 * Looking for the end of unclosed quotes may cost this much in vain, and twice what was read besides. After that a
 * quote has to close on its own line, which keeps the work for a file full of such lines linear.
 */
const VAIN_BYTES = 64 * 1024 * 1024;

export const UNCLOSED = "unclosed quote";

/** Where in a record the scan stands. `closing`: after a quote in a quoted cell, which may be a doubled one. */
type State = "cell" | "plain" | "quoted" | "closing";

/**
 * Cuts CSV text into records (RFC 4180: cells in quotes may hold line breaks). Blank lines are left out. An unclosed
 * quote costs its own line only: that line is handed out with a problem, and the scan starts again at the next one.
 */
export class CsvCutter {
  private text: Buffer = Buffer.alloc(0);
  /** Where `text` begins in the whole text; in it, where the record begins and how far the scan got. */
  private offset = 0;
  private begin = 0;
  private at = 0;
  private state: State = "cell";
  /** Whether the quoted cell holds a line break so far. */
  private spansLines = false;
  /** Length so far of a line that is too long to hold; it is passed over up to its end. */
  private passing = 0;
  private vain = 0;
  private slices: Slice[] = [];

  constructor(
    private readonly delimiter: number,
    private readonly longest = MAX_CSV_RECORD_BYTES,
  ) {}

  push(chunk: Buffer): Slice[] {
    this.slices = [];
    this.text =
      this.begin < this.text.length ? Buffer.concat([this.text.subarray(this.begin), chunk]) : chunk;
    this.offset += this.begin;
    this.at -= this.begin;
    this.begin = 0;
    if (this.offset === 0 && this.at === 0 && this.isMarkComing()) return this.slices;
    this.scan(false);
    return this.slices;
  }

  end(): Slice[] {
    this.slices = [];
    this.scan(true);
    if (this.passing > 0) this.passLine(this.text.length);
    return this.slices;
  }

  /** Passes over a byte-order mark; true while the first chunks are too short to tell. */
  private isMarkComing(): boolean {
    const length = Math.min(this.text.length, BOM.length);
    if (!this.text.subarray(0, length).equals(BOM.subarray(0, length))) return false;
    if (length === BOM.length) this.restart(BOM.length);
    return length < BOM.length;
  }

  private scan(isLast: boolean): void {
    for (;;) {
      const end = this.passing > 0 ? this.text.indexOf(LF, this.begin) : this.recordEnd();
      const held = this.text.length - this.begin;
      if (this.passing > 0) {
        this.passLine(end);
        if (end < 0) return;
      } else if (end >= 0 && this.state === "quoted") this.giveUpLine();
      else if (end >= 0) this.cut(end);
      else if (held >= this.longest || (isLast && held > 0)) {
        if (this.state === "quoted") this.giveUpLine();
        else if (held >= this.longest) this.passing = 1;
        else this.cut(this.text.length);
      } else return;
    }
  }

  /**
   * The index of the line break that ends the record; -1 where it has not come yet. The state then still says
   * `quoted` where it ends for want of a closing quote: after a line break in a quoted cell, text right behind the
   * next quote means that this quote opens a cell of the next row; and an impatient scan waits for no further line.
   */
  private recordEnd(): number {
    const { text, delimiter } = this;
    const isImpatient = this.vain > VAIN_BYTES + 2 * (this.offset + this.begin);
    const limit = Math.min(text.length, this.begin + this.longest);
    let { at, state, spansLines } = this;
    for (; at < limit; at++) {
      const byte = text[at];
      if (state === "quoted") {
        if (byte === QUOTE) state = "closing";
        else if (byte === LF) {
          spansLines = true;
          if (isImpatient) break;
        }
      } else if (byte === LF) break;
      else if (byte === delimiter) state = "cell";
      else if (byte === QUOTE && state !== "plain") {
        if (state === "cell") spansLines = false;
        state = "quoted";
      } else if (byte !== CR && state === "closing" && spansLines) {
        state = "quoted";
        break;
      } else if (byte !== QUOTE && byte !== CR) state = "plain";
    }
    this.at = at;
    this.state = state;
    this.spansLines = spansLines;
    return at < limit ? at : -1;
  }

  private cut(end: number): void {
    let to = end;
    if (to > this.begin && this.text[to - 1] === CR) to--;
    const bytes = this.text.subarray(this.begin, to);
    if (!isBlank(bytes))
      this.slices.push({ offset: this.offset + this.begin, length: bytes.length, bytes, problem: null });
    this.restart(end + 1);
  }

  private giveUpLine(): void {
    this.vain += this.at - this.begin;
    const end = this.text.indexOf(LF, this.begin);
    if (end < 0 && this.text.length - this.begin >= this.longest) {
      this.passing = 1;
      return;
    }
    const to = end < 0 ? this.text.length : end;
    const length = to - this.begin;
    this.slices.push({ offset: this.offset + this.begin, length, bytes: null, problem: UNCLOSED });
    this.restart(to + 1);
  }

  /** Drops what is there of a line that is too long; hands it out, without its text, where it ends. */
  private passLine(end: number): void {
    const to = end < 0 ? this.text.length : end;
    const length = this.passing - 1 + to - this.begin;
    if (end < 0) this.passing = length + 1;
    else {
      const offset = this.offset + to - length;
      this.slices.push({ offset, length, bytes: null, problem: tooLong(this.longest) });
      this.passing = 0;
    }
    this.restart(end < 0 ? to : to + 1);
  }

  private restart(begin: number): void {
    this.begin = Math.min(begin, this.text.length);
    this.at = this.begin;
    this.state = "cell";
  }
}

function isBlank(bytes: Buffer): boolean {
  for (const byte of bytes) if (byte !== 32 && byte !== 9 && byte !== CR) return false;
  return true;
}
