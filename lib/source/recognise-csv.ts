import { AppError } from "@/lib/errors";
import { csvFormats } from "./catalogue";
import { textChunks } from "./container";
import { DELIMITERS } from "./csv-cells";
import { CsvTable } from "./csv-reading";
import { DateOrderEvidence } from "./date-order";
import { text } from "./fields";
import { foreignExport } from "./foreign-csv";
import type { Head } from "./head";
import type { CsvFormat, Header, Recognised, Row, Slice } from "./schema";
import { parseZone } from "./zones";

/** How many rows of the head are looked at. */
const SAMPLE = 200;

type Verdict = Pick<Recognised, "format" | "notes" | "dateOrder" | "delimiter">;

/** What a CSV text is by its header and first rows; null where no delimiter makes it one that anybody knows. */
export async function recogniseCsv(path: string, head: Head): Promise<Verdict | null> {
  if (endsInReturns(head)) throw new AppError("unsupported", RETURNS);
  for (const delimiter of DELIMITERS) {
    const { table, rows } = openTable(head, delimiter);
    if (!table.header) continue;
    const { header } = table;
    const format = csvFormats.find(({ claims }) => claims(header));
    const refusal = format ? (format.rowsRefusal(rows) ?? format.refusal(header)) : foreignExport(header);
    if (refusal) throw new AppError("unsupported", refusal);
    if (!format) continue;
    const { order, note: decision } = await orderOfDates(path, head, delimiter, format);
    const note = format.isMonthFirst && order === "month-first" ? null : decision;
    const notes = [...zoneNotes(format, header), ...(note ? [note] : [])];
    return { format: format.id, delimiter, dateOrder: order, notes };
  }
  return null;
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
    return header !== null && csvFormats.some(({ claims }) => claims(header));
  });
}

function openTable(head: Head, delimiter: string): { table: CsvTable; rows: Row[] } {
  const table = new CsvTable(delimiter);
  const slices = [...table.push(head.text), ...(head.isWhole ? table.end() : [])];
  return { table, rows: rowsOf(table, slices.slice(0, SAMPLE)) };
}

function rowsOf(table: CsvTable, slices: Slice[]): Row[] {
  return slices.flatMap(({ bytes }) => {
    const row = bytes && table.row(bytes);
    return row ? [row] : [];
  });
}

/** A bracket such as `[Local Time]` names no zone that can be looked up. */
function zoneNotes({ timeColumns }: CsvFormat, header: Header): string[] {
  const zone = timeColumns.map(header.zoneOf).find((stated) => stated !== null);
  if (zone === undefined || zone === null || parseZone(zone)) return [];
  return [
    `The header says that times are in "${zone.slice(0, 40)}"; they were read in the zone given at upload, else as UTC.`,
  ];
}

/** Looks as far into the file as it takes to settle the order; a file with ISO times settles at its first row. */
async function orderOfDates(path: string, head: Head, delimiter: string, { timeColumns }: CsvFormat) {
  const evidence = new DateOrderEvidence();
  const table = new CsvTable(delimiter);
  const look = (slices: Slice[]): boolean => {
    for (const row of rowsOf(table, slices)) {
      const time = timeColumns.map((name) => text(row(name))).find((cell) => cell !== "");
      if (time !== undefined && /^\d{4}-/.test(time)) return true;
      if (time !== undefined) evidence.see(time);
      if (evidence.isSettled()) return true;
    }
    return false;
  };
  for await (const chunk of undamaged(textChunks(path, head)))
    if (look(table.push(chunk))) return evidence.verdict();
  look(table.end());
  return evidence.verdict();
}

/** The chunks up to where a container is damaged: reading tells of the damage, recognising need not. */
async function* undamaged(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* chunks;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
  }
}
