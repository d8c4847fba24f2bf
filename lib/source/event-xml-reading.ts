import { isUtf8 } from "node:buffer";
import { xmlRecord } from "./event-xml";
import { type Reading, rejected, type Setting, type Slice } from "./schema";
import { windowsEvent } from "./windows-event";

/** Windows writes UTC into its XML; some tools leave the Z away. */
const WINDOWS_TIME = { isUtc: true };

/** The event of an element as it was cut, or why there is none. */
export function readEventXml({ bytes, problem }: Slice, setting: Setting): Reading {
  if (bytes === null) return rejected(problem);
  return isUtf8(bytes) ? readXmlText(bytes.toString("utf8"), setting) : rejected("not valid UTF-8");
}

/** The same for an element that stands inside of another export, such as Splunk's `_raw`. */
export function readXmlText(text: string, setting: Setting): Reading {
  const found = xmlRecord(text);
  return "problem" in found
    ? rejected(`broken XML: ${found.problem}`)
    : windowsEvent(found.record, setting, WINDOWS_TIME);
}
