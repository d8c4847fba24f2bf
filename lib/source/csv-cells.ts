/** Delimiters, most likely first. European Excel writes semicolons, and may name them in a first line `sep=;`. */
export const DELIMITERS = [",", ";", "\t"] as const;

/** The cells of one record. Lenient: text after a closing quote is kept, a quote inside a plain cell is a character. */
export function cellsOf(record: string, delimiter: string): string[] {
  if (!record.includes('"')) return record.split(delimiter);
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    let cell = "";
    if (record[at] === '"') {
      let from = at + 1;
      let close = record.indexOf('"', from);
      while (close >= 0 && record[close + 1] === '"') {
        cell += record.slice(from, close + 1);
        from = close + 2;
        close = record.indexOf('"', from);
      }
      cell += record.slice(from, close < 0 ? undefined : close);
      at = close < 0 ? record.length : close + 1;
    }
    const end = record.indexOf(delimiter, at);
    cell += record.slice(at, end < 0 ? undefined : end);
    cells.push(cell);
    if (end < 0) return cells;
    at = end + 1;
  }
}

/** A header cell as it is compared: no byte-order mark, no quotes, single blanks, small letters. */
export function headerName(cell: string): string {
  return cell
    .replace(/^\ufeff/, "")
    .trim()
    .replace(/^"(.*)"$/s, "$1")
    .replace(/\s+/g, " ")
    .trim()
    .toLowerCase();
}

/** A column: its name as compared, without the bracket that Log Analytics puts the time zone in, and that zone. */
export type Column = { name: string; zone: string | null };

/** The columns of a header line. A name that comes again is kept as `name#2`: nothing is lost or overwritten. */
export function columnsOf(cells: string[]): Column[] {
  const seen = new Map<string, number>();
  return cells.map((cell) => {
    const [, plain, zone] = /^(.*\S) \[([^\]]+)\]$/.exec(headerName(cell)) ?? [];
    const name = plain ?? headerName(cell);
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return { name: times === 1 ? name : `${name}#${times}`, zone: zoneIn(cell, zone) };
  });
}

/** The bracket as written: `headerName` made it small. */
function zoneIn(cell: string, zone: string | undefined): string | null {
  return zone === undefined ? null : (/\[([^\]]+)\]/.exec(cell)?.[1] ?? zone);
}
