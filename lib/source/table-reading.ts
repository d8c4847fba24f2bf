import { isUtf8 } from "node:buffer";
import { columnsOf } from "./csv-cells";
import { headerOf } from "./csv-reading";
import { parseJson } from "./fields";
import {
  type Header,
  MAX_NAME,
  type Reading,
  type Row,
  rejected,
  type Setting,
  type Slice,
  skipped,
  type Table,
  type TableFormat,
} from "./schema";
import { tableFormats } from "./table-catalogue";

/** A table of the query API with what reads it: a format, or why there is none. */
export type KnownTable = {
  header: Header;
  format: TableFormat | null;
  refusal: string | null;
  rowOf: (cells: unknown[]) => Row;
};

const known = new WeakMap<Table, KnownTable>();

/** A query's columns have the table's own names, so a format is found as for a CSV header. */
export function knownTable(table: Table): KnownTable {
  const before = known.get(table);
  if (before) return before;
  const columns = columnsOf(table.columns ?? []);
  const header = headerOf(columns);
  const at = new Map(columns.map(({ name }, place) => [name, place]));
  const format = tableFormats.find(({ claims }) => claims(header)) ?? null;
  const found = {
    header,
    format,
    refusal: format?.refusal(header) ?? null,
    rowOf: (cells: unknown[]) => (name: string) => cells[at.get(name) ?? -1] ?? "",
  };
  if (table.columns) known.set(table, found);
  return found;
}

/** The cells of a row, or why it has none. */
export function cellsOfRow({ bytes, problem }: Slice): unknown[] | string {
  if (bytes === null) return problem;
  if (!isUtf8(bytes)) return "not valid UTF-8";
  try {
    const value = parseJson(bytes.toString("utf8"));
    return Array.isArray(value) ? value : "not a row of a table";
  } catch {
    return "broken JSON";
  }
}

export function readTableRow(slice: Slice, setting: Setting): Reading {
  const { table } = slice;
  const cells = cellsOfRow(slice);
  if (typeof cells === "string") return rejected(cells);
  if (!table?.columns) return rejected("the table names no columns");
  const { format, refusal, header, rowOf } = knownTable(table);
  if (format && refusal === null) return format.read(rowOf(cells), header, setting);
  return skipped(`table ${table.name.slice(0, MAX_NAME)} of the answer holds no sign-in or audit rows`);
}
