import { type Cut, Damage, list } from "./cut";
import { type Found, SKIPPED } from "./events";
import { analyticsRow } from "./table-events";

const REJECTED: Found = { as: "rejected" };

/** Whether a text is an answer of the query API: an object whose only list is of tables. */
export const isAnswer = (text: string) => /^(\u00ef\u00bb\u00bf)?\s*\{\s*"tables"\s*:\s*\[/i.test(text);

/**
 * The rows of all tables of an answer. `parsed` gives the value of a slice, undefined where there is none. A table
 * whose columns are those of no sign-in or audit log is skipped row by row.
 */
export function readAnswer(text: string, parsed: (slice: string) => unknown) {
  const records: (Cut & { found: Found })[] = [];
  for (let at = 0; ; ) {
    const columns = find(text, /"columns"\s*:\s*\[/gi, at);
    const rows = find(text, /"rows"\s*:\s*\[/gi, at);
    if (columns === null || rows === null) break;
    const names = namesOf(parsed(text.slice(columns - 1, text.lastIndexOf("]", rows) + 1)));
    const cuts: Cut[] = [];
    try {
      at = list(text, rows - 1, cuts);
    } catch (error) {
      if (!(error instanceof Damage)) throw error;
      at = text.length;
    }
    for (const cut of cuts) {
      const value = parsed(text.slice(cut.offset, cut.offset + cut.length));
      records.push({ ...cut, found: rowOf(names, value) });
    }
  }
  const isClosed = /\]\s*\}\s*$/.test(text) && depthOf(text) === 0;
  return { records, isDamaged: !isClosed };
}

/** Where the text goes on behind what is found next. */
function find(text: string, wanted: RegExp, from: number): number | null {
  wanted.lastIndex = from;
  const found = wanted.exec(text);
  return found ? found.index + found[0].length : null;
}

/** How many brackets are open at the end, quoted text aside. */
function depthOf(text: string): number {
  const bare = text.replace(/"(?:[^"\\]|\\[\s\S])*"/g, "");
  return [...bare].reduce(
    (depth, unit) => depth + ("[{".includes(unit) ? 1 : "]}".includes(unit) ? -1 : 0),
    bare.includes('"') ? 1 : 0,
  );
}

const namesOf = (columns: unknown): string[] =>
  (Array.isArray(columns) ? columns : []).map((column) =>
    String(column.name ?? column.ColumnName).toLowerCase(),
  );

const KNOWN = ["createddatetime", "activitydatetime"];

function rowOf(names: string[], value: unknown): Found {
  if (!Array.isArray(value)) return REJECTED;
  if (!KNOWN.some((name) => names.includes(name))) return SKIPPED;
  const own = (name: string) => {
    const found: unknown = value[names.indexOf(name)];
    return ["string", "number", "boolean"].includes(typeof found) ? String(found) : "";
  };
  // A union of two tables writes a column that has two types as two.
  const cell = (name: string) => own(name) || own(`${name}_dynamic`) || own(`${name}_string`);
  return analyticsRow(cell, (name) => names.includes(name));
}
