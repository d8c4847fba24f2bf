import { isEventXml, readEventXml } from "./event-xml-reading";
import { text } from "./fields";
import type { JsonFormat } from "./schema";

/** Splunk's JSON export of XmlWinEventLog: the event as XML in `_raw`, which unwrapping leaves where it is. */
export const splunkRawXml: JsonFormat = {
  id: "splunk-xml",
  claims: ({ _raw }) => typeof _raw === "string" && isEventXml(_raw),
  read: ({ _raw }, setting) => readEventXml(text(_raw), setting),
};
