import { stringify } from "csv-stringify/browser/esm/sync";

type Cells = readonly (string | number | boolean)[];

/**
 * Lines of RFC 4180, CRLF. Cells that a spreadsheet would run as a formula (=, +, -, @, tab, carriage return)
 * get an apostrophe in front: names are what an attacker typed.
 */
export function csvLines(rows: readonly Cells[]): string {
  return stringify([...rows], {
    escape_formulas: true,
    record_delimiter: "windows",
    cast: { boolean: String },
  });
}

/** Excel takes a file for UTF-8 only if it begins with this. */
export const BYTE_ORDER_MARK = "\uFEFF";

/** A whole file: the mark, a head, the rows. */
export function csvOf(head: readonly string[], rows: readonly Cells[]): string {
  return BYTE_ORDER_MARK + csvLines([head, ...rows]);
}

/** Lines that go out in one piece. */
const AT_ONCE = 500;

/** A file of any length, made as its rows come. */
export async function* csvPieces(
  head: readonly string[],
  rows: AsyncIterable<Cells>,
): AsyncGenerator<string> {
  let waiting: Cells[] = [head];
  let mark = BYTE_ORDER_MARK;
  for await (const row of rows) {
    waiting.push(row);
    if (waiting.length < AT_ONCE) continue;
    yield mark + csvLines(waiting);
    [waiting, mark] = [[], ""];
  }
  yield mark + csvLines(waiting);
}
