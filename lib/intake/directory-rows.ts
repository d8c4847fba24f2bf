import { isUtf8 } from "node:buffer";
import { AppError } from "@/lib/errors";
import { cellsOf, DELIMITERS, headerName } from "@/lib/source/csv-cells";
import { CsvTable } from "@/lib/source/csv-reading";
import { isFields } from "@/lib/source/fields";
import { ValueCutter } from "@/lib/source/json-values";
import type { Slice } from "@/lib/source/schema";
import { columnName, holdsNames, type PersonReading, personOf, type Values } from "./directory-person";

/** A record of the file: what was read of it, and its text where it was rejected. */
export type DirectoryRow = { position: number; reading: PersonReading; raw: string };

/** So much of the text decides what the file is. */
export const DIRECTORY_HEAD = 64 * 1024;
/** A person has no longer record than this, photos and licences included. */
const MAX_RECORD = 4 * 1024 * 1024;
const LONGEST_RAW = 2000;

/** Cuts a directory's text into people. `end` throws `incomplete` where the text is not whole. */
export type DirectoryCutter = {
  push: (chunk: Buffer) => Iterable<DirectoryRow>;
  end: () => Iterable<DirectoryRow>;
};

/**
 * What a text is by its beginning: JSON (Graph's page, a list, or one object a line) or CSV. Throws `unsupported`
 * with what to export instead where it is no directory.
 */
export function directoryCutter(head: Buffer): DirectoryCutter {
  const text = head.toString("utf8").replace(/^\ufeff/, "");
  if (/^\s*[[{]/.test(text)) return jsonPeople();
  const delimiter = DELIMITERS.find((one) => headersIn(text).some((line) => holdsNames(cellsOf(line, one))));
  if (delimiter === undefined) throw new AppError("unsupported", NO_DIRECTORY);
  return csvPeople(delimiter);
}

const NO_DIRECTORY =
  "This is no directory export: it has no column userPrincipalName. Download the users from the Entra admin centre as " +
  "CSV, or save what Microsoft Graph answers to /users?$select=userPrincipalName,mail,displayName,accountEnabled,createdDateTime.";

/** The header is the first line, or the one after what Excel and PowerShell write before it. */
const headersIn = (text: string): string[] => text.trimStart().split(/\r?\n/, 3).map(headerLine);
const headerLine = (line: string) => line.trim();

function csvPeople(delimiter: string): DirectoryCutter {
  const table = new CsvTable(delimiter);
  const places = new Map<string, string>();
  let position = 0;
  const rowOf = (slice: Slice): DirectoryRow => {
    position++;
    const row = slice.bytes && table.row(slice.bytes);
    if (places.size === 0)
      for (const name of table.header?.names ?? []) {
        const compared = columnName(headerName(name));
        if (!places.has(compared)) places.set(compared, name);
      }
    const values: Values = (name) => {
      const column = places.get(name);
      return column === undefined ? undefined : row?.(column);
    };
    const reading = row ? personOf(values) : unreadable(slice);
    return rowWith(position, reading, slice);
  };
  return { push: (chunk) => table.push(chunk).map(rowOf), end: () => table.end().map(rowOf) };
}

function jsonPeople(): DirectoryCutter {
  const cutter = new ValueCutter(MAX_RECORD);
  let position = 0;
  const rowOf = (slice: Slice): DirectoryRow => rowWith(++position, readJson(slice), slice);
  const end = () => {
    cutter.end();
    if (cutter.damage)
      throw new AppError(
        "incomplete",
        `The file is damaged at byte ${cutter.damage.byte}: ${cutter.damage.what}. Nothing was changed; export it again.`,
      );
    return [];
  };
  return { push: (chunk) => cutter.push(chunk).map(rowOf), end };
}

function readJson(slice: Slice): PersonReading {
  if (slice.bytes === null || !isUtf8(slice.bytes)) return unreadable(slice);
  let value: unknown;
  try {
    value = JSON.parse(slice.bytes.toString("utf8"));
  } catch {
    return { ok: false, reason: "broken JSON" };
  }
  if (!isFields(value)) return { ok: false, reason: "not a JSON object" };
  const byName = new Map<string, unknown>();
  for (const [key, inner] of Object.entries(value)) {
    const compared = columnName(key);
    if (!byName.has(compared)) byName.set(compared, inner);
  }
  return personOf((name) => byName.get(name));
}

const unreadable = ({ problem }: Slice): PersonReading => ({
  ok: false,
  reason: problem ?? "not valid UTF-8",
});

/** The text is kept of rejected records only, up to a length that shows what it was. */
function rowWith(position: number, reading: PersonReading, { bytes }: Slice): DirectoryRow {
  const raw = reading.ok ? "" : (bytes?.subarray(0, LONGEST_RAW).toString("utf8") ?? "");
  return { position, reading, raw };
}
