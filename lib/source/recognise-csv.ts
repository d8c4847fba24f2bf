import { AppError } from "@/lib/errors";
import { textChunks } from "./container";
import { DELIMITERS } from "./csv-cells";
import { CsvTable } from "./csv-reading";
import { DateOrderEvidence, dateNote } from "./date-order";
import { text } from "./fields";
import { FLATTENED, isModelName } from "./foreign";
import { foreignExport } from "./foreign-csv";
import type { Head } from "./head";
import type { Header, Recognised, Row, Slice, TableFormat } from "./schema";
import { tableFormats } from "./table-catalogue";
import { lacksZone } from "./times";
import { idNotes } from "./without-ids";
import { parseZone } from "./zones";

/** How many rows of the head are looked at. */
const SAMPLE = 200;

export type Verdict = Pick<
  Recognised,
  "format" | "notes" | "dateOrder" | "dateDecision" | "assumesZone" | "delimiter" | "mapped"
>;

/** What a CSV text is by its header and first rows; null where no delimiter makes it one that anybody knows. */
export async function recogniseCsv(path: string, head: Head): Promise<Verdict | null> {
  if (endsInReturns(head)) throw new AppError("unsupported", RETURNS);
  for (const delimiter of delimitersOf(head)) {
    const { table, rows } = openTable(head, delimiter);
    if (!table.header) continue;
    const { header } = table;
    if (rows.some(isFlattened)) throw new AppError("unsupported", FLATTENED);
    const format = tableFormats.find(({ claims }) => claims(header));
    const refusal = format ? (format.rowsRefusal(rows) ?? format.refusal(header)) : foreignExport(header);
    if (refusal) throw new AppError("unsupported", refusal);
    if (format) return verdictOf(path, head, { delimiter, header, rows, format });
  }
  return null;
}

type Claimed = { delimiter: string; header: Header; rows: Row[]; format: TableFormat };

/** How a table is read by its format, and what the receipt says of it. */
export async function verdictOf(path: string, head: Head, claimed: Claimed): Promise<Verdict> {
  const { delimiter, header, rows, format } = claimed;
  const isDayFirst = format.isDayFirst?.(header) ?? false;
  const decision = await decideOrder(path, head, delimiter, format, isDayFirst);
  const isExpected = format.isMonthFirst && decision?.order === "month-first";
  const note = decision && !isExpected ? dateNote(decision) : null;
  const zone = format.timeColumns.map(header.zoneOf).find((stated) => stated !== null) ?? null;
  return {
    format: format.id,
    delimiter,
    dateOrder: decision?.order ?? "month-first",
    dateDecision: decision,
    assumesZone: assumesZone(format, header, zone, rows),
    notes: [
      ...idNotes(format, header),
      ...(format.notes?.(header) ?? []),
      ...zoneNotes(zone),
      ...(note ? [note] : []),
    ],
  };
}

/** What the first line names, as European Excel has it; else each that is usual. */
export function delimitersOf({ text: bytes }: Head): readonly string[] {
  const named = /^(?:\ufeff)?"?sep=([^\r\n"])"?\r?\n/i.exec(bytes.toString("utf8", 0, 64))?.[1];
  return named === undefined ? DELIMITERS : [named];
}

const RETURNS =
  "The lines of this file end in carriage returns alone, as old Macs wrote them. Save it again as CSV (UTF-8), or upload the export as it was downloaded.";

/** Whether the header is one of ours and ends in a carriage return alone: the whole file would be its header. */
function endsInReturns({ text }: Head): boolean {
  const first = /^[^\r\n]+(?=\r[^\n])/.exec(text.toString("latin1", 0, 65_536))?.[0];
  if (first === undefined) return false;
  return DELIMITERS.some((delimiter) => {
    const table = new CsvTable(delimiter);
    table.push(Buffer.from(`${first}\n`, "latin1"));
    const { header } = table;
    return header !== null && tableFormats.some(({ claims }) => claims(header));
  });
}

/** The first rows of a table; `widths`: how many cells each has. */
export function openTable(head: Head, delimiter: string): { table: CsvTable; rows: Row[]; widths: number[] } {
  const table = new CsvTable(delimiter);
  const slices = [...table.push(head.text), ...(head.isWhole ? table.end() : [])];
  const widths: number[] = [];
  const rows = rowsOf(table, slices.slice(0, SAMPLE), (width) => widths.push(width));
  return { table, rows, widths };
}

function rowsOf(table: CsvTable, slices: Slice[], onWidth?: (width: number) => void): Row[] {
  return slices.flatMap(({ bytes }) => {
    const row = bytes && table.row(bytes, onWidth);
    return row ? [row] : [];
  });
}

/** PowerShell's Export-Csv writes the name of a nested object's type where the object was. */
const isFlattened = (row: Row) =>
  ["status", "initiatedby", "location", "devicedetail", "targetresources", "auditdata"].some((name) =>
    isModelName(row(name)),
  );

const timeOf = (row: Row, format: TableFormat) =>
  format.timeOf?.(row) ?? format.timeColumns.map((name) => text(row(name))).find((cell) => cell !== "");

function assumesZone(format: TableFormat, header: Header, zone: string | null, rows: Row[]): boolean {
  const isUtc = typeof format.isUtc === "function" ? format.isUtc(header) : format.isUtc;
  if (isUtc || (zone !== null && parseZone(zone))) return false;
  return rows.some((row) => lacksZone(timeOf(row, format) ?? ""));
}

/** A bracket such as `[Local Time]` names no zone that can be looked up. */
function zoneNotes(zone: string | null): string[] {
  if (zone === null || parseZone(zone)) return [];
  return [`The header says that times are in "${zone.slice(0, 40)}", which does not tell the zone.`];
}

/** Looks as far into the file as it takes to settle the order; a file with ISO times settles at its first row. */
async function decideOrder(
  path: string,
  head: Head,
  delimiter: string,
  format: TableFormat,
  isDayFirst: boolean,
) {
  if (format.timeColumns.length === 0) return null;
  const evidence = new DateOrderEvidence(format.isMonthFirst, isDayFirst);
  const table = new CsvTable(delimiter);
  const look = (slices: Slice[]): boolean => {
    for (const row of rowsOf(table, slices)) {
      const time = timeOf(row, format);
      if (time !== undefined && /^\d{4}-/.test(time)) return true;
      if (time !== undefined) evidence.see(time);
      if (evidence.isSettled()) return true;
    }
    return false;
  };
  for await (const chunk of undamaged(textChunks(path, head)))
    if (look(table.push(chunk))) return evidence.decision();
  look(table.end());
  return evidence.decision();
}

/** The chunks up to where a container is damaged: reading tells of the damage, recognising need not. */
async function* undamaged(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* chunks;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
  }
}
