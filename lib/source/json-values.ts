import { isLabel, LABEL_BYTES, R } from "./record-label";
import { MAX_RECORD_BYTES, type Slice, tooLong } from "./schema";

const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const OPEN_LIST = 91;
const BACKSLASH = 92;
const CLOSE_LIST = 93;
const OPEN = 123;
const CLOSE = 125;
/** The bytes of a byte-order mark: files that were joined have one before each text. */
const MARK = new Set([0xef, 0xbb, 0xbf]);

/** Keys whose array holds the records: a Graph page, an Event Hub message, a hunting result, Elasticsearch's hits. */
const ENVELOPE_KEYS = new Set(["value", "records", "results", "hits", "Value", "Records", "Results"]);
/** Elasticsearch's list lies one level deeper, in an object of the same name. */
const OUTER_KEY = "hits";

/**
 * - `between`: outside of every text, where only blanks and commas are well
 * - `list`: in the array of records, between two of them
 * - `record`: inside a record, or inside an object that may still turn out to be an envelope
 * - `bare`: inside an element that is a number or a word
 * - `rest`: inside an envelope, after its array
 * - `label`: in a line between two values that only numbers the next
 */
type State = "between" | "list" | "record" | "bare" | "rest" | "label";

/**
 * Cuts records out of JSON texts without holding more than one record: elements of a top-level array, elements of
 * an envelope's array, or objects that stand alone; several texts may follow one another. Byte by byte, so chunk
 * borders mean nothing. A record that is balanced but does not parse is still cut out; a bracket that does not
 * match, or bytes that cannot stand where they are, end the scan: `damage` then says where.
 */
export class ValueCutter {
  /** What ended the scan, with the byte of the text; the slices before it were handed out. */
  damage: { byte: number; what: string } | null = null;

  private state: State = "between";
  private chunk: Buffer = Buffer.alloc(0);
  /** Where the chunk begins in the text, and where in the chunk the current record (goes on or) begins. */
  private offset = 0;
  private from = 0;
  /** Where the current record begins in the text; what of it was in earlier chunks, and its length so far. */
  private start = 0;
  private parts: Buffer[] = [];
  private held = 0;
  private slices: Slice[] = [];
  /** Open brackets of the record, or of the rest of an envelope. */
  private readonly open: number[] = [];
  private inString = false;
  private isEscaped = false;
  /** The record is an object outside of any list: a record alone, or an envelope. */
  private isAlone = false;
  private inEnvelope = false;
  /** Objects of an envelope around its list: one, or two in an answer of Elasticsearch. */
  private layers = 1;
  /** Only at the own level of an object that may be an envelope: its latest key, and whether its value is next. */
  private key = "";
  private afterColon = false;
  private label = "";

  constructor(private readonly longest = MAX_RECORD_BYTES) {}

  push(chunk: Buffer): Slice[] {
    this.slices = [];
    this.chunk = chunk;
    this.from = 0;
    let at = 0;
    while (at < chunk.length && this.damage === null) {
      if (this.inString) at = this.passString(at);
      else if (this.state === "record" || this.state === "rest") at = this.passStructure(at);
      else if (this.state === "bare") at = this.passBare(at);
      else if (this.state === "label") at = this.passLabel(at);
      else at = this.passBetween(at);
    }
    if (this.inRecord()) this.hold(chunk.subarray(this.from));
    this.offset += chunk.length;
    return this.slices;
  }

  /** Ends the text: what is still open is damage. */
  end(): void {
    if (this.state === "label") this.endLabel();
    if (this.damage !== null || this.state === "between") return;
    const what = this.inRecord()
      ? `the file ends inside the record that begins at byte ${this.start}`
      : "the file ends before its list of records is closed";
    this.damage = { byte: this.offset, what };
  }

  private inRecord(): boolean {
    return this.state === "record" || this.state === "bare";
  }

  private passBetween(at: number): number {
    const byte = this.chunk[at] as number;
    if (isBlank(byte) || byte === COMMA) return at + 1;
    if (this.state === "list") this.passInList(byte, at);
    else if (byte === OPEN_LIST) this.state = "list";
    else if (byte === OPEN) {
      this.begin(at, byte);
      this.isAlone = true;
      this.afterColon = false;
    } else if (byte === R) {
      this.state = "label";
      this.start = this.offset + at;
      this.label = "R";
    } else if (!MARK.has(byte)) this.fail(at, NEITHER);
    return at + 1;
  }

  private passLabel(at: number): number {
    const { chunk } = this;
    for (let i = at; i < chunk.length; i++) {
      if (chunk[i] === 10 || this.label.length > LABEL_BYTES) {
        this.endLabel();
        return i;
      }
      this.label += String.fromCharCode(chunk[i] as number);
    }
    return chunk.length;
  }

  private endLabel(): void {
    if (isLabel(this.label)) this.state = "between";
    else this.damage = { byte: this.start, what: NEITHER };
  }

  private passInList(byte: number, at: number): void {
    if (byte === CLOSE_LIST) {
      this.state = this.inEnvelope ? "rest" : "between";
      if (this.inEnvelope) for (let layer = 0; layer < this.layers; layer++) this.open.push(OPEN);
    } else if (byte === CLOSE || byte === COLON) this.fail(at, "a bracket does not match");
    else this.begin(at, byte);
  }

  private begin(at: number, byte: number): void {
    this.start = this.offset + at;
    this.from = at;
    this.isAlone = false;
    this.state = "record";
    if (byte === QUOTE) this.inString = true;
    else if (byte === OPEN || byte === OPEN_LIST) this.open.push(byte);
    else this.state = "bare";
  }

  private passBare(at: number): number {
    const byte = this.chunk[at] as number;
    if (byte !== COMMA && byte !== CLOSE_LIST && byte !== CLOSE && !isBlank(byte)) return at + 1;
    this.cut(at);
    this.state = "list";
    return at;
  }

  private passString(at: number): number {
    const { chunk } = this;
    let i = this.isEscaped ? at + 1 : at;
    this.isEscaped = false;
    for (; i < chunk.length; i++) {
      const byte = chunk[i];
      if (byte === QUOTE) {
        this.inString = false;
        i++;
        break;
      }
      if (byte === BACKSLASH) {
        this.isEscaped = i + 1 === chunk.length;
        i++;
      }
    }
    const end = Math.min(i, chunk.length);
    if (this.isAtKeys() && !this.afterColon && this.key.length < 16)
      this.key += chunk.toString("latin1", at, Math.min(end, at + 16));
    if (!this.inString && this.open.length === 0) this.leave(end);
    return end;
  }

  private passStructure(at: number): number {
    const { chunk, open } = this;
    for (let i = at; i < chunk.length; i++) {
      const byte = chunk[i] as number;
      if (byte === QUOTE) {
        this.inString = true;
        if (this.isAtKeys() && !this.afterColon) this.key = "";
        return i + 1;
      }
      if (byte === OPEN_LIST && this.isEnvelopeList()) return this.enter(i + 1);
      if (byte === OPEN && this.isOuterEnvelope()) {
        this.goDeeper();
        continue;
      }
      if (byte === OPEN || byte === OPEN_LIST) open.push(byte);
      else if (byte === CLOSE || byte === CLOSE_LIST) {
        if (open.pop() !== byte - 2) return this.fail(i, "a bracket does not match");
        if (open.length === 0) return this.leave(i + 1);
      } else if (open.length === this.layers) {
        if (byte === COLON) this.afterColon = true;
        else if (byte === COMMA) this.afterColon = false;
      }
    }
    return chunk.length;
  }

  /** At the own level of an object that is, or may turn out to be, an envelope. */
  private isAtKeys(): boolean {
    return this.open.length === this.layers && (this.state === "rest" || this.isAlone);
  }

  private isEnvelopeList(): boolean {
    return this.isAtKeys() && this.afterColon && ENVELOPE_KEYS.has(this.key.slice(0, -1));
  }

  private isOuterEnvelope(): boolean {
    return this.layers === 1 && this.isAtKeys() && this.afterColon && this.key.slice(0, -1) === OUTER_KEY;
  }

  /** The object is an answer of Elasticsearch, hence no record: its list is in the object that begins here. */
  private goDeeper(): void {
    this.drop();
    this.open.push(OPEN);
    this.layers = 2;
    this.afterColon = false;
    this.isAlone = false;
    this.inEnvelope = true;
    this.state = "rest";
  }

  /** The object is an envelope, hence no record, and here begins its list. */
  private enter(at: number): number {
    this.drop();
    this.open.length = 0;
    this.inEnvelope = true;
    this.isAlone = false;
    this.state = "list";
    return at;
  }

  /** The outermost bracket (or string) closed: of a record, or of an envelope's rest. */
  private leave(to: number): number {
    if (this.state === "rest") {
      this.inEnvelope = false;
      this.layers = 1;
      this.state = "between";
    } else {
      this.cut(to);
      this.state = this.isAlone ? "between" : "list";
    }
    return to;
  }

  private hold(part: Buffer): void {
    this.held += part.length;
    if (this.held > this.longest) this.parts = [];
    else if (part.length > 0) this.parts.push(part);
  }

  private drop(): void {
    this.parts = [];
    this.held = 0;
  }

  private cut(to: number): void {
    this.hold(this.chunk.subarray(this.from, to));
    const { start: offset, held: length, parts } = this;
    this.drop();
    if (length > this.longest) {
      this.slices.push({ offset, length, bytes: null, problem: tooLong(this.longest) });
    } else {
      const bytes = parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
      this.slices.push({ offset, length, bytes, problem: null });
    }
  }

  private fail(at: number, what: string): number {
    this.damage = { byte: this.offset + at, what };
    return at + 1;
  }
}

const NEITHER = "there is neither a JSON object nor a list";

const isBlank = (byte: number) => byte === 32 || byte === 10 || byte === 13 || byte === 9;
