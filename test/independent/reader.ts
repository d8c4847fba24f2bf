import { isUtf8 } from "node:buffer";
import { isAnswer, readAnswer } from "./answers";
import { textOf } from "./bytes";
import { type Cut, cellsOf, cutLines, cutRows, cutValues } from "./cut";
import { diagnostic, type Found, graphAudit, graphSignIn } from "./events";
import { defenderRow, portalAuditRow } from "./other-events";
import { analyticsRow, portalRow } from "./table-events";
import { get, isObject, words } from "./values";

/** One record, counted from 1, with its place in the unpacked UTF-8 text. */
export type Read = Cut & { position: number; found: Found };
export type Whole = { records: Read[]; isDamaged: boolean; text: Buffer };

/**
 * A log file read by a second pair of eyes: whole, slowly, and from the description of the formats. It shares no
 * code with the readers that it checks, and knows only the files that the generator beside it writes.
 */
export function readIndependently(file: Buffer, filename: string): Whole {
  const { bytes, isCut } = textOf(file);
  const text = bytes.toString("latin1");
  const isJson = /^(\u00ef\u00bb\u00bf)?\s*[[{]/.test(text);
  const { records, isDamaged } = isJson ? readJson(text, isCut) : readCsv(text, isCut, filename);
  return {
    records: records.map((record, index) => ({ ...record, position: index + 1 })),
    isDamaged: isDamaged || isCut,
    text: bytes,
  };
}

type Placed = Cut & { found: Found };

function readJson(text: string, isCut: boolean): { records: Placed[]; isDamaged: boolean } {
  if (isAnswer(text)) return readAnswer(text, parsed);
  const lines = cutLines(text);
  const records = lines.map((line) => lenient(sliceOf(text, line))).filter(isObject);
  const isList = (record: unknown, name: string) => Array.isArray(get(record, name));
  const isOnly = lines.length === 1;
  const whole = records.filter(
    (record) => !isList(record, "value") && !(isOnly && isList(record, "records")),
  );
  if (whole.length > 0 && whole.length * 2 >= lines.length) {
    return {
      records: (isCut ? endedOf(text, lines) : lines).flatMap((line) => unwrapped(text, line)),
      isDamaged: false,
    };
  }
  const { records: cuts, isDamaged } = cutValues(text);
  return { records: cuts.flatMap((cut) => unwrapped(text, cut)), isDamaged };
}

/** The last line of a cut file ends where the file does, and nobody knows whether it is whole. */
const endedOf = (text: string, cuts: Cut[]) =>
  cuts.filter(({ offset, length }) => offset + length <= text.lastIndexOf("\n"));

const sliceOf = (text: string, { offset, length }: Cut) => text.slice(offset, offset + length);

/** How a line looks, bad bytes aside: whether a file is one of lines does not hang on them. */
function lenient(latin1: string): unknown {
  return parsed(Buffer.from(utf8(latin1)).toString("latin1"));
}

/** A value of JSON; undefined for what is none. */
function parsed(latin1: string): unknown {
  const bytes = Buffer.from(latin1, "latin1");
  if (!isUtf8(bytes)) return undefined;
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    return undefined;
  }
}

function unwrapped(text: string, cut: Cut): Placed[] {
  const raw = sliceOf(text, cut);
  const value = parsed(raw);
  const inner = /^[[{]/.test(raw) ? cutValues(raw) : { records: [], isDamaged: true };
  const isItself = inner.records[0]?.length === cut.length;
  // A wrapping with a bad record in it is none that parses, but its brackets show what it holds.
  const isWrapping = value === undefined ? inner.records.length > 0 && !inner.isDamaged : true;
  if (isItself || !isWrapping || !/^[[{]/.test(raw)) return [{ ...cut, found: jsonRecord(value, raw) }];
  return inner.records.flatMap((record) =>
    unwrapped(text, { offset: cut.offset + record.offset, length: record.length }),
  );
}

function jsonRecord(value: unknown, raw: string): Found {
  if (!isObject(value)) return { as: "rejected" };
  if (words(get(value, "category")) !== "" && isObject(get(value, "properties")))
    return diagnostic(value, raw);
  if (get(value, "Category") !== undefined && get(value, "ResultType") !== undefined) return exported(value);
  if (get(value, "activityDisplayName") !== undefined && get(value, "activityDateTime") !== undefined)
    return graphAudit(value, raw);
  if (get(value, "createdDateTime") !== undefined) return graphSignIn(value, raw);
  return { as: "rejected" };
}

/** A row of data export: cells under their columns' names, the dynamic ones as objects or as text. */
function exported(record: Record<string, unknown>): Found {
  const cell = (name: string) => {
    const value = get(record, name);
    return isObject(value) ? JSON.stringify(value) : words(value);
  };
  return analyticsRow(cell, (name) => get(record, name) !== undefined);
}

function readCsv(text: string, isCut: boolean, filename: string): { records: Placed[]; isDamaged: boolean } {
  const first = text.slice(0, text.indexOf("\n"));
  const delimiter = [",", ";", "\t"].find((one) => first.split(one).length > 3) ?? separatorOf(first);
  const [header, ...rows] = cutRows(text, delimiter).filter(
    (row, index) => index > 0 || !/^"?sep=/i.test(sliceOf(text, row)),
  );
  if (!header) return { records: [], isDamaged: false };
  const ended = isCut ? endedOf(text, rows) : rows;
  const names = cellsOf(utf8(sliceOf(text, header)), delimiter).map(nameOf);
  const read = rowReader(names, rowsOf(text, rows, delimiter), filename);
  const records = ended.map((row) => {
    const raw = sliceOf(text, row);
    const isBad = row.isUnclosed === true || !isUtf8(Buffer.from(raw, "latin1"));
    const found: Found = isBad ? { as: "rejected" } : read(cellsOf(utf8(raw), delimiter));
    return { ...row, found };
  });
  return { records, isDamaged: false };
}

const separatorOf = (line: string) => /sep=(.)/i.exec(line)?.[1] ?? ",";
const utf8 = (latin1: string) => Buffer.from(latin1, "latin1").toString("utf8");
const nameOf = (cell: string) =>
  cell
    .trim()
    .replace(/\s+/g, " ")
    .replace(/ \[UTC\]$/, "")
    .trim()
    .toLowerCase();
const rowsOf = (text: string, rows: Cut[], delimiter: string) =>
  rows.map((row) => cellsOf(utf8(sliceOf(text, row)), delimiter));

function rowReader(names: string[], rows: string[][], filename: string): (cells: string[]) => Found {
  const has = (name: string) => names.includes(name);
  const cellOf = (cells: string[], name: string) => cells[names.indexOf(name)] ?? "";
  const plain = (cells: string[]) => (name: string) => (has(name) ? cellOf(cells, name) : "");
  if (has("timestamp")) return (cells) => defenderRow(plain(cells));
  if (has("activity") && has("target1userprincipalname")) return (cells) => portalAuditRow(plain(cells));
  if (has("date (utc)")) {
    const isDayFirst = rows.some((row) => Number(/^\s*(\d+)\//.exec(cellOf(row, "date (utc)"))?.[1]) > 12);
    const claim = /^NonInteractive/i.test(filename)
      ? "non-interactive"
      : /^Interactive/i.test(filename)
        ? "interactive"
        : null;
    return (cells) => portalRow(plain(cells), isDayFirst, claim);
  }
  const twin = (cells: string[], name: string) =>
    ["", "_dynamic", "_string"]
      .filter((end) => has(name + end))
      .map((end) => cellOf(cells, name + end))
      .find((cell) => cell !== "") ?? "";
  return (cells) => analyticsRow((name) => twin(cells, name), has);
}
