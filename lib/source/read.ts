import { AppError } from "@/lib/errors";
import type { Parsed } from "@/lib/event/schema";
import { textChunks } from "./container";
import { countRecords, jsonCutter, readJson, recordsOf } from "./json-reading";
import type { Reading, ReadOptions, Recognised, Setting, Slice } from "./schema";
import { parseZone } from "./zones";

/** How many records go out at once: enough to save promises, few enough to stay small. */
const BATCH = 500;

/** How one shape is cut and read. `count` says how many records a slice holds, `read` what they are. */
type Reader = {
  push: (chunk: Buffer) => Slice[];
  end: () => Slice[];
  damage: () => { byte: number; what: string } | null;
  count: (slice: Slice) => number;
  read: (slice: Slice) => { slice: Slice; reading: Reading }[];
};

/**
 * Every record of a recognised file, in order, in batches. A bad record is a value. Structural damage (a cut or
 * corrupt container, an unclosed list) throws AppError("incomplete") naming the byte, after all that came before.
 */
export async function* readLog(
  path: string,
  recognised: Recognised,
  { skip = 0, timeZone, onBytes, onNote }: ReadOptions = {},
): AsyncGenerator<Parsed[]> {
  if (timeZone !== undefined && !parseZone(timeZone))
    throw new AppError(
      "bad-input",
      `There is no time zone called ${timeZone}. Use a name such as Europe/Berlin.`,
    );
  const reader = readerFor(recognised, timeZone ?? null, onNote);
  const numbering = new Numbering(reader, skip);
  for await (const chunk of textChunks(path, recognised, onBytes)) {
    yield* numbering.batches(reader.push(chunk));
    if (reader.damage()) break;
  }
  if (!reader.damage()) yield* numbering.batches(reader.end());
  const damage = reader.damage();
  if (damage) throw new AppError("incomplete", `The file is damaged at byte ${damage.byte}: ${damage.what}.`);
}

function readerFor(recognised: Recognised, timeZone: string | null, _onNote: ReadOptions["onNote"]): Reader {
  const setting: Setting = { ...recognised, timeZone };
  if (recognised.shape === "csv") throw new Error("not yet");
  const cutter = jsonCutter(recognised.shape);
  return {
    ...cutter,
    count: countRecords,
    read: (slice) =>
      recordsOf(slice).map((record) => ({ slice: record.slice, reading: readJson(record, setting) })),
  };
}

/** Gives records their numbers, and passes over those that were read before. */
class Numbering {
  private position = 0;

  constructor(
    private readonly reader: Reader,
    private readonly skip: number,
  ) {}

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
      batch.push({ position: this.position, span: { offset: at.offset, length: at.length }, ...reading });
    }
  }
}
