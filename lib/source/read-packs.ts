import { AppError } from "@/lib/errors";
import type { Pack } from "@/lib/event/pack";
import type { Span } from "@/lib/event/schema";
import { GraphFast } from "./graph-fast";
import { type Reader, readerOf, slicesOf } from "./read";
import type { ReadOptions, Recognised, Slice } from "./schema";

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
  const reader = readerOf(recognised, options);
  const { format, shape } = recognised;
  const isQuick = format === "graph-sign-in" && shape !== "csv" && shape !== "json-tables";
  const filler = new Filler(reader, isQuick ? await GraphFast.start() : null, options, take);
  try {
    for await (const slices of slicesOf(path, recognised, reader, options)) {
      yield* filler.fill(slices);
      if (filler.isOver) break;
    }
  } catch (error) {
    // The file is damaged: what was read before the damage goes out first.
    if (error instanceof AppError) yield* filler.rest();
    throw error;
  }
  yield* filler.rest();
}

/** Gives records their numbers, passes over those that were read before, and fills pack after pack. */
class Filler {
  private position = 0;
  private read = 0;
  private bytes = 0;
  private pack: Pack;
  private refused: Refused[] = [];
  private readonly reasons = new Set<string>();
  private readonly skip: number;
  private readonly stopAfter: number;

  constructor(
    private readonly reader: Reader,
    private readonly fast: GraphFast | null,
    { skip = 0, stopAfter = Number.POSITIVE_INFINITY }: ReadOptions,
    private readonly take: () => Pack,
  ) {
    this.skip = skip;
    this.stopAfter = stopAfter;
    this.pack = take();
  }

  get isOver(): boolean {
    return this.position >= this.stopAfter;
  }

  *fill(slices: Slice[]): Generator<Filled> {
    for (const slice of slices) {
      if (this.isOver) return;
      if (this.position >= this.skip && this.fast?.take(slice, this.pack)) this.count(slice.length);
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
      const span = { offset: at.offset, length: at.length };
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
