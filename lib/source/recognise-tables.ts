import { AppError } from "@/lib/errors";
import { DateOrderEvidence } from "./date-order";
import { isFields, text } from "./fields";
import type { Head } from "./head";
import { TableCutter } from "./json-tables";
import { EXPORT_INSTEAD } from "./magic";
import type { Row, Slice } from "./schema";
import { cellsOfRow, knownTable } from "./table-reading";
import { type TimesSeen, timesSeen } from "./times-seen";
import { idNotes } from "./without-ids";

/** How many rows of each table are looked at. */
const SAMPLE = 200;

/**
 * What an answer of the Log Analytics query API holds; null where the text is no such answer. Throws
 * AppError("unsupported") where none of its tables can be read, and for an answer that is an error alone.
 */
export function recogniseTables(head: Head): (TimesSeen & { format: string }) | null {
  const cutter = new TableCutter();
  const slices = cutter.push(head.text);
  if (!cutter.hasTables) {
    if (cutter.error === null || !isErrorAlone(head)) return null;
    throw new AppError("unsupported", failed(cutter.error));
  }
  const evidence = new DateOrderEvidence(true);
  const nothing = { format: "log-analytics", ...timesSeen([], evidence) };
  if (cutter.tables.length === 0 && cutter.error !== null)
    throw new AppError("unsupported", failed(cutter.error));
  let refusal: string | null = null;
  let isUnknown = false;
  for (const table of cutter.tables) {
    const { format, header, refusal: byHeader, rowOf } = knownTable(table);
    const rows = sampleOf(slices.filter((slice) => slice.table === table)).map(rowOf);
    const why = format ? (format.rowsRefusal(rows) ?? byHeader) : UNKNOWN;
    if (format && why === null) {
      const times = rows.map((row) => timeOf(row, format.timeColumns));
      const seen = timesSeen(times, evidence, format.timeColumns.map(header.zoneOf));
      return { format: format.id, ...seen, notes: [...idNotes(format, header), ...seen.notes] };
    }
    if (!table.columns || (table.columns.length === 0 && rows.length === 0)) continue;
    isUnknown = true;
    refusal ??= why;
  }
  if (isUnknown) throw new AppError("unsupported", refusal ?? UNKNOWN);
  return nothing;
}

/** Whether the whole file is one object that holds nothing but an error. */
function isErrorAlone({ text, isWhole }: Head): boolean {
  if (!isWhole) return false;
  try {
    const answer: unknown = JSON.parse(text.toString("utf8").replace(/^\ufeff/, ""));
    return isFields(answer) && Object.keys(answer).length === 1;
  } catch {
    return false;
  }
}

const UNKNOWN =
  "This is an answer of the Log Analytics query API, but not of sign-in or audit rows. Query SigninLogs, AADNonInteractiveUserSignInLogs, AuditLogs or SecurityEvent without summarize instead.";

const failed = (reason: string) =>
  `This is the error that a query was answered with: ${reason.replace(/\.$/, "")}. ${EXPORT_INSTEAD}.`;

const sampleOf = (slices: Slice[]): unknown[][] =>
  slices.slice(0, SAMPLE).flatMap((slice) => {
    const cells = cellsOfRow(slice);
    return typeof cells === "string" ? [] : [cells];
  });

const timeOf = (row: Row, columns: readonly string[]): string =>
  columns.map((name) => text(row(name))).find((cell) => cell !== "") ?? "";
