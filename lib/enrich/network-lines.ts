import { type NetworkImportQuery, NewNetwork } from "./new-network";
import type { NetworkReceipt } from "./schema";

export type Line = { line: number; text: string } & (
  | { ok: true; network: NewNetwork }
  | { ok: false; reason: string }
);

/** The columns of an export, and of a file that has them as its first line. */
export const COLUMNS = ["network", "kind", "label", "owner", "note", "expiresAt"] as const;
type Column = (typeof COLUMNS)[number];

/** More in one file is more than one list. */
export const MOST_LINES = 200_000;

/** The cells of one line of CSV, or null where a quote is never closed. */
function cellsOf(line: string): string[] | null {
  const cells: string[] = [];
  let at = 0;
  while (at <= line.length) {
    if (line[at] !== '"') {
      const end = line.indexOf(",", at);
      cells.push(line.slice(at, end < 0 ? line.length : end).trim());
      if (end < 0) return cells;
      at = end + 1;
      continue;
    }
    let cell = "";
    let from = at + 1;
    for (;;) {
      const quote = line.indexOf('"', from);
      if (quote < 0) return null;
      cell += line.slice(from, quote);
      from = quote + 2;
      if (line[quote + 1] !== '"') break;
      cell += '"';
    }
    cells.push(cell);
    const next = line.indexOf(",", from - 1);
    if (line.slice(from - 1, next < 0 ? line.length : next).trim() !== "") return null;
    if (next < 0) return cells;
    at = next + 1;
  }
  return cells;
}

/** "192.0.2.0/24 # who it is": the comment is the entry's note. */
function plainOf(line: string): { network: string; note: string } {
  const at = line.search(/[#;]/);
  const note =
    at < 0
      ? ""
      : line
          .slice(at + 1)
          .replace(/^[\s=+\-@#;]+/, "")
          .trim();
  return { network: (at < 0 ? line : line.slice(0, at)).trim(), note: note.slice(0, 500) };
}

function checked(line: number, text: string, fields: Record<string, unknown>): Line {
  const parsed = NewNetwork.safeParse(fields);
  if (parsed.success) return { line, text, ok: true, network: parsed.data };
  const [issue] = parsed.error.issues;
  const where = issue?.path.join(".");
  const reason = where === "network" ? issue?.message : `${where} ${issue?.message}`;
  return { line, text, ok: false, reason: reason ?? "is no network" };
}

const headOf = (line: string): Column[] | null => {
  const cells = cellsOf(line.toLowerCase()) ?? [];
  const named = cells.map((cell) => COLUMNS.find((column) => column.toLowerCase() === cell));
  return cells[0] === "network" && named.every((column) => column !== undefined) ? (named as Column[]) : null;
};

type Shared = Omit<NetworkImportQuery, "replace">;

function fieldsOf(cells: string[], head: Column[], { kind, label, owner, expiresAt }: Shared) {
  const shared = { kind, label, owner, expiresAt: expiresAt?.toISOString() ?? null };
  const own = head
    .map((column, index) => [column, cells[index] ?? ""] as const)
    .filter(([, cell]) => cell !== "");
  return { ...shared, ...Object.fromEntries(own) };
}

/**
 * Every line of a list that says something, in order: a plain list (one range, address or AS number a line, `#` or `;`
 * begins a comment) or CSV under a head that begins with `network`. A bad line is a value, and costs no other.
 */
export function networkLines(text: string, shared: Shared): Line[] {
  const found: Line[] = [];
  const seen = new Map<string, number>();
  let head: Column[] | null = null;
  let isFirst = true;
  text
    .replace(/^\ufeff/, "")
    .split(/\r\n|\n|\r/)
    .forEach((raw, index) => {
      const line = raw.trim();
      if (line === "" || /^[#;]/.test(line)) return;
      const isHead = isFirst && headOf(line) !== null;
      isFirst = false;
      if (isHead) {
        head = headOf(line);
        return;
      }
      found.push(unlessSeen(lineOf(index + 1, line, head, shared), seen));
    });
  return found;
}

function lineOf(number: number, line: string, head: Column[] | null, shared: Shared): Line {
  const text = line.slice(0, 200);
  if (!head) return checked(number, text, { ...fieldsOf([], [], shared), ...plainOf(line) });
  const cells = cellsOf(line);
  if (!cells) return { line: number, text, ok: false, reason: "has a quote that is not closed" };
  if (cells.length > head.length)
    return { line: number, text, ok: false, reason: "has more cells than the head" };
  return checked(number, text, fieldsOf(cells, head, shared));
}

function unlessSeen(line: Line, seen: Map<string, number>): Line {
  if (!line.ok) return line;
  const before = seen.get(line.network.network);
  seen.set(line.network.network, before ?? line.line);
  if (before === undefined) return line;
  return { line: line.line, text: line.text, ok: false, reason: `is on line ${before} already` };
}

const MOST_REJECTS = 1000;

/** The part of the receipt that the file alone decides. */
export function rejectsOf(lines: readonly Line[]): Pick<NetworkReceipt, "rejected" | "rejects"> {
  const rejects = lines.flatMap((line) =>
    line.ok ? [] : [{ line: line.line, text: line.text, reason: line.reason }],
  );
  return { rejected: rejects.length, rejects: rejects.slice(0, MOST_REJECTS) };
}

const quoted = (cell: string) => (/[",]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/** One line of an export; what it holds was refused at the door if a spreadsheet could run it. */
export const csvLine = (cells: readonly string[]): string => `${cells.map(quoted).join(",")}\r\n`;
