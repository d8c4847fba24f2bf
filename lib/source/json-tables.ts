import { isFields, pickText } from "./fields";
import { errorWords } from "./query-error";
import { MAX_RECORD_BYTES, type Slice, type Table, tooLong } from "./schema";

const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const OPEN_LIST = 91;
const BACKSLASH = 92;
const CLOSE_LIST = 93;
const OPEN = 123;
const CLOSE = 125;
const MARK = new Set([0xef, 0xbb, 0xbf]);

/** Columns, a table's name and an error are short; longer ones are cut off, and then do not parse. */
const MAX_CAPTURED = 4 * 1024 * 1024;
/** Rows that come before their columns wait for them up to this size. */
const MAX_WAITING = 32 * 1024 * 1024;

type Captured = "name" | "columns" | "error" | "row";

/** Keys of an answer, without case: Log Analytics' API today, and its older one in capitals. */
const NAME_KEYS = new Set(["name", "tablename"]);

/**
 * Cuts the rows out of answers of the Log Analytics query API (`{"tables":[{"name","columns","rows":[[…]]}]}`, also
 * with capitals) without holding more than one row, each with the table it belongs to. Several tables, several
 * answers and lists of answers may follow one another. What cannot stand where it is ends the scan: `damage`.
 */
export class TableCutter {
  constructor(private readonly longest = MAX_RECORD_BYTES) {}

  damage: { byte: number; what: string } | null = null;
  /** The tables met so far. */
  readonly tables: Table[] = [];
  /** Whether a list of tables was met, be it empty. */
  hasTables = false;
  /** What an answer says about not being whole. */
  error: string | null = null;

  private chunk: Buffer = Buffer.alloc(0);
  private offset = 0;
  private readonly open: number[] = [];
  private readonly keys: string[] = [];
  private inString = false;
  private isEscaped = false;
  private inScalar = false;
  private isKeyString = false;
  private afterColon = false;
  /** The depth of the list of tables, 0 outside. */
  private tablesDepth = 0;
  private table: Table | null = null;
  private waiting: Slice[] = [];
  private waitingBytes = 0;
  private slices: Slice[] = [];
  /** What is being captured, from which depth on, and where it began. */
  private captured: Captured | null = null;
  private capturedDepth = 0;
  private start = 0;
  private from = 0;
  private parts: Buffer[] = [];
  private held = 0;
  private key = "";

  push(chunk: Buffer): Slice[] {
    this.slices = [];
    this.chunk = chunk;
    this.from = 0;
    let at = 0;
    while (at < chunk.length && this.damage === null)
      at = this.inString ? this.passString(at) : this.pass(at);
    if (this.captured) this.hold(chunk.subarray(this.from));
    this.offset += chunk.length;
    return this.slices;
  }

  end(): Slice[] {
    if (this.damage === null && this.open.length > 0)
      this.damage = { byte: this.offset, what: "the file ends before its list of rows is closed" };
    return [];
  }

  private pass(at: number): number {
    const byte = this.chunk[at] as number;
    if (this.inScalar) {
      if (byte !== COMMA && byte !== CLOSE && byte !== CLOSE_LIST && !isBlank(byte)) return at + 1;
      this.inScalar = false;
      this.endValue(at);
    }
    if (isBlank(byte)) return at + 1;
    if (byte === QUOTE) return this.openString(at);
    if (byte === OPEN || byte === OPEN_LIST) return this.openBracket(byte, at);
    if (byte === CLOSE || byte === CLOSE_LIST) return this.closeBracket(byte, at);
    if (byte === COMMA) this.afterColon = false;
    else if (byte === COLON) this.afterColon = true;
    else if (!MARK.has(byte)) return this.openScalar(at);
    return at + 1;
  }

  private openScalar(at: number): number {
    if (this.open.length === 0) return this.fail(at, "there is neither a JSON object nor a list");
    this.beginValue(at);
    this.inScalar = true;
    return at + 1;
  }

  private openString(at: number): number {
    this.isKeyString = this.open.at(-1) === OPEN && !this.afterColon;
    if (this.isKeyString) this.key = "";
    else this.beginValue(at);
    this.inString = true;
    return at + 1;
  }

  private passString(at: number): number {
    const { chunk } = this;
    let i = this.isEscaped ? at + 1 : at;
    this.isEscaped = false;
    for (; i < chunk.length && this.inString; i++) {
      const byte = chunk[i];
      if (byte === QUOTE) this.inString = false;
      else if (byte === BACKSLASH) {
        this.isEscaped = i + 1 === chunk.length;
        i++;
      }
    }
    const end = Math.min(i, chunk.length);
    if (this.isKeyString) {
      if (this.key.length < 32) this.key += chunk.toString("latin1", at, Math.min(end, at + 32));
      if (!this.inString) this.keys[this.open.length] = this.key.slice(0, -1).toLowerCase();
    } else if (!this.inString) this.endValue(end);
    return end;
  }

  private openBracket(byte: number, at: number): number {
    this.beginValue(at);
    const key = this.keyHere();
    this.open.push(byte);
    this.keys[this.open.length] = "";
    this.afterColon = false;
    if (this.captured) return at + 1;
    const depth = this.open.length;
    if (this.tablesDepth === 0 && byte === OPEN_LIST && key === "tables") {
      this.tablesDepth = depth;
      this.hasTables = true;
    } else if (depth === this.tablesDepth + 1 && this.tablesDepth > 0) {
      this.table = { name: "", columns: null };
      this.tables.push(this.table);
    }
    return at + 1;
  }

  private closeBracket(byte: number, at: number): number {
    if (this.open.pop() !== byte - 2) return this.fail(at, "a bracket does not match");
    this.afterColon = false;
    const depth = this.open.length;
    if (this.captured) this.endValue(at + 1);
    else if (this.tablesDepth > 0 && depth === this.tablesDepth) this.leaveTable();
    else if (depth < this.tablesDepth) this.tablesDepth = 0;
    return at + 1;
  }

  private keyHere(): string {
    return this.open.at(-1) === OPEN ? (this.keys[this.open.length] ?? "") : "";
  }

  /** A value begins here: whether it is one to keep depends on where it stands. */
  private beginValue(at: number): void {
    if (this.captured) return;
    const captured = this.kindHere();
    if (!captured) return;
    this.captured = captured;
    this.capturedDepth = this.open.length;
    this.start = this.offset + at;
    this.from = at;
    this.held = 0;
    this.parts = [];
  }

  private kindHere(): Captured | null {
    const depth = this.open.length;
    const key = this.keyHere();
    if (this.tablesDepth === 0) return key === "error" ? "error" : null;
    if (depth === this.tablesDepth + 1) {
      if (NAME_KEYS.has(key)) return "name";
      return key === "columns" ? "columns" : null;
    }
    const isInRows = depth === this.tablesDepth + 2 && this.keys[this.tablesDepth + 1] === "rows";
    return isInRows && this.open.at(-1) === OPEN_LIST ? "row" : null;
  }

  private endValue(to: number): void {
    const { captured } = this;
    if (!captured || this.open.length !== this.capturedDepth) return;
    this.hold(this.chunk.subarray(this.from, to));
    this.captured = null;
    if (captured === "row") this.cutRow();
    else this.take(captured, parsed(Buffer.concat(this.parts)));
    this.parts = [];
  }

  private take(captured: Exclude<Captured, "row">, value: unknown): void {
    if (captured === "error") {
      if (value !== null) this.error = errorWords(value);
      return;
    }
    if (!this.table) return;
    if (captured === "name") this.table.name = typeof value === "string" ? value : "";
    else {
      this.table.columns = Array.isArray(value) ? value.map(columnName) : [];
      this.release();
    }
  }

  private cutRow(): void {
    const { start: offset, held: length, parts, table } = this;
    if (!table) return;
    const bytes =
      length > this.longest ? null : parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
    const span = { offset, length, table };
    const slice: Slice = bytes
      ? { ...span, bytes, problem: null }
      : { ...span, bytes, problem: tooLong(this.longest) };
    if (table.columns) {
      this.slices.push(slice);
      return;
    }
    this.waiting.push(slice);
    this.waitingBytes += length;
    if (this.waitingBytes > MAX_WAITING)
      this.damage = { byte: offset, what: "the rows of this table come before its columns" };
  }

  private release(): void {
    this.slices.push(...this.waiting);
    this.waiting = [];
    this.waitingBytes = 0;
  }

  private leaveTable(): void {
    this.release();
    this.table = null;
  }

  private hold(part: Buffer): void {
    this.held += part.length;
    if (this.held > (this.captured === "row" ? this.longest : MAX_CAPTURED)) this.parts = [];
    else if (part.length > 0) this.parts.push(part);
  }

  private fail(at: number, what: string): number {
    this.damage = { byte: this.offset + at, what };
    return at + 1;
  }
}

const isBlank = (byte: number) => byte === 32 || byte === 10 || byte === 13 || byte === 9;

function parsed(text: Buffer): unknown {
  try {
    return JSON.parse(text.toString("utf8"));
  } catch {
    return undefined;
  }
}

const columnName = (column: unknown): string => {
  if (typeof column === "string") return column;
  return isFields(column) ? pickText(column, "name") || pickText(column, "columnName") : "";
};
