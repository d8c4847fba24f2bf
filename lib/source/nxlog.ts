import { text } from "./fields";
import type { Fields, JsonFormat } from "./schema";
import { lacksZone } from "./times";
import { windowsEvent } from "./windows-event";

/**
 * Windows events as one flat object, as NXLog writes them and as public data sets keep them. NXLog's EventTime is the
 * clock of the host and names no zone.
 */
export const nxlog: JsonFormat = {
  id: "nxlog",
  claims: (record) =>
    Object.hasOwn(record, "EventID") &&
    SHIPPED.some((name) => Object.hasOwn(record, name)) &&
    !OTHERS.some((name) => Object.hasOwn(record, name)),
  read: (record, setting) =>
    windowsEvent(
      {
        eventId: first(record, "EventID"),
        provider: first(record, "SourceName", "ProviderName", "Provider"),
        channel: first(record, "Channel"),
        computer: first(record, "Hostname", "Computer", "host"),
        recordId: first(record, "RecordNumber", "EventRecordID", "RecordID", "RecordId"),
        time: timeOf(record),
        data: (name) => first(record, name),
      },
      setting,
    ),
  time: timeOf,
};

const SHIPPED = [
  "SourceModuleType",
  "SourceModuleName",
  "SourceName",
  "ProviderGuid",
  "EventTime",
  "@timestamp",
];
/** Columns of Log Analytics, of EvtxECmd, and of Elastic. */
const OTHERS = ["TimeGenerated", "TimeCollected", "Payload", "winlog"];

function first(record: Fields, ...names: string[]): string {
  for (const name of names) {
    const value = Object.hasOwn(record, name) ? text(record[name]) : "";
    if (value !== "") return value;
  }
  return "";
}

/**
 * The event's own time where it names its zone, else `@timestamp`, which always does. The zone of EventReceivedTime is
 * that of EventTime, since both are the host's. Only what is left is a local time to ask about.
 */
function timeOf(record: Fields): string {
  const own = [first(record, "EventTime"), first(record, "TimeCreated"), first(record, "@timestamp")];
  const stated = own.find((time) => time !== "" && !lacksZone(time));
  if (stated !== undefined) return stated;
  const [local = ""] = own.filter((time) => time !== "");
  const zone = /\d(Z|[+-]\d\d:?\d\d)$/i.exec(first(record, "EventReceivedTime").trim())?.[1] ?? "";
  return local === "" ? first(record, "EventReceivedTime") : `${local.trim()}${zone}`;
}
