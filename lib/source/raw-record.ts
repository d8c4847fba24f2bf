import { readXmlText } from "./event-xml-reading";
import { parseJson } from "./fields";
import { readJson } from "./json-reading";
import { type Reading, rejected, type Setting } from "./schema";
import { isEventXml } from "./splunk-raw-xml";
import { unwrappedRecord } from "./unwrapping";

/**
 * A record that another export carries as text: Splunk's `_raw` in a cell. JSON is read by whichever JSON format knows
 * it (Graph, diagnostic settings, the unified audit log …), an event of Windows as XML.
 */
export function rawRecord(text: string, setting: Setting): Reading {
  if (text.trim() === "") return rejected("the raw record is empty");
  if (isEventXml(text)) return readXmlText(text, setting);
  if (!/^\s*[[{]/.test(text)) return rejected("the raw record is neither JSON nor an event as XML");
  try {
    return readJson({ value: unwrappedRecord(alone(parseJson(text))), problem: null }, setting);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return rejected("the raw record is broken JSON");
  }
}

/** A list of one record is that record. */
const alone = (value: unknown): unknown => (Array.isArray(value) && value.length === 1 ? value[0] : value);
