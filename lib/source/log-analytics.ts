import { defenderCsv } from "./defender-sign-in";
import { pick, pickText, text } from "./fields";
import { flatRow } from "./flat-rows";
import { FLATTENED, isModelName, refusalOfTable } from "./foreign";
import { readAuditRow, readSignInRow } from "./log-analytics-rows";
import {
  type Fields,
  type Header,
  type JsonFormat,
  MAX_NAME,
  type Reading,
  type Row,
  type Setting,
  skipped,
  type TableFormat,
} from "./schema";

/** Tables of sign-ins, and whether they hold the non-interactive ones. */
const SIGN_IN_TABLES = new Map([
  ["signinlogs", false],
  ["aadsigninlogs", false],
  ["adfssigninlogs", false],
  ["aadnoninteractiveusersigninlogs", true],
  ["noninteractiveusersigninlogs", true],
]);
const AUDIT_COLUMNS = ["activitydisplayname", "targetresources", "initiatedby", "loggedbyservice"];
const SIGN_IN_COLUMNS = ["resulttype", "userprincipalname", "clientappused"];
const TIMES = ["createddatetime", "activitydatetime", "timegenerated"];

/** Rows of the Log Analytics tables as JSON objects: data export, and query results saved row by row. */
export const logAnalyticsJson: JsonFormat = {
  id: "log-analytics",
  claims: (record) => {
    if (isOurs(text(record.Type ?? pick(record, "type")))) return true;
    const has = (name: string) => pick(record, name) !== undefined;
    if (isFlatCategory(record)) return true;
    if (!has("timeGenerated") && !has("createdDateTime") && !has("activityDateTime")) return false;
    return (
      (has("resultType") && has("userPrincipalName")) || (has("targetResources") && has("operationName"))
    );
  },
  read: (record, setting) => {
    const { row, header } = flatRow(record);
    return readRow(twins(row, header), header, setting);
  },
};

/** The portal's "Export to CSV" of SigninLogs, AADNonInteractiveUserSignInLogs, AuditLogs, or a union of them. */
export const logAnalyticsCsv: TableFormat = {
  id: "log-analytics",
  claims: (header) => {
    if (header.has("date (utc)") || header.has("eventid") || defenderCsv.claims(header)) return false;
    const isTimed = TIMES.some(header.has) || header.names.some((name) => header.zoneOf(name) !== null);
    const hasOurs = [...SIGN_IN_COLUMNS, ...AUDIT_COLUMNS].some(header.has);
    return header.has("type") ? isTimed || hasOurs : isTimed && hasOurs;
  },
  refusal,
  rowsRefusal,
  timeColumns: TIMES,
  idColumns: ["id"],
  isMonthFirst: true,
  isUtc: false,
  read: (row, header, setting) => readRow(twins(row, header), header, setting),
};

/** Data export writes the columns of a table flat, and names the log in `Category`. */
function isFlatCategory(record: Fields): boolean {
  if (pick(record, "properties") !== undefined || !kindByCategory(pickText(record, "category"))) return false;
  return ["createdDateTime", "activityDateTime", "timeGenerated", "resultType"].some(
    (name) => pick(record, name) !== undefined,
  );
}

/**
 * A union writes a column that has two types as two: `Status_dynamic` and `Status_string`, of which one is filled.
 * Most headers have no such twins, and then a row is left alone.
 */
function twins(row: Row, header: Header): Row {
  if (!hasTwins(header)) return row;
  return (name) => {
    for (const suffix of SUFFIXES) {
      const cell = row(name + suffix);
      if (cell !== undefined && cell !== null && cell !== "") return cell;
    }
    return "";
  };
}

const SUFFIXES = ["", "_dynamic", "_string", "_bool", "_long", "_int", "_real", "_datetime", "_guid"];
const TWIN = /_(dynamic|string|bool|long|int|real|datetime|guid)$/;
const known = new WeakMap<Header, boolean>();

function hasTwins(header: Header): boolean {
  const before = known.get(header);
  if (before !== undefined) return before;
  const found = header.names.some((name) => TWIN.test(name));
  known.set(header, found);
  return found;
}

const isOurs = (table: string): boolean => {
  const kind = table.trim().toLowerCase();
  return SIGN_IN_TABLES.has(kind) || kind === "auditlogs";
};

/** Columns that only AuditLogs has: they tell the table where a query put something else into `Type`. */
const ONLY_AUDIT = ["loggedbyservice", "targetresources", "activitydisplayname"];

/** The table that a row names; a query may have added a column `type`, or overwritten `Type`. */
function tableOf(row: Row): string {
  const named = [text(row("type")), text(row("type#2"))];
  const table = named.find(isOurs);
  if (table !== undefined) return table;
  return ONLY_AUDIT.every((name) => row(name) !== "") ? "AuditLogs" : (named[0] ?? "");
}

function readRow(row: Row, header: Header, setting: Setting): Reading {
  const table = tableOf(row);
  const kind = table.trim().toLowerCase() || kindByCategory(text(row("category")));
  if (kind === "auditlogs") return readAuditRow(row, header, setting);
  const isNonInteractive = SIGN_IN_TABLES.get(kind);
  if (isNonInteractive !== undefined) return readSignInRow(row, header, setting, isNonInteractive);
  if (table.trim() !== "")
    return skipped(`table ${table.trim().slice(0, MAX_NAME)} is not a sign-in or audit log`);
  if (kind !== "")
    return skipped(`category ${text(row("category")).slice(0, MAX_NAME)} is not a sign-in or audit log`);
  return AUDIT_COLUMNS.some((name) => row(name) !== "")
    ? readAuditRow(row, header, setting)
    : readSignInRow(row, header, setting, false);
}

/** In the sign-in tables the category names the log; in AuditLogs it is the activity's own. */
function kindByCategory(category: string): string {
  const kind = category.trim().toLowerCase();
  return kind.endsWith("signinlogs") || kind === "auditlogs" ? kind : "";
}

function refusal(header: Header): string | null {
  const has = (name: string) => SUFFIXES.some((suffix) => header.has(name + suffix));
  const isAudit = AUDIT_COLUMNS.some(has) || has("aadoperationtype");
  const isSignIn = SIGN_IN_COLUMNS.some(has) || has("ipaddress");
  const isAggregate = !has("id") && header.names.some((name) => AGGREGATE.test(name));
  const hasTime = TIMES.some(has);
  if (isAggregate || (!isAudit && !isSignIn)) return AGGREGATED;
  if (!hasTime) return WITHOUT_TIME;
  if (isAudit && !isSignIn) return null;
  if (isAudit && (has("targetresources") || has("activitydisplayname"))) return null;
  if (!has("resulttype") && !has("status")) return WITHOUT_RESULT;
  return has("userprincipalname") || has("ipaddress") ? null : AGGREGATED;
}

/** Where the rows name their table, one at least has to be ours. */
function rowsRefusal(rows: Row[]): string | null {
  if (rows.some((row) => isModelName(row("status")))) return FLATTENED;
  const tables = rows.map((row) => tableOf(row).trim()).filter((table) => table !== "");
  return tables.length === 0 || tables.some(isOurs) ? null : refusalOfTable(tables[0] ?? "");
}

/** Column names that `summarize` makes: `count_`, `dcount_UserPrincipalName`, `set_IPAddress`, `AttemptCount` … */
const AGGREGATE =
  /^(count|dcount|countif|sum|min|max|avg|arg|set|list|make_set|make_list)_|(?<!ac)count(if)?_?$|^unique|set$/;

const AGGREGATED =
  "This is a summary made by a query, not the log rows themselves. Export the rows of SigninLogs or AuditLogs without summarize instead.";
const WITHOUT_TIME =
  "This export has no time column. Export it again with CreatedDateTime or TimeGenerated among the columns.";
const WITHOUT_RESULT = "This export has no result codes. Export it again with ResultType among the columns.";
