import { isFields, parseJson } from "./fields";
import type { Fields } from "./schema";

/** A spreadsheet keeps this many characters of a cell and drops the rest without a word. */
const CELL = 32_767;

/** AuditData as object; or why it is none, as a reason. */
export function auditDataIn(value: unknown): Fields | string {
  if (typeof value === "string") return parsed(value);
  const [only, ...others] = Array.isArray(value) ? value : [value];
  if (isFields(only) && others.length === 0) return only;
  return value === null ? "AuditData is empty" : "AuditData is no object";
}

function parsed(text: string): Fields | string {
  if (text.trim() === "") return "AuditData is empty";
  try {
    const value = parseJson(text);
    return auditDataIn(typeof value === "string" ? parseJson(value) : value);
  } catch {
    return isCut(text)
      ? "AuditData is cut off at 32,767 characters, where a spreadsheet cuts a cell: export it again and do not save it in one"
      : "AuditData is broken JSON";
  }
}

/** Spreadsheets that count a character beyond the Basic Multilingual Plane as one keep a few units more. */
const isCut = (text: string): boolean => !text.trimEnd().endsWith("}") && text.length >= CELL - 1;
