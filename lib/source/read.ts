import { AppError } from "@/lib/errors";
import type { Parsed } from "@/lib/event/schema";
import { csvFormats } from "./catalogue";
import { textChunks } from "./container";
import { CsvTable } from "./csv-reading";
import { countRecords, jsonCutter, readJson, recordsOf } from "./json-reading";
import {
  type Reading,
  type ReadOptions,
  type Recognised,
  rejected,
  type Setting,
  type Slice,
} from "./schema";
import { parseZone } from "./zones";

export { rawSlices } from "./raw-slices";

/** How many records go out at once: enough to save promises, few enough to stay small. */
const BATCH = 500;
/** How many reasons a receipt may hold. */
const MAX_REASONS = 100;

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
  { skip = 0, timeZone, limits, onBytes, onNote }: ReadOptions = {},
): AsyncGenerator<Parsed[]> {
  if (timeZone !== undefined && !parseZone(timeZone))
    throw new AppError(
      "bad-input",
      `There is no time zone called ${timeZone}. Use a name such as Europe/Berlin.`,
    );
  const reader = readerFor(recognised, timeZone ?? null, onNote, limits);
  const numbering = new Numbering(reader, skip);
  for await (const chunk of textChunks(path, { ...recognised, limits }, onBytes)) {
    yield* numbering.batches(reader.push(chunk));
    if (reader.damage()) break;
  }
  if (!reader.damage()) yield* numbering.batches(reader.end());
  const damage = reader.damage();
  if (damage) throw new AppError("incomplete", `The file is damaged at byte ${damage.byte}: ${damage.what}.`);
}

function readerFor(
  recognised: Recognised,
  timeZone: string | null,
  onNote: ReadOptions["onNote"],
  limits: ReadOptions["limits"],
): Reader {
  const setting: Setting = { ...recognised, timeZone };
  if (recognised.shape === "csv") return csvReader(recognised, setting, onNote, limits?.lineBytes);
  const cutter = jsonCutter(recognised.shape, limits?.recordBytes);
  return {
    ...cutter,
    count: countRecords,
    read: (slice) =>
      recordsOf(slice).map((record) => ({ slice: record.slice, reading: readJson(record, setting) })),
  };
}

const RAGGED = "Some rows have more or fewer cells than the header; they were read as far as they go.";

function csvReader(
  recognised: Recognised,
  setting: Setting,
  onNote: ReadOptions["onNote"],
  longest?: number,
): Reader {
  const table = new CsvTable(recognised.delimiter, longest);
  const format = csvFormats.find(({ id }) => id === recognised.format);
  let isNoted = false;
  const read = (slice: Slice): Reading => {
    if (slice.bytes === null) return rejected(slice.problem);
    const row = table.row(slice.bytes);
    if (!row || !table.header || !format) return rejected("not valid UTF-8");
    if (table.isRagged && !isNoted) {
      isNoted = true;
      onNote?.(RAGGED);
    }
    return format.read(row, table.header, setting);
  };
  return {
    push: (chunk) => table.push(chunk),
    end: () => table.end(),
    damage: () => null,
    count: () => 1,
    read: (slice) => [{ slice, reading: read(slice) }],
  };
}

/** Gives records their numbers, and passes over those that were read before. */
class Numbering {
  private position = 0;
  private readonly reasons = new Set<string>();

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
      const span = { offset: at.offset, length: at.length };
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
