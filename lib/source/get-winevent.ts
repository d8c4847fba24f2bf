import { cellText } from "./fields";
import type { Header, Reading, Row, Setting, TableFormat } from "./schema";
import { renderedEvent } from "./windows-message";

/**
 * `Get-WinEvent | Export-Csv`, and `Get-EventLog` of older scripts. Properties are a type's name in CSV, so the message
 * is all that tells of the logon; times are the clock's of the computer that exported, and name no zone.
 */
export const getWinevent: TableFormat = {
  id: "get-winevent",
  claims: ({ has }) => has("message") && (isWinEvent(has) || isEventLog(has)),
  refusal: () => null,
  rowsRefusal: () => null,
  timeColumns: ["timecreated", "timegenerated"],
  idColumns: ["recordid", "index"],
  idsElsewhere: "EVTX and XML have them.",
  isMonthFirst: false,
  isUtc: false,
  read: readRow,
};

type Has = Header["has"];
const isWinEvent = (has: Has) => has("id") && has("timecreated");
const isEventLog = (has: Has) => has("eventid") && has("timegenerated") && has("machinename");

function readRow(row: Row, { has }: Header, setting: Setting): Reading {
  const isNew = isWinEvent(has);
  const cell = (name: string, older: string) => cellText(row, isNew ? name : older);
  return renderedEvent(
    {
      eventId: cell("id", "eventid"),
      provider: cell("providername", "source"),
      channel: cell("logname", "log"),
      computer: cellText(row, "machinename"),
      recordId: cell("recordid", "index"),
      time: cell("timecreated", "timegenerated"),
    },
    cellText(row, "message"),
    setting,
  );
}
