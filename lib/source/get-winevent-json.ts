import { placeOf } from "./event-templates";
import { isFields, text } from "./fields";
import type { Fields, JsonFormat } from "./schema";
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
    return windowsEvent(
      {
        eventId,
        provider: textOf(record, "ProviderName"),
        channel: textOf(record, "LogName"),
        computer: textOf(record, "MachineName"),
        recordId: textOf(record, "RecordId"),
        time: timeOf(record),
        data: (name) => propertyOf(values[placeOf(eventId, name)]),
      },
      setting,
    );
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

function valuesOf(properties: unknown): unknown[] {
  const list = bare(properties);
  return Array.isArray(list) ? list : [];
}

/** A property's value; a sid is an object of its own, and nobody asks for one. */
const propertyOf = (property: unknown): string => text(isFields(property) ? property.Value : property);
