import { createHash } from "node:crypto";
import { AppError } from "@/lib/errors";
import type { UnpackLimits } from "./container";
import type { CsvTable } from "./csv-reading";
import { type Head, readTextHead } from "./head";
import { mappedFormat } from "./mapped";
import type { Remembered } from "./mapping";
import { delimitersOf, openTable, type Verdict, verdictOf } from "./recognise-csv";
import type { Row } from "./schema";
import { readTime } from "./times";
import { UTC } from "./zones";

/** The mappings that were remembered, by the signature of the header that each is for. */
export type Mappings = ReadonlyMap<string, Remembered>;

/** The file is a table whose header nobody knows yet: somebody has to say which column holds what. */
export class NeedsMapping extends AppError {
  constructor(names: readonly string[]) {
    super("unsupported", unknownHeader(names));
  }
}

const MOST_NAMED = 5;
const LONGEST_NAME = 30;

function unknownHeader(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMED).map((name) => name.slice(0, LONGEST_NAME) || "(no name)");
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : "";
  return `No known header (${shown.join(", ")}${more}): say which column holds what.`;
}

/** A table that no format claims, with its first rows. */
export type UnknownTable = { delimiter: string; signature: string; table: CsvTable; rows: Row[] };

/**
 * The text as a table of at least two columns and two rows; null where no delimiter makes it one. Text that only holds
 * commas has rows of many lengths, and a first line with a time in it is a row, no header.
 */
export function unknownTable(head: Head): UnknownTable | null {
  const found = delimitersOf(head).flatMap((delimiter) => {
    const { table, rows, widths } = openTable(head, delimiter);
    const names = table.header?.names ?? [];
    const even = widths.filter((width) => width === names.length).length;
    const isTable = names.length >= 2 && rows.length >= 2 && even * 10 >= widths.length * 9;
    if (!isTable || names.some(isTime)) return [];
    return [{ delimiter, signature: signatureOf(names, delimiter), table, rows }];
  });
  const widthOf = ({ table }: UnknownTable) => table.header?.names.length ?? 0;
  return found.sort((a, b) => widthOf(b) - widthOf(a))[0] ?? null;
}

const isTime = (name: string) => readTime(name, { order: "month-first", zone: UTC }) !== null;

/** What a header is known by: the names of its columns in their order, as they are compared, and what stands between. */
const signatureOf = (names: readonly string[], delimiter: string): string =>
  createHash("sha256")
    .update(JSON.stringify([delimiter, ...names]))
    .digest("hex");

/**
 * What a table with an unknown header is by the mapping that was remembered for it; null where the text is no table.
 * Throws `NeedsMapping` where none was.
 */
export async function recogniseMapped(path: string, head: Head, mappings: Mappings): Promise<Verdict | null> {
  const unknown = unknownTable(head);
  const header = unknown?.table.header;
  if (!unknown || !header) return null;
  const mapped = mappings.get(unknown.signature);
  if (!mapped) throw new NeedsMapping(unknown.table.titles);
  const { delimiter, rows } = unknown;
  const format = mappedFormat(mapped.mapping);
  const verdict = await verdictOf(path, head, { delimiter, header, rows, format });
  const notes = [`Read by the mapping that ${mapped.by} made on ${mapped.on}.`, ...verdict.notes];
  return { ...verdict, mapped, notes };
}

/** The table of a file that needs a mapping, or has one; null where it is none. */
export async function readUnknownTable(path: string, limits: UnpackLimits): Promise<UnknownTable | null> {
  return unknownTable(await readTextHead(path, limits));
}
