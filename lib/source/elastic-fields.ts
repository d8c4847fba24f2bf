import { isFields, text } from "./fields";
import type { Fields } from "./schema";

/** The value under a dotted path of a document or of a row; "" or undefined where there is none. */
export type Document = (path: string) => unknown;

/**
 * Elastic writes one document's keys nested, dotted, or both: `azure.signinlogs` may be an object in an object, one key
 * with a point in it, or each for a part of it. A list counts as an object with its places as keys, and one value in a
 * list, as search answers write them under `fields`, as that value.
 */
export function documentOf(record: Fields): Document {
  let isDotted: boolean | null = null;
  return (path) => {
    const nested = nestedAt(record, path);
    if (nested !== undefined) return alone(nested);
    isDotted ??= hasDots(record, 0);
    return isDotted ? alone(valueAt(record, path)) : undefined;
  };
}

/** The few paths that are asked of every document, by their parts. */
const parts = new Map<string, readonly string[]>();

function nestedAt(record: Fields, path: string): unknown {
  let keys = parts.get(path);
  if (!keys) {
    keys = path.split(".");
    parts.set(path, keys);
  }
  let value: unknown = record;
  for (const key of keys) {
    value = own(value, key);
    if (value === undefined) return undefined;
  }
  return value;
}

/** Deeper than this no property lies that is asked for. */
const DEEPEST = 8;

/** Whether a key somewhere has a point in it: most documents have none, and then a path that is not there is nowhere. */
function hasDots(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null || depth > DEEPEST) return false;
  return Object.entries(value).some(([key, inner]) => key.includes(".") || hasDots(inner, depth + 1));
}

function valueAt(record: unknown, path: string): unknown {
  const whole = own(record, path);
  if (whole !== undefined) return whole;
  for (let dot = path.indexOf("."); dot > 0; dot = path.indexOf(".", dot + 1)) {
    const outer = own(record, path.slice(0, dot));
    if (outer === undefined) continue;
    const inner = valueAt(outer, path.slice(dot + 1));
    if (inner !== undefined) return inner;
  }
  return undefined;
}

function own(record: unknown, key: string): unknown {
  if (Array.isArray(record)) return /^\d{1,4}$/.test(key) ? record[Number(key)] : undefined;
  return isFields(record) && Object.hasOwn(record, key) ? record[key] : undefined;
}

const alone = (value: unknown): unknown =>
  Array.isArray(value) && value.length === 1 && !isFields(value[0]) ? value[0] : value;

/** The first of these paths that says something. */
export function firstText(document: Document, paths: readonly string[]): string {
  for (const path of paths) {
    const said = text(document(path));
    if (said.trim() !== "") return said;
  }
  return "";
}

/** Parts of `azure` that stand in documents of every Azure log. */
const COMMON = new Set(["correlation_id", "tenant_id", "subscription_id", "resource", "resource_id"]);

/** The logs that a document's keys under `azure` are of: `signinlogs`, `auditlogs`, `activitylogs` … */
export function azureLogs(record: Fields): string[] {
  const keys = Object.keys(record).flatMap((key) => {
    if (key.startsWith("azure.")) return [key.slice("azure.".length)];
    const inner = record[key];
    return key === "azure" && isFields(inner) ? Object.keys(inner) : [];
  });
  const logs = keys.map((key) => key.replace(/\..*$/s, ""));
  return [...new Set(logs)].filter((log) => !COMMON.has(log));
}
