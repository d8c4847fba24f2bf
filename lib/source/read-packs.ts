import { AppError } from "@/lib/errors";
import type { Pack } from "@/lib/event/pack";
import type { Span } from "@/lib/event/schema";
import { GraphFast } from "./graph-fast";
import { filesOf, type Reader, readerOf, slicesOf } from "./read";
import { MAX_NAME, type ReadOptions, type Recognised, type Slice } from "./schema";

/** Bytes of text after which a pack goes out although it has room: what a kill repeats, and what is held. */
const PACK_BYTES = 128 * 1024 * 1024;
/** Refused records after which it goes out: they are kept one by one. */
const MANY_REFUSED = 10_000;
/** How many reasons a receipt may hold. */
const MAX_REASONS = 100;
const OTHER = "for one of many further reasons";

/** A record that became no row; `position` counts records from 1. */
export type Refused = { position: number; span: Span; as: "rejected" | "skipped"; reason: string };

/** What came of the next records of a file: rows in `pack`, the others in `refused`; together `read`. */
export type Filled = { pack: Pack; read: number; refused: Refused[] };

/**
 * Every record of a recognised file, in order, in packs of rows; `take` hands out an empty one. A bad record is a
 * value. Structural damage (a cut or corrupt container, an unclosed list) throws AppError("incomplete") naming the
 * byte, after all that came before.
 */
export async function* readPacks(
  path: string,
  recognised: Recognised,
  options: ReadOptions,
  take: () => Pack,
): AsyncGenerator<Filled> {
  const filler = new Filler(options, take);
  const damage: AppError[] = [];
  const pace = new Pace(options.onBytes);
  for (const { file, start } of filesOf(recognised)) {
    try {
      yield* fill(filler, path, { file, start }, partly(file, options, pace));
    } catch (error) {
      // A damaged file costs an archive no other; what was read of it goes out first.
      if (!(error instanceof AppError)) throw error;
      damage.push(error);
    }
    if (filler.isOver) break;
  }
  yield* filler.rest();
  const [first] = damage;
  if (first) throw first;
}

async function* fill(
  filler: Filler,
  path: string,
  { file, start }: { file: Recognised; start: number },
  options: ReadOptions,
): AsyncGenerator<Filled> {
  const reader = readerOf(file, options);
  const { format, shape } = file;
  const isQuick = format === "graph-sign-in" && shape !== "csv" && shape !== "json-tables";
  filler.open(reader, isQuick ? await GraphFast.start() : null, start);
  for await (const slices of slicesOf(path, file, reader, options)) {
    yield* filler.fill(slices);
    if (filler.isOver) break;
  }
}

/** Bytes of the upload, where every file of an archive counts its own. */
class Pace {
  private before = 0;
  private current = 0;

  constructor(private readonly onBytes: ReadOptions["onBytes"]) {}

  at(bytes: number): void {
    if (bytes < this.current) this.before += this.current;
    this.current = bytes;
    this.onBytes?.(this.before + bytes);
  }
}

/** What a log in an archive tells is told of the archive, notes with its name. */
function partly({ part }: Recognised, options: ReadOptions, pace: Pace): ReadOptions {
  if (!part) return options;
  const { onNote } = options;
  const named = (note: string) => onNote?.(`${part.name.slice(0, MAX_NAME)}: ${note}`);
  return { ...options, onNote: named, onBytes: (bytes) => pace.at(bytes) };
}

/** Gives records their numbers, passes over those that were read before, and fills pack after pack. */
class Filler {
  private position = 0;
  private read = 0;
  private reader: Reader | null = null;
  private fast: GraphFast | null = null;
  private start = 0;
  private bytes = 0;
  private pack: Pack;
  private refused: Refused[] = [];
  private readonly reasons = new Set<string>();
  private readonly skip: number;
  private readonly stopAfter: number;

  constructor(
    { skip = 0, stopAfter = Number.POSITIVE_INFINITY }: ReadOptions,
    private readonly take: () => Pack,
  ) {
    this.skip = skip;
    this.stopAfter = stopAfter;
    this.pack = take();
  }

  /** What comes next is of another file, whose text begins there in the text of all. */
  open(reader: Reader, fast: GraphFast | null, start: number): void {
    this.reader = reader;
    this.fast = fast;
    this.start = start;
  }

  get isOver(): boolean {
    return this.position >= this.stopAfter;
  }

  *fill(slices: Slice[]): Generator<Filled> {
    for (const slice of slices) {
      if (this.isOver) return;
      if (this.position >= this.skip && this.fast?.take(slice, this.pack, this.start))
        this.count(slice.length);
      else yield* this.readCarefully(slice);
      if (this.isDue()) yield this.out();
    }
  }

  *rest(): Generator<Filled> {
    if (this.read > 0) yield this.out();
  }

  private isDue(): boolean {
    return this.pack.isFull || this.bytes >= PACK_BYTES || this.refused.length >= MANY_REFUSED;
  }

  private count(bytes: number): void {
    this.position += 1;
    this.read += 1;
    this.bytes += bytes;
  }

  /** A wrapping on one line may hold more records than a pack. */
  private *readCarefully(slice: Slice): Generator<Filled> {
    if (!this.reader) throw new Error("No file is open.");
    if (this.position < this.skip) {
      const count = this.reader.count(slice);
      if (this.position + count <= this.skip) {
        this.position += count;
        return;
      }
    }
    for (const { slice: at, reading } of this.reader.read(slice)) {
      if (this.position < this.skip) {
        this.position += 1;
        continue;
      }
      if (this.isOver) return;
      this.count(at.length);
      const span = { offset: at.offset + this.start, length: at.length };
      if (reading.ok) this.pack.add(reading.event, span);
      else
        this.refused.push({
          position: this.position,
          span,
          as: reading.as,
          reason: this.known(reading.reason),
        });
      if (this.isDue()) yield this.out();
    }
  }

  private out(): Filled {
    const filled = { pack: this.pack, read: this.read, refused: this.refused };
    this.pack = this.take();
    this.read = 0;
    this.bytes = 0;
    this.refused = [];
    return filled;
  }

  /** Reasons name what the file says, and a receipt must not grow with the file. */
  private known(reason: string): string {
    if (!this.reasons.has(reason) && this.reasons.size >= MAX_REASONS) return OTHER;
    this.reasons.add(reason);
    return reason;
  }
}
