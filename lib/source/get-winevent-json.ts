import { placeOf } from "./event-templates";
import { isFields, text } from "./fields";
import { type Fields, type JsonFormat, rejected } from "./schema";
import { windowsEvent } from "./windows-event";

/**
 * `Get-WinEvent | ConvertTo-Json`. The values of an event stand in Properties by their place and without names; times
 * are `/Date(…)/`, which is UTC, in Windows PowerShell, and ISO with an offset in PowerShell 7.
 */
export const getWinEventJson: JsonFormat = {
  id: "get-winevent",
  claims: (record) =>
    Object.hasOwn(record, "TimeCreated") &&
    Object.hasOwn(record, "Id") &&
    (Object.hasOwn(record, "ProviderName") || Object.hasOwn(record, "LogName")) &&
    Object.hasOwn(record, "Properties"),
  read: (record, setting) => {
    const eventId = textOf(record, "Id");
    const values = valuesOf(record.Properties);
    const reading = windowsEvent(
      {
        eventId,
        provider: textOf(record, "ProviderName"),
        channel: textOf(record, "LogName"),
        computer: textOf(record, "MachineName"),
        recordId: textOf(record, "RecordId"),
        time: timeOf(record),
        data: (name) => propertyOf(values?.[placeOf(eventId, name)]),
      },
      setting,
    );
    return values || reading.ok || reading.as === "skipped" ? reading : rejected(TOO_SHALLOW);
  },
  time: timeOf,
};

/** Windows PowerShell wraps a value that carries notes: `{"value": …, "DisplayHint": 2}`, a list `{"value": […], "Count": 2}`. */
const bare = (value: unknown): unknown =>
  isFields(value) && Object.hasOwn(value, "value") ? value.value : value;

const textOf = (record: Fields, name: string): string =>
  Object.hasOwn(record, name) ? text(bare(record[name])) : "";

function timeOf(record: Fields): string {
  return textOf(record, "TimeCreated");
}

const TOO_SHALLOW = "the values are type names: export with ConvertTo-Json -Depth 4";

/** Beyond its depth, which is 2 unless somebody asks for more, ConvertTo-Json writes the name of a type. */
function valuesOf(properties: unknown): unknown[] | null {
  const list = bare(properties);
  if (typeof list === "string") return null;
  if (!Array.isArray(list)) return [];
  return list.some((value) => typeof value === "string" && TYPE_NAME.test(value)) ? null : list;
}

const TYPE_NAME = /^System\.Diagnostics\.Eventing\.Reader\.EventProperty/;

/** A property's value; a sid is an object of its own, and nobody asks for one. */
const propertyOf = (property: unknown): string => text(isFields(property) ? property.Value : property);
