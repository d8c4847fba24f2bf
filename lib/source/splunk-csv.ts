import { isEventText, readEventText, timeOfEventText } from "./event-text";
import { cellText } from "./fields";
import { rawRecord } from "./raw-record";
import type { Reading, Row, Setting, TableFormat } from "./schema";
import { lacksZone } from "./times";

/**
 * A Splunk search saved as CSV. `_raw` holds the event as it came: JSON of any log that is read as JSON, an event of
 * Windows as XML, or Splunk's own text of one. The other cells are what Splunk made of it.
 */
export const splunkCsv: TableFormat = {
  id: "splunk-csv",
  claims: ({ has }) => has("_raw") && !has("auditdata"),
  refusal: () => null,
  rowsRefusal: () => null,
  timeColumns: ["_time"],
  idColumns: ["_raw"],
  isMonthFirst: true,
  isUtc: false,
  timeOf: (row) => (isEventText(rawOf(row)) ? zonedTime(row) || timeOfEventText(rawOf(row)) : ""),
  read: (row, _header, setting) => readRow(row, setting),
};

const rawOf = (row: Row): string => cellText(row, "_raw");

/** The text of an event names the host's clock only; `_time` says where that stood, if it has a zone. */
function zonedTime(row: Row): string {
  const time = cellText(row, "_time");
  return lacksZone(time) ? "" : time;
}

function readRow(row: Row, setting: Setting): Reading {
  const raw = rawOf(row);
  return isEventText(raw) ? readEventText(raw, setting, zonedTime(row)) : rawRecord(raw, setting);
}
