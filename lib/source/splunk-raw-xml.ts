import { readXmlText } from "./event-xml-reading";
import { text } from "./fields";
import type { JsonFormat } from "./schema";

/** Whether a text begins as one event of Windows does. */
export const isEventXml = (text: string): boolean => /^\s*(?:<\?xml[^>]*>\s*)?<Event[\s>]/.test(text);

/** Splunk's JSON export of XmlWinEventLog: the event as XML in `_raw`, which unwrapping leaves where it is. */
export const splunkRawXml: JsonFormat = {
  id: "splunk-xml",
  isUtc: true,
  claims: ({ _raw }) => typeof _raw === "string" && isEventXml(_raw),
  read: ({ _raw }, setting) => readXmlText(text(_raw), setting),
};
