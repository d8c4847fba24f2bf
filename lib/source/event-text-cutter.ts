import { type Slice, tooLong } from "./schema";

const LF = 10;
const CR = 13;
const NAME_LINE = Buffer.from("LogName=");
const MARK = Buffer.from([0xef, 0xbb, 0xbf]);
/** The shortest and the longest that a line with nothing but a date can be, the mark of the file's beginning included. */
const DATE_BYTES = { min: 17, max: 48 };
const DATE = /^\d{1,2}\/\d{1,2}\/\d{4},? \d{1,2}:\d\d:\d\d(\.\d{1,9})?( ?[AP]M)?\s*$/i;

/** An event that goes on for so long is none. */
export const MAX_EVENT_TEXT_BYTES = 1024 * 1024;

/**
 * Cuts Splunk's classic event text into events. Each begins with a line that is nothing but a date, or with `LogName=`
 * where that line is missing; blank lines between and inside of them decide nothing. What stands before the first
 * event is handed out too: nothing is passed over unsaid.
 */
export class EventTextCutter {
  private text: Buffer = Buffer.alloc(0);
  /** Where `text` begins in the whole; in it, where the event begins and where the line begins that is looked at. */
  private offset = 0;
  private begin = 0;
  private line = 0;
  /** Whether the line before was a date: `LogName=` then begins nothing. */
  private isAfterDate = false;
  /** Whether the line that is looked at lost its beginning with an event that was too long. */
  private isMidLine = false;
  /** Bytes of an event that is too long to hold and is passed over up to the next one. */
  private passed = 0;
  private slices: Slice[] = [];

  constructor(private readonly longest = MAX_EVENT_TEXT_BYTES) {}

  push(chunk: Buffer): Slice[] {
    this.slices = [];
    this.text =
      this.begin < this.text.length ? Buffer.concat([this.text.subarray(this.begin), chunk]) : chunk;
    this.offset += this.begin;
    this.line -= this.begin;
    this.begin = 0;
    this.scan();
    return this.slices;
  }

  end(): Slice[] {
    this.slices = [];
    if (this.line < this.text.length) this.look(this.text.length);
    this.cut(this.text.length);
    return this.slices;
  }

  private scan(): void {
    for (;;) {
      const end = this.text.indexOf(LF, this.line);
      if (end < 0) break;
      this.look(end);
      this.line = end + 1;
    }
    this.passLongOne();
  }

  /** What is held of an event that is too long already is let go; a last line that may yet begin another is kept. */
  private passLongOne(): void {
    if (this.line - this.begin > this.longest) this.pass(this.line);
    const isOpen = this.text.length - this.line > DATE_BYTES.max;
    if (!isOpen || this.text.length - this.begin <= this.longest) return;
    if (!this.isMidLine && this.beginsWithName(this.line)) this.cutBefore(this.line);
    if (this.text.length - this.begin <= this.longest) return;
    this.pass(this.text.length);
    this.isMidLine = true;
  }

  private look(end: number): void {
    const { line, isMidLine } = this;
    this.isMidLine = false;
    const isDate = !isMidLine && this.isDateLine(line, end);
    if (isDate || (!isMidLine && this.beginsWithName(line))) this.cutBefore(line);
    this.isAfterDate = isDate;
  }

  private cutBefore(line: number): void {
    if (line > this.begin || this.passed > 0) this.cut(line);
  }

  /** Below a date the line belongs to the event that has begun. */
  private beginsWithName(at: number): boolean {
    if (this.isAfterDate || this.text[at] !== NAME_LINE[0]) return false;
    return this.text.subarray(at, at + NAME_LINE.length).equals(NAME_LINE);
  }

  /** Most lines are told by their first byte or their length alone. */
  private isDateLine(from: number, end: number): boolean {
    const { text } = this;
    if (end - from < DATE_BYTES.min || end - from > DATE_BYTES.max) return false;
    const at = text[from] === MARK[0] && text.subarray(from, from + 3).equals(MARK) ? from + 3 : from;
    const byte = text[at] ?? 0;
    if (byte < 48 || byte > 57) return false;
    return DATE.test(text.toString("latin1", at, end));
  }

  private pass(to: number): void {
    this.passed += to - this.begin;
    this.begin = to;
    this.line = Math.max(this.line, to);
  }

  /** Hands out what lies between the event's beginning and `to`, without the blank lines around it. */
  private cut(to: number): void {
    let [from, end] = [this.begin, to];
    const isTooLong = this.passed > 0 || end - from > this.longest;
    const start = this.offset + from - this.passed;
    const whole = this.passed + end - from;
    this.begin = to;
    this.passed = 0;
    if (isTooLong) {
      this.slices.push({ offset: start, length: whole, bytes: null, problem: tooLong(this.longest) });
      return;
    }
    if (this.text.subarray(from, from + 3).equals(MARK)) from += 3;
    while (from < end && isBlank(this.text[from])) from += 1;
    while (end > from && isBlank(this.text[end - 1])) end -= 1;
    if (end === from) return;
    const bytes = this.text.subarray(from, end);
    this.slices.push({ offset: this.offset + from, length: bytes.length, bytes, problem: null });
  }
}

const isBlank = (byte: number | undefined) => byte === 32 || byte === 9 || byte === CR || byte === LF;
