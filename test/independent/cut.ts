/** Where a record lies in the text. */
export type Cut = { offset: number; length: number; isUnclosed?: boolean };
export type Cuts = { records: Cut[]; isDamaged: boolean };

const BLANK = " \t\r\n";
const MARK = "\u00ef\u00bb\u00bf";
const WRAPPINGS = ["value", "records", "Value", "Records"];

/** Lines that hold anything but blanks, without the blanks around them. `text` is Latin-1: one unit a byte. */
export function cutLines(text: string): Cut[] {
  const records: Cut[] = [];
  let offset = 0;
  for (const line of text.split("\n")) {
    const marked = line.startsWith(MARK) ? 3 : 0;
    const begin = marked + (/^[ \t\r]*/.exec(line.slice(marked))?.[0].length ?? 0);
    const end = line.replace(/[ \t\r]*$/, "").length;
    if (end > begin) records.push({ offset: offset + begin, length: end - begin });
    offset += line.length + 1;
  }
  return records;
}

export class Damage extends Error {}

/** Records of JSON texts that follow one another: elements of lists, of pages, or objects alone. */
export function cutValues(text: string): Cuts {
  const records: Cut[] = [];
  try {
    for (let at = 0; at < text.length; ) {
      if (text.startsWith(MARK, at)) at += 3;
      else if (BLANK.includes(text[at] ?? "") || text[at] === ",") at += 1;
      else if (text[at] === "[") at = list(text, at, records);
      else if (text[at] === "{") at = page(text, at, records);
      else throw new Damage();
    }
    return { records, isDamaged: false };
  } catch (error) {
    if (!(error instanceof Damage)) throw error;
    return { records, isDamaged: true };
  }
}

/** The elements of the list that opens here; returns where it is over. */
export function list(text: string, open: number, records: Cut[]): number {
  let at = open + 1;
  for (;;) {
    while (BLANK.includes(text[at] ?? "x") || text[at] === ",") at += 1;
    if (at >= text.length) throw new Damage();
    if (text[at] === "]") return at + 1;
    const end = endOf(text, at);
    records.push({ offset: at, length: end - at });
    at = end;
  }
}

/** An object: a page if one of its own keys names a list of records, else a record itself. */
function page(text: string, open: number, records: Cut[]): number {
  const found: Cut[] = [];
  let isPage = false;
  let at = open + 1;
  let key = "";
  try {
    while (text[at] !== "}") {
      if (at >= text.length) throw new Damage();
      if (text[at] === "[" && WRAPPINGS.includes(key)) {
        isPage = true;
        at = list(text, at, found);
      } else if (text[at] === '"' || text[at] === "{" || text[at] === "[") {
        const end = endOf(text, at);
        key = text[at] === '"' ? text.slice(at + 1, end - 1) : "";
        at = end;
      } else if (text[at] === "]") throw new Damage();
      else {
        if (text[at] === ",") key = "";
        at += 1;
      }
    }
  } catch (error) {
    if (isPage) records.push(...found);
    throw error;
  }
  if (isPage) records.push(...found);
  else records.push({ offset: open, length: at + 1 - open });
  return at + 1;
}

/** Where the value that begins here is over: brackets are counted, and strings passed over. */
function endOf(text: string, from: number): number {
  const open: string[] = [];
  for (let at = from; at < text.length; at++) {
    const unit = text[at] ?? "";
    if (unit === '"') {
      at += 1;
      while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
      if (at >= text.length) throw new Damage();
      if (open.length === 0) return at + 1;
    } else if (unit === "{" || unit === "[") open.push(unit);
    else if (unit === "}" || unit === "]") {
      if (open.length === 0 && unit === "]" && at > from) return at;
      if (open.pop() !== (unit === "}" ? "{" : "[")) throw new Damage();
      if (open.length === 0) return at + 1;
    } else if (open.length === 0 && (unit === "," || BLANK.includes(unit))) return at;
  }
  throw new Damage();
}

/**
 * Rows by RFC 4180, a line break being LF or CRLF outside of quotes. A quote that nothing closes before the end of
 * the text costs its own line: the reading goes on at the next one.
 */
export function cutRows(text: string, delimiter: string): Cut[] {
  const rows: Cut[] = [];
  for (let at = text.startsWith(MARK) ? 3 : 0; at < text.length; ) {
    const closed = endOfRow(text, at, delimiter);
    const line = text.indexOf("\n", at);
    const end = closed ?? (line < 0 ? text.length : line);
    const to = closed !== null && text[end - 1] === "\r" && end > at ? end - 1 : end;
    if (closed === null) rows.push({ offset: at, length: end - at, isUnclosed: true });
    else if (text.slice(at, to).replace(/[ \t\r]/g, "") !== "") rows.push({ offset: at, length: to - at });
    at = end + 1;
  }
  return rows;
}

function endOfRow(text: string, begin: number, delimiter: string): number | null {
  let isQuoted = false;
  let isStart = true;
  for (let at = begin; at < text.length; at++) {
    const unit = text[at];
    if (isQuoted) {
      if (unit === '"' && text[at + 1] === '"') at += 1;
      else if (unit === '"') isQuoted = false;
    } else if (unit === "\n") return at;
    else if (unit === '"' && isStart) isQuoted = true;
    isStart = !isQuoted && unit === delimiter;
  }
  return isQuoted ? null : text.length;
}

/** The cells of one row. */
export function cellsOf(row: string, delimiter: string): string[] {
  const cells: string[] = [];
  let cell = "";
  let isQuoted = false;
  let isStart = true;
  for (let at = 0; at < row.length; at++) {
    const unit = row[at] ?? "";
    if (isQuoted && unit === '"' && row[at + 1] === '"') {
      cell += '"';
      at += 1;
    } else if (isQuoted && unit === '"') isQuoted = false;
    else if (isQuoted) cell += unit;
    else if (unit === '"' && isStart) isQuoted = true;
    else if (unit === delimiter) {
      cells.push(cell);
      cell = "";
    } else cell += unit;
    isStart = !isQuoted && unit === delimiter;
  }
  return [...cells, cell];
}
