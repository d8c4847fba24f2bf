import type { Names } from "./names";
import { idOf, keyOf, mixContent } from "./same-row";
import type { Event, Span } from "./schema";
import { SOURCE_NUMBER } from "./star";

export const DAY_MICROS = 86_400_000_000;
const DAY = BigInt(DAY_MICROS);

/** A time as the UTC day since 1970 and the microseconds of that day: exact in numbers for every year. */
export type DayTime = { day: number; micros: number };

export function dayTimeOf(at: bigint): DayTime {
  const rest = at % DAY;
  const micros = rest < 0n ? rest + DAY : rest;
  return { day: Number((at - micros) / DAY), micros: Number(micros) };
}

/** Microseconds since 1970. */
export const instantOf = ({ day, micros }: DayTime): bigint => BigInt(day) * DAY + BigInt(micros);

/** What the fields of one row say besides its keys and times; entries are numbers into `Names`. */
export type RowNames = {
  origin: number;
  identity: number;
  client: number;
  outcome: number;
  place: number;
  detail: number;
};

const INGEST = 1;
const CORRELATED = 2;
/** Words that the content of a row is mixed from: times and flags, key, correlation, six names. */
const CONTENT_WORDS = 4 + 4 + 4 + 12;

const viewOf = ({ buffer, byteOffset, length }: Buffer) => new DataView(buffer, byteOffset, length);

/**
 * Fact rows by column, in file order: keys, times and places in the file as numbers, every name as an entry of
 * `names`. A pack is filled by a reader, stored by `loadPack`, and cleared for the next.
 */
export class Pack {
  rows = 0;
  readonly source: Uint8Array;
  readonly day: Int32Array;
  readonly micros: Float64Array;
  readonly digits: Uint8Array;
  readonly origin: Int32Array;
  readonly identity: Int32Array;
  readonly client: Int32Array;
  readonly outcome: Int32Array;
  readonly place: Int32Array;
  readonly detail: Int32Array;
  /** Sixteen bytes a row. */
  readonly keys: Buffer;
  readonly correlations: Buffer;
  /** The same memory by words: a DataView's are machine code in place, a Buffer's are calls. */
  readonly keyView: DataView;
  readonly correlationView: DataView;
  /** Two words a row. */
  readonly content: Uint32Array;
  /** Where the record lies in the unpacked text. */
  readonly offset: Float64Array;
  readonly length: Int32Array;
  private readonly flags: Uint8Array;
  private readonly words = new Uint32Array(CONTENT_WORDS);

  constructor(
    readonly names: Names,
    readonly capacity: number,
  ) {
    this.source = new Uint8Array(capacity);
    this.day = new Int32Array(capacity);
    this.micros = new Float64Array(capacity);
    this.digits = new Uint8Array(capacity);
    this.origin = new Int32Array(capacity);
    this.identity = new Int32Array(capacity);
    this.client = new Int32Array(capacity);
    this.outcome = new Int32Array(capacity);
    this.place = new Int32Array(capacity);
    this.detail = new Int32Array(capacity);
    this.keys = Buffer.alloc(capacity * 16);
    this.correlations = Buffer.alloc(capacity * 16);
    this.keyView = viewOf(this.keys);
    this.correlationView = viewOf(this.correlations);
    this.content = new Uint32Array(capacity * 2);
    this.offset = new Float64Array(capacity);
    this.length = new Int32Array(capacity);
    this.flags = new Uint8Array(capacity);
  }

  get isFull(): boolean {
    return this.rows === this.capacity;
  }

  isIngestTime(row: number): boolean {
    return ((this.flags[row] as number) & INGEST) !== 0;
  }

  isCorrelated(row: number): boolean {
    return ((this.flags[row] as number) & CORRELATED) !== 0;
  }

  keyText(row: number): string {
    return this.keys.toString("hex", row * 16, row * 16 + 16);
  }

  contentOf(row: number): bigint {
    const high = BigInt(this.content[row * 2] as number);
    return BigInt.asIntN(64, (high << 32n) | BigInt(this.content[row * 2 + 1] as number));
  }

  instantOf(row: number): bigint {
    return instantOf({ day: this.day[row] as number, micros: this.micros[row] as number });
  }

  /** Whether row `a` happened before row `b`. */
  isBefore(a: number, b: number): boolean {
    const { day, micros } = this;
    const apart = (day[a] as number) - (day[b] as number);
    return apart === 0 ? (micros[a] as number) < (micros[b] as number) : apart < 0;
  }

  /** How many of the five grouping fields the row fills (same-row.ts). */
  filledOf(row: number): number {
    const { filledByOrigin, filledByClient, filledByOutcome } = this.names;
    return (
      (filledByOrigin[this.origin[row] as number] as number) +
      (filledByClient[this.client[row] as number] as number) +
      (filledByOutcome[this.outcome[row] as number] as number)
    );
  }

  /** Adds an event as a parser read it. The pack must have room. */
  add(event: Event, span: Span): void {
    const { names, rows } = this;
    this.keys.write(keyOf(event), rows * 16, 16, "hex");
    const correlation = idOf(event.correlationId);
    if (correlation !== null) this.correlations.write(correlation, rows * 16, 16, "hex");
    const { day, micros } = dayTimeOf(event.atMicros);
    this.put(
      SOURCE_NUMBER[event.source],
      day,
      micros,
      event.digits,
      event.isIngestTime,
      correlation !== null,
      {
        origin: names.origin(event.address),
        identity: names.identity(event.name, event.source === "windows-security"),
        client: names.client(event),
        outcome: names.outcome(event),
        place: names.place(event),
        detail: names.detail(event.interactive, event.facts),
      },
    );
    this.span(span.offset, span.length);
  }

  /** Copies the key of the current row, and its correlation unless that is at -1, from where they begin in `view`. */
  keep(view: DataView, key: number, correlation: number): void {
    const at = this.rows * 16;
    for (let byte = 0; byte < 16; byte += 4) this.keyView.setInt32(at + byte, view.getInt32(key + byte));
    if (correlation < 0) return;
    for (let byte = 0; byte < 16; byte += 4)
      this.correlationView.setInt32(at + byte, view.getInt32(correlation + byte));
  }

  /** Fills the current row; its key (and correlation) are in place already. `span` ends it. */
  put(
    source: number,
    day: number,
    micros: number,
    digits: number,
    isIngestTime: boolean,
    isCorrelated: boolean,
    { origin, identity, client, outcome, place, detail }: RowNames,
  ): void {
    const { rows } = this;
    this.source[rows] = source;
    this.day[rows] = day;
    this.micros[rows] = micros;
    this.digits[rows] = digits;
    this.flags[rows] = (isIngestTime ? INGEST : 0) | (isCorrelated ? CORRELATED : 0);
    this.origin[rows] = origin;
    this.identity[rows] = identity;
    this.client[rows] = client;
    this.outcome[rows] = outcome;
    this.place[rows] = place;
    this.detail[rows] = detail;
    this.mix(rows);
  }

  /** Ends the current row with its place in the file. */
  span(offset: number, length: number): void {
    this.offset[this.rows] = offset;
    this.length[this.rows] = length;
    this.rows += 1;
  }

  clear(): void {
    this.rows = 0;
  }

  private mix(row: number): void {
    const { words, names, keyView, correlationView } = this;
    const micros = this.micros[row] as number;
    words[0] = this.day[row] as number;
    words[1] = micros / 0x1_0000_0000;
    words[2] = micros % 0x1_0000_0000;
    words[3] =
      (this.source[row] as number) |
      ((this.digits[row] as number) << 8) |
      ((this.flags[row] as number) << 16);
    const isCorrelated = this.isCorrelated(row);
    for (let index = 0; index < 4; index++) {
      words[4 + index] = keyView.getUint32(row * 16 + index * 4);
      words[8 + index] = isCorrelated ? correlationView.getUint32(row * 16 + index * 4) : 0;
    }
    this.mark(12, names.origins.marks, this.origin[row] as number);
    this.mark(14, names.identities.marks, this.identity[row] as number);
    this.mark(16, names.clients.marks, this.client[row] as number);
    this.mark(18, names.outcomes.marks, this.outcome[row] as number);
    this.mark(20, names.places.marks, this.place[row] as number);
    this.mark(22, names.details.marks, this.detail[row] as number);
    mixContent(words, CONTENT_WORDS, this.content, row * 2);
  }

  private mark(at: number, marks: Uint32Array, entry: number): void {
    this.words[at] = marks[entry * 2] as number;
    this.words[at + 1] = marks[entry * 2 + 1] as number;
  }
}
