import { eventDataOf } from "./event-data-cell";
import { cellText, pick, text } from "./fields";
import { flatRow } from "./flat-rows";
import { refusalOfTable } from "./foreign";
import {
  type Fields,
  type Header,
  type JsonFormat,
  MAX_NAME,
  type Reading,
  type Row,
  rejected,
  type Setting,
  skipped,
  type TableFormat,
} from "./schema";
import { windowsEvent } from "./windows-event";
import { parseZone } from "./zones";

/** Log Analytics' tables of Windows Security: SecurityEvent, and WindowsEvent of the Windows Forwarded Events connector. */
const TABLES = new Set(["securityevent", "windowsevent"]);
/** When it happened; TimeCollected is when an agent sent its batch: hundreds of rows share one. */
const TIMES = ["timegenerated", "timecollected"] as const;
/** Columns of these tables that no other export of Windows events has beside `EventID`. */
const TELLING = [...TIMES, "sourcecomputerid", "eventoriginid", "eventsourcename"];
/** Columns of EvtxECmd, of PowerShell, and of Log Analytics' table of all other event logs. */
const NOT_OURS = ["payload", "message", "rendereddescription", "eventlog"];
const ACCOUNTS = ["targetusername", "targetaccount", "account", "eventdata"];

/** The portal's CSV, the query API's tables, and pandas' CSV of the same: any subset of the columns, in any order. */
export const securityEventCsv: TableFormat = {
  id: "security-event",
  claims: ({ has }) => has("eventid") && TELLING.some(has) && !NOT_OURS.some(has),
  refusal: ({ has }) => {
    if (!TIMES.some(has))
      return "This export has no time column. Export it again with TimeGenerated among the columns.";
    return ACCOUNTS.some(has)
      ? null
      : "This export names no accounts. Export it again with Account or TargetUserName among the columns.";
  },
  rowsRefusal,
  timeColumns: TIMES,
  idColumns: ["eventrecordid", "eventoriginid"],
  idsElsewhere: "EVTX and XML have them.",
  isMonthFirst: true,
  /** pandas writes its index as a column without a name, and the times of Log Analytics, which are UTC, without a zone. */
  isUtc: isOfPandas,
  notes,
  read: readRow,
};

/** The same rows as JSON: one object a line, or a list of them. */
export const securityEventJson: JsonFormat = {
  id: "security-event",
  claims: (record) => {
    const table = tableOf(record);
    if (table !== "") return TABLES.has(table) && has(record, "eventID");
    return (
      has(record, "eventID") && has(record, "timeGenerated") && has(record, "computer") && !isOther(record)
    );
  },
  read: (record, setting) => {
    const { row, header } = flatRow(record);
    return readRow(row, header, setting);
  },
};

const COLLECTED =
  "This export has no TimeGenerated: its times are those at which an agent sent a batch of events, so many share one.";
const WITHOUT_CODES =
  "This export has no Status and SubStatus: what a failed logon told is not known. Export them, and IpAddress, too.";

function notes({ has }: Header): string[] {
  const lacksCodes = !["status", "substatus"].some(has);
  return [...(has("timegenerated") ? [] : [COLLECTED]), ...(lacksCodes ? [WITHOUT_CODES] : [])];
}

const tableOf = (record: Fields): string =>
  text(record.Type ?? record.type)
    .trim()
    .toLowerCase();

/** `eventID` stands for `EventID` too. */
const has = (record: Fields, name: string): boolean => pick(record, name) !== undefined;

/** NXLog and Elastic agents name their own fields beside Windows'. */
const isOther = (record: Fields): boolean =>
  ["SourceModuleType", "EventTime", "winlog", "@timestamp"].some((name) => name in record);

function isOfPandas({ names }: Header): boolean {
  return names[0] === "";
}

function rowsRefusal(rows: Row[]): string | null {
  const tables = rows.map((row) => cellText(row, "type").trim()).filter((table) => table !== "");
  const isOurs = tables.length === 0 || tables.some((table) => TABLES.has(table.toLowerCase()));
  return isOurs ? null : refusalOfTable(tables[0] ?? "");
}

function readRow(row: Row, header: Header, setting: Setting): Reading {
  const table = cellText(row, "type").trim();
  if (table !== "" && !TABLES.has(table.toLowerCase()))
    return skipped(`table ${table.slice(0, MAX_NAME)} is not Windows Security`);
  const column = TIMES.find((name) => cellText(row, name).trim() !== "");
  if (column === undefined) return rejected("no time");
  const reading = windowsEvent(
    {
      eventId: cellText(row, "eventid"),
      provider: cellText(row, "eventsourcename") || cellText(row, "provider") || PROVIDER,
      channel: cellText(row, "channel"),
      computer: cellText(row, "computer"),
      recordId: cellText(row, "eventrecordid"),
      time: cellText(row, column),
      data: dataOf(row),
    },
    statedSetting(setting, header, column),
    { isUtc: isOfPandas(header) },
  );
  return reading.ok ? withOrigin(reading, row, column) : reading;
}

/** Where a query left the provider out: the table holds nothing else under these numbers. */
const PROVIDER = "Microsoft-Windows-Security-Auditing";

/** The id that the agent gave the event stands for the record's number, which the older agent leaves out. */
function withOrigin(reading: Reading & { ok: true }, row: Row, column: string): Reading {
  const { event } = reading;
  const origin = cellText(row, "eventoriginid").trim().toLowerCase();
  if (column === "timecollected") event.isIngestTime = true;
  if (event.nativeId !== "" || origin === "") return reading;
  event.nativeId = origin;
  event.contentId = "";
  return reading;
}

/** The zone that a header states in brackets holds for its column. */
function statedSetting(setting: Setting, { zoneOf }: Header, column: string): Setting {
  const zone = zoneOf(column);
  return zone === null || parseZone(zone) === null
    ? setting
    : { ...setting, timeZone: zone, onAssumedZone: undefined };
}

/** A field has its own column, or stands in the EventData cell. */
function dataOf(row: Row): (name: string) => string {
  let cell: Map<string, string> | null = null;
  const own = (name: string) => {
    const column = cellText(row, name.toLowerCase());
    if (column !== "") return column;
    cell ??= eventDataOf(row("eventdata"));
    return cell.get(name) ?? "";
  };
  return (name) => {
    const value = own(name);
    if (value !== "") return value;
    if (name === "TargetUserName") return accountOf(row).user;
    if (name === "TargetDomainName" && own("TargetUserName") === "") return accountOf(row).domain;
    return name === "Workstation" ? own("WorkstationName") : "";
  };
}

/** Events whose `Account` is whom the event is about. Of others it is who asked. */
const ABOUT_ACCOUNT = new Set(["4624", "4625", "4768", "4771", "4776"]);

/** `DOMAIN\user`, `\user` where the log has no domain, `\` where it has no name either. */
function accountOf(row: Row): { domain: string; user: string } {
  const isAbout = ABOUT_ACCOUNT.has(cellText(row, "eventid").trim());
  const account = cellText(row, "targetaccount") || (isAbout ? cellText(row, "account") : "");
  const at = account.indexOf("\\");
  if (at < 0) return { domain: "", user: account };
  return { domain: account.slice(0, at), user: account.slice(at + 1) };
}
