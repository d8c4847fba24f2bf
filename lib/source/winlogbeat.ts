import { isFields, text } from "./fields";
import type { Fields, JsonFormat } from "./schema";
import { windowsEvent } from "./windows-event";
import type { WindowsRecord } from "./windows-record";

/**
 * Windows events as Elastic's agents keep them (`winlog.…`), nested or with dotted keys, as they come or after Elastic's
 * own pipeline, and as Winlogbeat wrote them before version 7 (`event_data`). `@timestamp` is the event's own time.
 */
export const winlogbeat: JsonFormat = {
  id: "winlogbeat",
  claims: (record) =>
    isFields(record.winlog) ||
    (isFields(record.event_data) && Object.hasOwn(record, "log_name")) ||
    Object.hasOwn(record, "winlog.event_id") ||
    Object.hasOwn(record, "winlog.channel") ||
    Object.hasOwn(record, "winlog.provider_name"),
  read: (record, setting) => windowsEvent(recordOf(record), setting),
  time: (record) => fieldOf(record, "@timestamp"),
};

function recordOf(record: Fields): WindowsRecord {
  const field = (...paths: string[]) => {
    for (const path of paths) {
      const value = fieldOf(record, path);
      if (value !== "") return value;
    }
    return "";
  };
  return {
    eventId: field("winlog.event_id", "event.code", "event_id"),
    provider: field("winlog.provider_name", "event.provider", "source_name"),
    channel: field("winlog.channel", "log_name"),
    computer: field("winlog.computer_name", "computer_name", "host.name"),
    recordId: field("winlog.record_id", "record_number"),
    time: field("@timestamp"),
    data: (name) => field(`winlog.event_data.${name}`, `event_data.${name}`, ...(MOVED[name] ?? [])),
  };
}

/** Where Elastic's pipeline moves a value of the event. */
const MOVED: Record<string, string[]> = {
  IpAddress: ["source.ip"],
  IpPort: ["source.port"],
  WorkstationName: ["source.domain"],
  ProcessName: ["process.executable"],
  ProcessId: ["process.pid"],
  TargetUserName: ["user.name"],
  TargetDomainName: ["user.domain"],
  LogonType: ["winlog.logon.type"],
};

/** The paths asked for are few, so their parts are cut once. */
const cuts = new Map<string, [string, string][]>();

/** Each way to cut a path in two: `a`, `b.c` and `a.b`, `c`. */
function cutsOf(path: string): [string, string][] {
  let known = cuts.get(path);
  if (!known) {
    const parts = path.split(".");
    known = parts.slice(1).map((_, at) => [parts.slice(0, at + 1).join("."), parts.slice(at + 1).join(".")]);
    cuts.set(path, known);
  }
  return known;
}

/** The text under a path, whose keys may be nested, dotted, or some of each. */
function fieldOf(record: Fields, path: string): string {
  if (Object.hasOwn(record, path)) return text(record[path]);
  for (const [first, rest] of cutsOf(path)) {
    const inner = record[first];
    if (!isFields(inner) || !Object.hasOwn(record, first)) continue;
    const found = fieldOf(inner, rest);
    if (found !== "") return found;
  }
  return "";
}
