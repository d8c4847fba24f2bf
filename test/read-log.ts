import type { Parsed } from "@/lib/event/schema";
import { filesOf, type Reader, readerOf, slicesOf } from "@/lib/source/read";
import type { Reading, ReadOptions, Recognised, Slice } from "@/lib/source/schema";

/** How many records go out at once. */
const BATCH = 500;
/** How many reasons a receipt may hold. */
const MAX_REASONS = 100;

/**
 * Every record of a recognised file as the careful parsers see it, in order, in batches: imports read the same slices into
 * packs, and take the quick way where there is one. A bad record is a value. Structural damage (a cut or
 * corrupt container, an unclosed list) throws AppError("incomplete") naming the byte, after all that came before.
 */
export async function* readLog(
  path: string,
  recognised: Recognised,
  options: ReadOptions = {},
): AsyncGenerator<Parsed[]> {
  let position = 0;
  for (const { file, start } of filesOf(recognised)) {
    const reader = readerOf(file, options);
    const numbering = new Numbering(reader, options.skip ?? 0, { position, start });
    for await (const slices of slicesOf(path, file, reader, options)) yield* numbering.batches(slices);
    position = numbering.position;
  }
}

/** Gives records their numbers, and passes over those that were read before. */
class Numbering {
  position: number;
  private readonly start: number;
  private readonly reasons = new Set<string>();

  constructor(
    private readonly reader: Reader,
    private readonly skip: number,
    { position, start }: { position: number; start: number },
  ) {
    this.position = position;
    this.start = start;
  }

  *batches(slices: Slice[]): Generator<Parsed[]> {
    let batch: Parsed[] = [];
    for (const slice of slices) {
      const count = this.position < this.skip ? this.reader.count(slice) : 0;
      if (count > 0 && this.position + count <= this.skip) this.position += count;
      else this.number(slice, batch);
      if (batch.length >= BATCH) {
        yield batch;
        batch = [];
      }
    }
    if (batch.length > 0) yield batch;
  }

  private number(slice: Slice, batch: Parsed[]): void {
    for (const { slice: at, reading } of this.reader.read(slice)) {
      this.position += 1;
      if (this.position <= this.skip) continue;
      const span = { offset: at.offset + this.start, length: at.length };
      batch.push({ position: this.position, span, ...this.withFewReasons(reading) });
    }
  }

  /** Reasons name what the file says, and a receipt must not grow with the file. */
  private withFewReasons(reading: Reading): Reading {
    if (reading.ok || this.reasons.has(reading.reason)) return reading;
    if (this.reasons.size >= MAX_REASONS) return { ...reading, reason: "for one of many further reasons" };
    this.reasons.add(reading.reason);
    return reading;
  }
}
