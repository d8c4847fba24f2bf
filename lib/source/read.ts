import { AppError } from "@/lib/errors";
import { textChunks } from "./container";
import { CsvTable } from "./csv-reading";
import { readEventSlice } from "./event-text";
import { EventTextCutter } from "./event-text-cutter";
import { readEventXml } from "./event-xml-reading";
import { EvtxCutter } from "./evtx-cutter";
import { readEvtx } from "./evtx-reading";
import { countRecords, jsonCutter, readJson, recordsOf } from "./json-reading";
import { TableCutter } from "./json-tables";
import { mappedFormat } from "./mapped";
import {
  type Reading,
  type ReadOptions,
  type Recognised,
  rejected,
  type Setting,
  type Slice,
} from "./schema";
import { tableFormats } from "./table-catalogue";
import { readTableRow } from "./table-reading";
import { EventCutter } from "./xml-cutter";
import { ASSUMED_UTC, assumedZone } from "./zone-notes";
import { parseZone } from "./zones";

/** How one shape is cut and read. `count` says how many records a slice holds, `read` what they are. */
export type Reader = {
  /** Whether slices are of no use any more when the next chunk is pushed. */
  isDoneAtNext?: boolean;
  push: (chunk: Buffer) => Slice[];
  end: () => Slice[];
  damage: () => { byte: number; what: string } | null;
  /** Why a text that is sound is not the whole answer; null where it is. */
  lack?: () => string | null;
  count: (slice: Slice) => number;
  read: (slice: Slice) => { slice: Slice; reading: Reading }[];
};

/** How the records of a recognised file are cut and read. Throws where there is no such time zone. */
export function readerOf(
  recognised: Recognised,
  { timeZone, dateOrder, limits, onNote }: ReadOptions,
): Reader {
  if (timeZone !== undefined && !parseZone(timeZone))
    throw new AppError(
      "bad-input",
      `There is no time zone called ${timeZone}. Use a name such as Europe/Berlin.`,
    );
  const noted = noteOnce(onNote);
  const zone = timeZone ?? recognised.mapped?.mapping.timeZone ?? null;
  const setting: Setting = {
    nameClaims: recognised.nameClaims,
    dateOrder: dateOrder ?? recognised.dateOrder,
    timeZone: zone,
    onAssumedZone: () => noted(zone === null ? ASSUMED_UTC : assumedZone(zone)),
    onNote: noted,
  };
  return readerFor(recognised, setting, noted, limits);
}

/** What is read one after the other: a file, or the logs of an archive, each with where its text begins. */
export const filesOf = (recognised: Recognised): { file: Recognised; start: number }[] =>
  recognised.parts?.map((file) => ({ file, start: file.part.start })) ?? [{ file: recognised, start: 0 }];

/** The records of a file as they are cut out of it, chunk by chunk. Throws AppError("incomplete") after the last. */
export async function* slicesOf(
  path: string,
  recognised: Recognised,
  reader: Reader,
  { limits, onBytes }: ReadOptions,
): AsyncGenerator<Slice[]> {
  const { isDoneAtNext = false } = reader;
  for await (const chunk of textChunks(path, { ...recognised, limits, isDoneAtNext }, onBytes)) {
    yield reader.push(chunk);
    if (reader.damage()) break;
  }
  if (!reader.damage()) yield reader.end();
  const damage = reader.damage();
  if (damage) throw new AppError("incomplete", `The file is damaged at byte ${damage.byte}: ${damage.what}.`);
  const lack = reader.lack?.();
  if (lack) throw new AppError("incomplete", lack);
}

/** Passes each note on once, however many rows give rise to it. */
function noteOnce(onNote: ReadOptions["onNote"]): (note: string) => void {
  const told = new Set<string>();
  return (note) => {
    if (told.has(note)) return;
    told.add(note);
    onNote?.(note);
  };
}

function readerFor(
  recognised: Recognised,
  setting: Setting,
  onNote: (note: string) => void,
  limits: ReadOptions["limits"],
): Reader {
  if (recognised.shape === "csv") return csvReader(recognised, setting, onNote, limits?.lineBytes);
  if (recognised.shape === "json-tables") return tableReader(setting, limits?.recordBytes);
  // The next two keep nothing of a chunk once the next is pushed.
  if (recognised.shape === "evtx")
    return { ...oneEach(new EvtxCutter(onNote), (slice) => readEvtx(slice, setting)), isDoneAtNext: true };
  if (recognised.shape === "event-xml")
    return {
      ...oneEach(new EventCutter(limits?.recordBytes), (slice) => readEventXml(slice, setting)),
      isDoneAtNext: true,
    };
  if (recognised.shape === "event-text")
    return oneEach(new EventTextCutter(limits?.lineBytes), (slice) => readEventSlice(slice, setting));
  const cutter = jsonCutter(recognised.shape, limits?.recordBytes);
  return {
    ...cutter,
    isDoneAtNext: recognised.shape === "json-lines",
    count: countRecords,
    read: (slice) =>
      recordsOf(slice).map((record) => ({ slice: record.slice, reading: readJson(record, setting) })),
  };
}

/** An answer that carries an error beside its rows is a part of what was asked for, and never passes for the whole. */
function tableReader(setting: Setting, longest?: number): Reader {
  const cutter = new TableCutter(longest);
  const lack = () =>
    cutter.error === null
      ? null
      : `The query's answer is only a part of the rows: ${cutter.error.replace(/\.$/, "")}. Ask for a shorter time and upload those answers as well.`;
  return { ...oneEach(cutter, (slice) => readTableRow(slice, setting)), lack };
}

type OneEach = {
  push: (chunk: Buffer) => Slice[];
  end: () => Slice[];
  damage?: ReturnType<Reader["damage"]>;
};

/** A reader whose every slice is one record. */
const oneEach = (cutter: OneEach, read: (slice: Slice) => Reading): Reader => ({
  push: (chunk) => cutter.push(chunk),
  end: () => cutter.end(),
  damage: () => cutter.damage ?? null,
  count: () => 1,
  read: (slice) => [{ slice, reading: read(slice) }],
});

const RAGGED = "Some rows have more or fewer cells than the header; they were read as far as they go.";

function csvReader(
  recognised: Recognised,
  setting: Setting,
  onNote: (note: string) => void,
  longest?: number,
): Reader {
  const { mapped } = recognised;
  const format = mapped
    ? mappedFormat(mapped.mapping)
    : tableFormats.find(({ id }) => id === recognised.format);
  const table = new CsvTable(recognised.delimiter, longest, format?.unnamedCells);
  const read = (slice: Slice): Reading => {
    if (slice.bytes === null) return rejected(slice.problem);
    const row = table.row(slice.bytes);
    if (!row || !table.header || !format) return rejected("not valid UTF-8");
    if (table.isRagged) onNote(RAGGED);
    return format.read(row, table.header, setting);
  };
  return oneEach(table, read);
}
