import type { Fields, Row } from "./schema";

/** Spellings of one key: Graph's own, PowerShell's and Log Analytics' PascalCase, and all small after some SIEMs. */
const spellings = new Map<string, string[]>();

function spellingsOf(name: string): string[] {
  let known = spellings.get(name);
  if (!known) {
    const pascal = name[0]?.toUpperCase() + name.slice(1);
    const others = [pascal, name.toLowerCase(), pascal.replace(/^Ip/, "IP")];
    known = [...new Set(others)].filter((other) => other !== name);
    spellings.set(name, known);
  }
  return known;
}

/** The value under a camelCase name, however the log spells it. Reads own keys only: `__proto__` is just a key. */
export function pick(record: Fields, name: string): unknown {
  const exact = record[name];
  if (exact !== undefined && Object.hasOwn(record, name)) return exact;
  for (const other of spellingsOf(name)) if (Object.hasOwn(record, other)) return record[other];
  return undefined;
}

/** The same for a small object whose keys a SIEM may have spelled in any case. */
export function pickAnyCase(record: Fields, name: string): unknown {
  const known = pick(record, name);
  if (known !== undefined) return known;
  const small = name.toLowerCase();
  for (const key in record)
    if (key.length === small.length && key.toLowerCase() === small && Object.hasOwn(record, key))
      return record[key];
  return undefined;
}

/** A scalar as text, untrimmed; null, a missing value, a list and an object are "". */
export function text(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean" || typeof value === "bigint")
    return String(value);
  return "";
}

/**
 * The same text by itself. A cell of a CSV row is a view of the whole row's text: remembered as it is, it would keep
 * that row in memory.
 */
export const detached = (text: string): string => Buffer.from(text, "utf8").toString("utf8");

/** A row's cell as text. */
export function cellText(row: Row, name: string): string {
  return text(row(name));
}

export const pickText = (record: Fields, name: string): string => text(pick(record, name));

/** `true`, `TRUE`, `1` and their opposites; null where it says neither. */
export function truth(value: unknown): boolean | null {
  if (typeof value === "boolean") return value;
  const word = text(value).trim().toLowerCase();
  if (word === "true" || word === "1") return true;
  return word === "false" || word === "0" ? false : null;
}

export const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A value that may be JSON inside a string, even twice (Log Analytics' dynamic columns); else the value itself. */
export function unwrapped(value: unknown): unknown {
  let inner = value;
  for (let round = 0; round < 2 && typeof inner === "string" && /^\s*[[{"]/.test(inner); round++) {
    try {
      inner = parseJson(inner);
    } catch {
      return inner;
    }
  }
  return inner;
}

/** An object, also when written as JSON text; empty where there is none. */
export function fieldsOf(value: unknown): Fields {
  const inner = unwrapped(value);
  return isFields(inner) ? inner : {};
}

/** A list of objects, also when written as JSON text or as one object alone. */
export function listOf(value: unknown): Fields[] {
  const inner = unwrapped(value);
  if (Array.isArray(inner)) return inner.filter(isFields);
  return isFields(inner) ? [inner] : [];
}

/** The log's own id, trimmed. */
export const idOf = (value: unknown): string => text(value).trim();

/** JSON.parse rounds integers above 2^53. */
const isRounded = (value: unknown) => typeof value === "number" && !Number.isSafeInteger(value);

/**
 * Parses a record's text. An id written as a number that JSON.parse would round keeps its digits: the record is then
 * read a second time with every long integer in quotes. Throws SyntaxError.
 */
export function parseJson(json: string): unknown {
  const value: unknown = JSON.parse(json);
  return idsOf(value).some(isRounded) ? JSON.parse(json.replace(LONG_INTEGER, quoted)) : value;
}

/** The values of a record that may be an id: those of a list are all looked at, being the cells of a row. */
function idsOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  if (!isFields(value)) return [];
  const inner = value.properties;
  const ids = [pick(value, "id"), value.ReportId, value.RequestId, ...recordNumbersOf(value)];
  return isFields(inner) ? [...ids, pick(inner, "id")] : ids;
}

/** Where the shapes of a Windows event keep its number: on a busy collector it grows for ever. */
function recordNumbersOf(value: Fields): unknown[] {
  const { Event: event, winlog, _source } = value;
  const system = isFields(event) && isFields(event.System) ? event.System.EventRecordID : undefined;
  const inner = isFields(_source) ? recordNumbersOf(_source) : [];
  const beat = isFields(winlog) ? winlog.record_id : value["winlog.record_id"];
  return [value.RecordNumber, value.EventRecordID, value.RecordId, system, beat, ...inner];
}

const LONG_INTEGER = /"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/g;
const quoted = (token: string) => (token.startsWith('"') ? token : `"${token}"`);
