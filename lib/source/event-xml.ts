import type { WindowsRecord } from "./windows-record";
import { XmlReader } from "./xml-reader";

/** A record of the Windows log, or why the text holds none. */
export type XmlRecord = { record: WindowsRecord } | { problem: string };

/**
 * One `<Event>` as Windows, its tools and Splunk write it, with either quotes and any prefix. Its times are UTC,
 * whether they say so or not. What is rendered beside the data (RenderingInfo, UserData) is passed over: those words
 * are in the language of whoever exported them.
 */
export function xmlRecord(text: string): XmlRecord {
  const xml = new XmlReader(text);
  const found = new Found();
  for (;;) {
    const token = xml.next();
    if (token === "broken") return { problem: xml.problem ?? "it is no XML" };
    if (token === "over") return found.isEvent ? { record: found.record() } : { problem: NOT_ONE };
    if (token === "start" && xml.depth === 1 && !found.begin(xml.name)) return { problem: NOT_ONE };
    found.take(token, xml);
  }
}

const NOT_ONE = "there is no single Event element";

/** What the elements of an event say, as they go by. */
class Found {
  isEvent = false;
  private eventId = "";
  private provider = "";
  private channel = "";
  private computer = "";
  private recordId = "";
  private time = "";
  /** Two lists cost less than a map for each of a million events. */
  private readonly names: string[] = [];
  private readonly values: string[] = [];
  private section = "";
  private field = "";
  private attribute = "";
  private text = "";

  /** False where it is another element, or a second one. */
  begin(name: string): boolean {
    const isFirst = !this.isEvent;
    this.isEvent = name === "Event";
    return isFirst && this.isEvent;
  }

  /** Fields are elements of the third level; what lies deeper is none of theirs. */
  take(token: "start" | "text" | "end", xml: XmlReader): void {
    const { depth } = xml;
    if (token === "text") {
      if (depth === 3) this.text = this.text === "" ? xml.text : this.text + xml.text;
    } else if (token === "end") {
      if (depth === 2) this.keep();
    } else if (depth === 2) this.section = xml.name;
    else if (depth === 3) {
      this.field = xml.name;
      this.text = "";
      this.attribute = xml.attribute(this.field === "TimeCreated" ? "SystemTime" : "Name");
    }
  }

  /** The first of a name stands. */
  private keep(): void {
    const { section, field, attribute, text } = this;
    if (section === "EventData") {
      if (field !== "Data" || attribute === "") return;
      this.names.push(attribute);
      this.values.push(text);
    } else if (section === "System") this.keepSystem(field, attribute, text);
  }

  private keepSystem(field: string, attribute: string, text: string): void {
    if (field === "EventID") this.eventId ||= text.trim();
    else if (field === "Provider") this.provider ||= attribute;
    else if (field === "Channel") this.channel ||= text.trim();
    else if (field === "Computer") this.computer ||= text.trim();
    else if (field === "EventRecordID") this.recordId ||= text.trim();
    else if (field === "TimeCreated") this.time ||= attribute;
  }

  record(): WindowsRecord {
    const { eventId, provider, channel, computer, recordId, time, names, values } = this;
    const data = (name: string) => values[names.indexOf(name)] ?? "";
    return { eventId, provider, channel, computer, recordId, time, data };
  }
}
