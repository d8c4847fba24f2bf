import { isFields, text } from "./fields";
import type { Fields } from "./schema";

/** The value under a dotted path of a document or of a row; "" or undefined where there is none. */
export type Document = (path: string) => unknown;

/**
 * Elastic writes one document's keys nested, dotted, or both: `azure.signinlogs` may be an object in an object, one key
 * with a point in it, or each for a part of it. A list counts as an object with its places as keys, and one value in a
 * list, as search answers write them under `fields`, as that value.
 */
export const documentOf =
  (record: Fields): Document =>
  (path) =>
    alone(valueAt(record, path));

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
