import { z } from "zod";
import { authorise } from "@/lib/access/authorise";
import type { Actor } from "@/lib/access/schema";
import { store } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { canonicalAddress } from "@/lib/source/addresses";
import { text } from "@/lib/source/fields";
import { MAPPED } from "@/lib/source/mapped";
import { columnsIn, type Mapping, Remembered } from "@/lib/source/mapping";
import { readUnknownTable, type UnknownTable } from "@/lib/source/recognise-mapped";
import type { Header } from "@/lib/source/schema";
import { parseZone } from "@/lib/source/zones";
import { guessMapping, type Seen } from "./mapping-guess";
import { previewRows, showTimes, timesAreRead } from "./mapping-rows";
import type { Columns, ColumnsQuery, MappingPreview } from "./mapping-schema";
import { importIdOf, readLimits } from "./read";
import { isKept } from "./run-uploads";
import { uploadPath } from "./spool";

/** How many rows are shown, and how much of a cell. */
const SHOWN = 5;
const LONGEST_CELL = 300;
/** A column of so few and short words may say how it went. */
const MOST_WORDS = 12;
const LONGEST_WORD = 40;

/** The table of an import that needs a mapping or was read by one. */
export type Opened = UnknownTable & { header: Header; mapping: Mapping | null };

/**
 * Throws `not-found`, `conflict` where the import needs no mapping, and `gone` where its file is no longer kept.
 */
export async function openColumns(id: string): Promise<Opened> {
  const row = await store().db.import.findUnique({ where: { id: importIdOf(id) } });
  if (!row) throw new AppError("not-found", `There is no import ${id}.`);
  const { sha256, status, format, needsMapping, mappings } = row;
  const isIt = sha256 !== null && ((needsMapping && status === "failed") || format === MAPPED);
  if (!isIt || row.container === "zip") throw new AppError("conflict", NOT_ASKED);
  if (!(await isKept(sha256)))
    throw new AppError("gone", "The uploaded file is no longer in Rollcall's folder. Upload it again.");
  const unknown = await readUnknownTable(uploadPath(sha256), await readLimits());
  const header = unknown?.table.header;
  if (!unknown || !header) throw new AppError("conflict", NOT_ASKED);
  const own = z.array(Remembered).parse(mappings);
  const mapped = own.find(({ signature }) => signature === unknown.signature);
  return { ...unknown, header, mapping: mapped?.mapping ?? null };
}

const NOT_ASKED =
  "Nobody has to say which column of this import holds what: only a table by itself whose header is not known is read by a mapping.";

/** Throws `bad-input` where a mapping names what the table or the world does not have. */
export function checkMapping({ header }: Opened, mapping: Mapping): void {
  const missing = columnsIn(mapping).find((column) => !header.has(column));
  if (missing !== undefined)
    throw new AppError("bad-input", `The file has no column called ${missing.slice(0, 60)}.`);
  checkZone(mapping.timeZone);
}

function checkZone(zone: string | null | undefined): void {
  if (!zone || parseZone(zone)) return;
  throw new AppError("bad-input", `There is no time zone called ${zone}. Write Europe/Berlin or +02:00.`);
}

/** The columns of a table whose header nobody knows, with what they may hold. Needs `read`; throws as openColumns. */
export async function readColumns(actor: Actor, id: string, query: ColumnsQuery): Promise<Columns> {
  authorise(actor, "read");
  checkZone(query.timeZone);
  const opened = await openColumns(id);
  const { header, rows, table, delimiter, mapping } = opened;
  const seen = seenIn(opened);
  const guess = guessMapping(seen, timesAreRead, (value) => /[.:]/.test(value) && isAddress(value));
  const time = query.time ?? mapping?.time ?? guess.fields.time;
  if (time !== undefined && !header.has(time))
    throw new AppError("bad-input", `The file has no column called ${time.slice(0, 60)}.`);
  const { timeZone = null, dateOrder = null } = query;
  return {
    delimiter,
    columns: seen.map(({ name, words }, at) => ({ name, title: table.titles[at] ?? name, words })),
    rows: rows
      .slice(0, SHOWN)
      .map((row) => header.names.map((name) => text(row(name)).slice(0, LONGEST_CELL))),
    guess,
    mapping,
    times: time === undefined ? null : showTimes(opened, { time, timeZone, dateOrder }),
  };
}

const isAddress = (value: string) => /^[0-9a-f:.]{3,}$/.test(canonicalAddress(value));

function seenIn({ header, rows }: Opened): Seen[] {
  return header.names.map((name) => {
    const cells = rows.map((row) => text(row(name)).trim());
    const values = cells.filter((cell) => cell !== "");
    const words = [...new Set(values)];
    const isWords = words.length <= MOST_WORDS && words.every((word) => word.length <= LONGEST_WORD);
    return { name, values: values.slice(0, SHOWN), words: isWords ? words : [] };
  });
}

/** What the first rows would be by a mapping. Changes nothing. Needs `read`; throws as openColumns, and `bad-input`. */
export async function previewMapping(actor: Actor, id: string, mapping: Mapping): Promise<MappingPreview> {
  authorise(actor, "read");
  const opened = await openColumns(id);
  checkMapping(opened, mapping);
  return previewRows(opened, mapping, SHOWN);
}
