import { isEventText, readEventText } from "./event-text";
import { readXmlText } from "./event-xml-reading";
import { parseJson } from "./fields";
import { readJson } from "./json-reading";
import { type Reading, rejected, type Setting } from "./schema";
import { isEventXml, zonedTime } from "./splunk-raw";
import { unwrappedRecord } from "./unwrapping";

/**
 * A record that another export carries as text: Splunk's `_raw` in a cell. JSON is read by whichever JSON format knows
 * it (Graph, diagnostic settings, the unified audit log …), an event of Windows as XML or as text. `time` is what stands beside it (`_time`),
 * and is better than a clock without a zone where it says its own.
 */
export function rawRecord(text: string, setting: Setting, time = ""): Reading {
  if (text.trim() === "") return rejected("the raw record is empty");
  if (isEventXml(text)) return readXmlText(text, setting);
  if (isEventText(text)) return readEventText(text, setting, zonedTime(time));
  if (!/^\s*[[{]/.test(text)) return rejected("the raw record is neither JSON nor a Windows event");
  try {
    return readJson({ value: unwrappedRecord(alone(parseJson(text))), problem: null }, setting);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return rejected("the raw record is broken JSON");
  }
}

/** A list of one record is that record. */
const alone = (value: unknown): unknown => (Array.isArray(value) && value.length === 1 ? value[0] : value);
