import { placeOf } from "./event-templates";
import { isFields, text } from "./fields";
import type { Fields, JsonFormat } from "./schema";
import { windowsEvent } from "./windows-event";
import type { WindowsRecord } from "./windows-record";

/**
 * An event's XML as JSON, which is how `evtx_dump` writes it in either style of attributes (`#attributes`, or a
 * `…_attributes` beside the element), and other converters with `@Name`. Its times are UTC, said or not.
 */
export const windowsJson: JsonFormat = {
  id: "windows-json",
  claims: (record) => isFields(record.Event) && isFields(record.Event.System),
  read: (record, setting) => windowsEvent(recordOf(record), setting, { isUtc: true }),
};

const NOTHING: Fields = {};
const fieldsIn = (parent: Fields, name: string): Fields => {
  const value = parent[name];
  return isFields(value) ? value : NOTHING;
};

function recordOf(record: Fields): WindowsRecord {
  const event = fieldsIn(record, "Event");
  const system = fieldsIn(event, "System");
  const eventId = contentOf(system.EventID);
  return {
    eventId,
    provider: attributeOf(system, "Provider", "Name"),
    channel: contentOf(system.Channel),
    computer: contentOf(system.Computer),
    recordId: contentOf(system.EventRecordID),
    time: attributeOf(system, "TimeCreated", "SystemTime"),
    data: dataOf(event.EventData, eventId),
  };
}

/** An element's text: the value itself, or what stands beside its attributes. */
function contentOf(element: unknown): string {
  return isFields(element) ? text(element["#text"]) : text(element);
}

function attributeOf(parent: Fields, element: string, name: string): string {
  const inner = fieldsIn(parent, element);
  const attributes = isFields(inner["#attributes"])
    ? inner["#attributes"]
    : fieldsIn(parent, `${element}_attributes`);
  return text(attributes[name] ?? inner[`@${name}`]);
}

/** EventData is a map by name; a list of `{"@Name", "#text"}`; or a list of values whose names the log leaves out. */
function dataOf(eventData: unknown, eventId: string): WindowsRecord["data"] {
  if (!isFields(eventData)) return () => "";
  const list = listIn(eventData.Data);
  if (!list) return (name) => contentOf(Object.hasOwn(eventData, name) ? eventData[name] : undefined);
  const named = new Map<string, string>();
  for (const element of list) {
    const name = nameOf(element);
    if (name !== "" && !named.has(name)) named.set(name, contentOf(element));
  }
  if (named.size > 0) return (name) => named.get(name) ?? "";
  return (name) => contentOf(list[placeOf(eventId, name)]);
}

/** Values without names stand in `Data`, or in `Data` under `#text`. */
function listIn(data: unknown): unknown[] | null {
  if (Array.isArray(data)) return data;
  if (!isFields(data)) return null;
  const inner = data["#text"];
  return Array.isArray(inner) ? inner : [data];
}

function nameOf(element: unknown): string {
  if (!isFields(element)) return "";
  const attributes = element["#attributes"];
  return text(isFields(attributes) ? attributes.Name : element["@Name"]);
}
