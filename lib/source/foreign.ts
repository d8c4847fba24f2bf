import { pick, pickText } from "./fields";
import { type Fields, MAX_NAME } from "./schema";

/** A log that Rollcall knows but does not read: how one record of it is called, and what a whole file is told. */
export type Foreign = { record: string; refusal: string };

const WINDOWS: Foreign = {
  record: "a Windows event",
  refusal:
    "These are events of Windows, but in a form that Rollcall does not know. Export the Security log as EVTX or XML instead.",
};
const DEFENDER: Foreign = {
  record: "a Defender hunting row",
  refusal:
    "This is a Defender XDR hunting result, but not of sign-ins of users. Export the rows of EntraIdSignInEvents with Timestamp, ErrorCode, AccountUpn and ApplicationId instead, or the sign-in logs from the Entra admin centre.",
};
const has = (record: Fields, ...names: string[]) => names.every((name) => pick(record, name) !== undefined);

const RECORDS: readonly { isIt: (record: Fields) => boolean; foreign: (record: Fields) => Foreign }[] = [
  { isIt: (record) => has(record, "winlog"), foreign: () => WINDOWS },
  { isIt: (record) => has(record, "EventID") || has(record, "Event"), foreign: () => WINDOWS },
  { isIt: (record) => has(record, "timestamp", "actionType"), foreign: () => DEFENDER },
  { isIt: (record) => has(record, "timestamp", "errorCode"), foreign: () => DEFENDER },
  { isIt: (record) => has(record, "_raw") || has(record, "result"), foreign: () => SPLUNK },
  { isIt: (record) => pickText(record, "type") !== "" && has(record, "TimeGenerated"), foreign: otherTable },
  {
    isIt: (record) => pickText(record, "category") !== "" && has(record, "operationName"),
    foreign: otherCategory,
  },
  { isIt: (record) => has(record, "userPrincipalName", "displayName"), foreign: () => DIRECTORY },
];

const SPLUNK: Foreign = {
  record: "a Splunk search result",
  refusal:
    "This is a Splunk search result, but its raw events are not of a log that Rollcall reads. Search for Entra sign-ins or for the Windows Security log instead, and export the raw events.",
};
const DIRECTORY: Foreign = {
  record: "a directory object",
  refusal: "This is a list of directory objects, not a log. Export the Entra sign-in or audit logs instead.",
};

function otherTable(record: Fields): Foreign {
  const table = pickText(record, "type");
  return { record: `table ${table.slice(0, MAX_NAME)}`, refusal: refusalOfTable(table) };
}

/** Data export writes the columns flat: another log is told by its category. */
function otherCategory(record: Fields): Foreign {
  const category = pickText(record, "category").slice(0, MAX_NAME);
  return {
    record: `category ${category}`,
    refusal: `This is the log of category ${category}. Export SignInLogs, NonInteractiveUserSignInLogs or AuditLogs instead.`,
  };
}

/** What a file of another Log Analytics table is told. The name comes from the file: kept short. */
export const refusalOfTable = (table: string): string =>
  `This is the table ${table.slice(0, MAX_NAME)}. Export SigninLogs, AADNonInteractiveUserSignInLogs, AuditLogs or SecurityEvent instead.`;

/** Which other log a JSON record belongs to; null for something unknown. */
export function foreignRecord(record: Fields): Foreign | null {
  return RECORDS.find(({ isIt }) => isIt(record))?.foreign(record) ?? null;
}

/** PowerShell's Export-Csv writes the name of a nested object's type in place of the object. */
export const isModelName = (value: unknown): boolean =>
  typeof value === "string" && value.startsWith("Microsoft.Graph.PowerShell.Models.");

export const FLATTENED =
  "This was written by Export-Csv in PowerShell, which puts a type name where the error code was. Export it again with ConvertTo-Json -Depth 5 instead.";
