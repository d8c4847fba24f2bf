import { isUtf8 } from "node:buffer";
import { type Reading, rejected, type Setting, type Slice } from "./schema";
import { renderedEvent } from "./windows-message";

/** The first line of an event as Splunk's agent writes it: `10/08/2020 12:41:47 PM`, on the clock of the host. */
const DATE = String.raw`\d{1,2}/\d{1,2}/\d{4},? \d{1,2}:\d\d:\d\d(?:\.\d{1,9})?(?: ?[AP]M)?`;
const DATE_LINE = new RegExp(`^${DATE}$`, "i");
const FIRST_LINE = new RegExp(String.raw`^\s*${DATE}[ \t]*\r?\n(?:LogName|SourceName|EventCode)=`, "i");
const LINE = /^([A-Za-z]\w{0,40})=(.*)$/;

/** Whether a text is Windows events as Splunk's classic WinEventLog writes them. */
export const isEventText = (text: string): boolean => FIRST_LINE.test(text) || /^EventCode=\d+/m.test(text);

/** Times of the first events, for what the receipt says of their zone. */
export const timesOfEventText = (text: string): string[] =>
  text
    .split("\n", 4000)
    .map((line) => line.trim())
    .filter((line) => DATE_LINE.test(line));

/** The time of one event; "" where its first line is none. */
export const timeOfEventText = (text: string): string =>
  timesOfEventText(text.trimStart().slice(0, 100))[0] ?? "";

export function readEventSlice({ bytes, problem }: Slice, setting: Setting): Reading {
  if (bytes === null) return rejected(problem);
  if (!isUtf8(bytes)) return rejected("not valid UTF-8");
  return readEventText(bytes.toString("utf8"), setting);
}

/**
 * One event: a date, lines of `Name=value`, and last `Message=` with all that follows. `time` is what a wrapping says
 * of it with a zone, and is then better than the host's clock.
 */
export function readEventText(text: string, setting: Setting, time = ""): Reading {
  const at = text.search(/^Message=/m);
  const head = at < 0 ? text : text.slice(0, at);
  const fields = headOf(head);
  if (!fields.has("eventcode")) return rejected("not a Windows event");
  const field = (name: string) => fields.get(name) ?? "";
  return renderedEvent(
    {
      eventId: field("eventcode"),
      provider: field("sourcename"),
      channel: field("logname"),
      computer: field("computername"),
      recordId: field("recordnumber"),
      time: time || field("date"),
    },
    at < 0 ? "" : text.slice(at + "Message=".length),
    setting,
  );
}

/** The lines above the message; the date has no name of its own. */
function headOf(head: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of head.split("\n")) {
    const bare = line.trim();
    const [, name = "", value = ""] = LINE.exec(bare) ?? [];
    const key = name === "" && DATE_LINE.test(bare) ? "date" : name.toLowerCase();
    if (key !== "" && !fields.has(key)) fields.set(key, key === "date" ? bare : value);
  }
  return fields;
}
