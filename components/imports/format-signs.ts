/** By what each format is known: its content, never its name. */
const SIGN: Record<string, string> = {
  "graph-sign-in": "Graph's properties of a sign-in (createdDateTime, userPrincipalName, status)",
  "graph-audit": "Graph's properties of an audit record (activityDateTime, activityDisplayName)",
  diagnostic: "a category and properties in each record, as diagnostic settings write them",
  "log-analytics": "the columns of SigninLogs or AuditLogs",
  "portal-sign-in": "the header of the portal's download (Date, Request ID, Username)",
  "portal-audit": "the header of the portal's download (Activity, ActorUserPrincipalName)",
  ual: "AuditData, or Operation with Workload and CreationTime",
  "ual-flat": "AuditData's properties as columns",
  "elastic-azure": "azure.signinlogs or azure.auditlogs in the documents",
  "elastic-csv": "the dotted columns of Kibana",
  "defender-sign-in": "Timestamp, ErrorCode and AccountUpn",
  "windows-evtx": "the file's first bytes (ElfFile)",
  "windows-xml": "Event elements",
  "windows-json": "Event.System in each record",
  winlogbeat: "winlog.event_id in each document",
  nxlog: "EventID and Channel beside SourceModuleType",
  "get-winevent": "Message, Id and MachineName, as Get-WinEvent names them",
  "event-viewer": "the header of Event Viewer's own CSV, and a message behind it",
  evtxecmd: "EvtxECmd's columns (EventRecordId, PayloadData, Payload)",
  "security-event": "the columns of the table SecurityEvent",
  "splunk-text": "a line with the time, then LogName and EventCode",
  "splunk-xml": "Event elements in _raw",
  "splunk-csv": "the column _raw",
};

/** The controllers' own log, in any of its shapes. */
const WINDOWS = new Set([
  ...["windows-evtx", "windows-xml", "windows-json", "winlogbeat", "nxlog", "get-winevent", "event-viewer"],
  ...["evtxecmd", "security-event", "splunk-text", "splunk-xml"],
]);
const ENTRA = new Set([
  ...["graph-sign-in", "diagnostic", "log-analytics", "portal-sign-in", "elastic-azure", "elastic-csv"],
  "defender-sign-in",
]);

export const signOf = (format: string | null): string => (format && SIGN[format]) || "";

/** What no export of this kind can hold, however complete it is; the unified audit log says so in a note of its own. */
export function blindSpotOf(format: string | null): string {
  if (format === null) return "";
  if (WINDOWS.has(format))
    return "names that exist and were asked for by Kerberos without a password: a controller logs only the misses of such a scan";
  if (ENTRA.has(format))
    return "look-ups that come before a sign-in (GetCredentialType and the like): they leave no record anywhere";
  return "";
}
