import { cellText, fieldsOf, isFields, text } from "./fields";
import { flatRow } from "./flat-rows";
import type { Fields, JsonFormat, Reading, Row, Setting, TableFormat } from "./schema";
import { windowsEvent } from "./windows-event";

const COLUMNS = ["eventid", "channel", "timecreated", "payload"];

/**
 * Eric Zimmerman's EvtxECmd as CSV, its columns in any order. Payload holds EventData whole; PayloadData1 to 6,
 * UserName and RemoteHost are made of it by maps that change. Times are UTC without saying so.
 */
export const evtxEcmdCsv: TableFormat = {
  id: "evtxecmd",
  claims: ({ has }) => COLUMNS.every(has),
  refusal: () => null,
  rowsRefusal: () => null,
  timeColumns: ["timecreated"],
  idColumns: ["eventrecordid"],
  isMonthFirst: false,
  isUtc: true,
  read: (row, _header, setting) => readRow(row, setting),
};

/** The same as JSON lines (`--json`). */
export const evtxEcmdJson: JsonFormat = {
  id: "evtxecmd",
  claims: (record) => typeof record.Payload === "string" && "EventId" in record && "Channel" in record,
  read: (record, setting) => readRow(flatRow(record).row, setting),
};

function readRow(row: Row, setting: Setting): Reading {
  let data: Map<string, string> | null = null;
  const read = (name: string) => {
    data ??= dataOf(fieldsOf(row("payload")));
    return data.get(name) ?? "";
  };
  return windowsEvent(
    {
      eventId: cellText(row, "eventid"),
      provider: cellText(row, "provider"),
      channel: cellText(row, "channel"),
      computer: cellText(row, "computer"),
      recordId: cellText(row, "eventrecordid"),
      time: cellText(row, "timecreated"),
      data: read,
    },
    setting,
    { isUtc: true },
  );
}

/** `{"EventData":{"Data":[{"@Name":…,"#text":…}]}}`; of a single one there is no list. */
function dataOf({ EventData: eventData }: Fields): Map<string, string> {
  const held = isFields(eventData) ? eventData.Data : undefined;
  const items = Array.isArray(held) ? held : [held];
  return new Map(items.filter(isFields).map((item) => [text(item["@Name"]), text(item["#text"])]));
}
