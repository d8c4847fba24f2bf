import { stringify } from "csv-stringify/browser/esm/sync";

/**
 * RFC 4180 with CRLF and a byte order mark, as spreadsheets read it. Cells that a spreadsheet would run as a
 * formula (=, +, -, @, tab, carriage return) get an apostrophe in front: names are what an attacker typed.
 */
export function csvOf(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  return stringify([head, ...rows], { bom: true, escape_formulas: true, record_delimiter: "windows" });
}
