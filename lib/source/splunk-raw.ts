import { isEventText, readEventText } from "./event-text";
import { readXmlText } from "./event-xml-reading";
import { text } from "./fields";
import type { JsonFormat } from "./schema";
import { lacksZone, readTime } from "./times";
import { UTC } from "./zones";

/** Whether a text begins as one event of Windows does. */
export const isEventXml = (text: string): boolean => /^\s*(?:<\?xml[^>]*>\s*)?<Event[\s>]/.test(text);

/** Splunk's JSON export of XmlWinEventLog: the event as XML in `_raw`, which unwrapping leaves where it is. */
export const splunkRawXml: JsonFormat = {
  id: "splunk-xml",
  time: () => "",
  claims: ({ _raw }) => typeof _raw === "string" && isEventXml(_raw),
  read: ({ _raw }, setting) => readXmlText(text(_raw), setting),
};

/** Splunk's JSON export of WinEventLog: the event as text on the host's clock, beside a `_time` that may say its zone. */
export const splunkRawText: JsonFormat = {
  id: "splunk-text",
  claims: ({ _raw }) => typeof _raw === "string" && isEventText(_raw),
  read: ({ _raw, _time }, setting) => readEventText(text(_raw), setting, zonedTime(text(_time))),
};

/** A time that says its zone; "" for any other. */
export function zonedTime(time: string): string {
  return readTime(time, { order: "month-first", zone: UTC }) && !lacksZone(time) ? time : "";
}
