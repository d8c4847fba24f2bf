import { isFields, parseJson } from "./fields";
import type { Fields } from "./schema";

/** Wrappings around one record, inside of one another: a search result of Elastic's holds the original event. */
const MAX_LAYERS = 4;

/**
 * The record inside what a SIEM put around it: Elasticsearch's `_source`, Splunk's `result` and `_raw`, and
 * `event.original`, in which Elastic keeps the record as it came. What cannot be taken off stays on.
 */
export function unwrappedRecord(value: unknown): unknown {
  let record = value;
  for (let layer = 0; layer < MAX_LAYERS && isFields(record); layer++) {
    const inner = innerOf(record);
    if (!inner) return record;
    record = inner;
  }
  return record;
}

function innerOf(record: Fields): Fields | null {
  const { _source, result, _raw, event } = record;
  if (isFields(_source) && Object.keys(_source).length > 0) return _source;
  if (isFields(record.fields) && Object.hasOwn(record, "_index")) return singles(record.fields);
  if (isFields(result)) return result;
  const original = isFields(event) ? event.original : record["event.original"];
  return objectIn(_raw) ?? objectIn(original);
}

/** Elasticsearch's `fields`: every value a list, mostly of one. */
function singles(fields: Fields): Fields {
  const entries = Object.entries(fields);
  return Object.fromEntries(
    entries.map(([key, value]) => [key, Array.isArray(value) && value.length === 1 ? value[0] : value]),
  );
}

/** The object that a text holds; null where it holds none. */
function objectIn(text: unknown): Fields | null {
  if (isFields(text)) return text;
  if (typeof text !== "string" || !/^\s*\{/.test(text)) return null;
  try {
    const value = parseJson(text);
    return isFields(value) ? value : null;
  } catch {
    return null;
  }
}
