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
  const field = (paths: readonly string[]) => {
    for (const path of paths) {
      const value = fieldOf(record, path);
      if (value !== "") return value;
    }
    return "";
  };
  const nested = eventDataOf(record);
  return {
    eventId: field(EVENT_ID),
    provider: field(PROVIDER),
    channel: field(CHANNEL),
    computer: field(COMPUTER),
    recordId: field(RECORD_ID),
    time: field(TIME),
    data: (name) => {
      if (!nested) return field(pathsOf(name));
      const own = Object.hasOwn(nested, name) ? text(nested[name]) : "";
      return own === "" ? field(MOVED[name] ?? NONE) : own;
    },
  };
}

const EVENT_ID = ["winlog.event_id", "event.code", "event_id"];
const PROVIDER = ["winlog.provider_name", "event.provider", "source_name"];
const CHANNEL = ["winlog.channel", "log_name"];
const COMPUTER = ["winlog.computer_name", "computer_name", "host.name"];
const RECORD_ID = ["winlog.record_id", "record_number"];
const TIME = ["@timestamp"];
const NONE: readonly string[] = [];

/** The values of the event where they are an object of their own, as nearly everywhere. */
function eventDataOf({ winlog, event_data }: Fields): Fields | null {
  const data = isFields(winlog) ? winlog.event_data : event_data;
  return isFields(data) ? data : null;
}

/** Where Elastic's pipeline moves a value of the event. */
const MOVED: Record<string, readonly string[]> = {
  IpAddress: ["source.ip"],
  IpPort: ["source.port"],
  WorkstationName: ["source.domain"],
  ProcessName: ["process.executable"],
  ProcessId: ["process.pid"],
  TargetUserName: ["user.name"],
  TargetDomainName: ["user.domain"],
  LogonType: ["winlog.logon.type"],
};

const paths = new Map<string, readonly string[]>();

/** Where a value of the event may stand under dotted keys. */
function pathsOf(name: string): readonly string[] {
  let known = paths.get(name);
  if (!known) {
    known = [`winlog.event_data.${name}`, `event_data.${name}`, ...(MOVED[name] ?? NONE)];
    paths.set(name, known);
  }
  return known;
}

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
