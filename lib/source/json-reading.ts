import { isUtf8 } from "node:buffer";
import { jsonFormats } from "./catalogue";
import { isFields, parseJson } from "./fields";
import { foreignRecord } from "./foreign";
import { LineCutter } from "./json-lines";
import { ValueCutter } from "./json-values";
import { type Reading, rejected, type Setting, type Shape, type Slice, skipped } from "./schema";
import { unwrappedRecord } from "./unwrapping";

/** Wrappings inside of one another that are taken off a record: a list of Event Hub messages has two. */
const MAX_WRAPPINGS = 3;

type JsonShape = Exclude<Extract<Shape, `json-${string}`>, "json-tables">;

/** Cuts JSON text into records. `damage` tells, at any time, what ended the scan. */
export type Cutter = {
  push: (chunk: Buffer) => Slice[];
  end: () => Slice[];
  damage: () => { byte: number; what: string } | null;
};

export function jsonCutter(shape: JsonShape, longest?: number): Cutter {
  if (shape === "json-lines") {
    const lines = new LineCutter(longest);
    return { push: (chunk) => lines.push(chunk), end: () => lines.end(), damage: () => null };
  }
  const values = new ValueCutter(longest);
  const end = () => {
    values.end();
    return [];
  };
  return { push: (chunk) => values.push(chunk), end, damage: () => values.damage };
}

/** A record with its parsed value, or why it has none. */
export type JsonRecord = { slice: Slice; value: unknown; problem: string | null };

/**
 * The records of a slice: itself, or those that a wrapping on its line holds. One bad record in a wrapping costs no
 * other: where its brackets match, it is cut up all the same.
 */
export function recordsOf(slice: Slice, depth = 0): JsonRecord[] {
  const { bytes } = slice;
  if (bytes === null) return [{ slice, value: undefined, problem: slice.problem }];
  const { value, problem } = parsed(bytes);
  const isWrapped = problem === null ? isWrapping(value) : mayWrap(bytes);
  if (!isWrapped || depth === MAX_WRAPPINGS)
    return [{ slice, value: problem === null ? unwrappedRecord(value) : value, problem }];
  const cutter = new ValueCutter();
  const inner = cutter.push(bytes);
  cutter.end();
  const isItself = inner.length === 0 || inner[0]?.length === slice.length;
  if (problem !== null && (isItself || cutter.damage)) return [{ slice, value, problem }];
  return inner.flatMap((part) => recordsOf({ ...part, offset: part.offset + slice.offset }, depth + 1));
}

function parsed(bytes: Buffer): { value: unknown; problem: string | null } {
  if (!isUtf8(bytes)) return { value: undefined, problem: "not valid UTF-8" };
  try {
    return { value: parseJson(bytes.toString("utf8")), problem: null };
  } catch {
    return { value: undefined, problem: "broken JSON" };
  }
}

const isWrapping = (value: unknown): boolean =>
  Array.isArray(value) || (isFields(value) && WRAPPING_KEYS.some((key) => Array.isArray(value[key])));

const WRAPPING_KEYS = ["value", "records", "results", "Value", "Records", "Results"];

/** How many records a slice holds, without parsing those that cannot be wrapped. */
export function countRecords(slice: Slice): number {
  const { bytes } = slice;
  if (bytes === null) return 1;
  return mayWrap(bytes) ? recordsOf(slice).length : 1;
}

const mayWrap = (bytes: Buffer): boolean =>
  bytes[0] === 91 || /"(value|records|results)"\s*:\s*\[/i.test(bytes.toString("latin1"));

/** The event of a parsed record, or why there is none. */
export function readJson(
  { value, problem }: Pick<JsonRecord, "value" | "problem">,
  setting: Setting,
): Reading {
  if (problem !== null) return rejected(problem);
  if (!isFields(value)) return rejected("not a JSON object");
  const format = jsonFormats.find(({ claims }) => claims(value));
  if (format) return format.read(value, setting);
  const foreign = foreignRecord(value);
  return foreign
    ? skipped(`${foreign.record} is not a sign-in or audit log`)
    : rejected("not a known kind of record");
}
