import { timeOf } from "./event-of";
import { text } from "./fields";
import { auditEvent } from "./graph-audit";
import type { Reading, Row, Setting, TableFormat } from "./schema";
import { UTC } from "./zones";

/** Details are written in as many pairs of columns; what a record has beyond them is lost in the export. */
const DETAILS = [1, 2, 3, 4, 5, 6];

/** The Entra admin centre's audit CSV: 86 columns, three targets of five properties each, six details. */
export const portalAudit: TableFormat = {
  id: "portal-audit",
  claims: ({ has }) =>
    has("activity") && (has("actoruserprincipalname") || has("target1userprincipalname")) && !has("type"),
  refusal: ({ has }) =>
    has("date (utc)")
      ? null
      : "This export of the audit log has no time column. Download it again with all columns.",
  rowsRefusal: () => null,
  timeColumns: ["date (utc)"],
  isMonthFirst: false,
  isUtc: true,
  read: (row, _header, setting) => readRow(row, setting),
};

/** The columns flatten what Graph nests: put back, the rows are read as Graph's. */
function readRow(row: Row, setting: Setting): Reading {
  const cell = (name: string) => text(row(name));
  const reading = { order: setting.dateOrder, zone: UTC };
  const activity = cell("activity");
  return auditEvent({
    happened: cell("date (utc)"),
    ingested: "",
    reading,
    nativeId: "",
    contentId: contentOf(row, setting),
    correlationId: cell("correlationid"),
    operation: activity,
    activity,
    description: cell("resultreason"),
    result: cell("result"),
    service: cell("service"),
    category: cell("category"),
    initiatedBy: { user: { ipAddress: cell("ipaddress") }, app: { displayName: programOf(row) } },
    targetResources: [{ userPrincipalName: cell("target1userprincipalname") }],
    additionalDetails: DETAILS.map((n) => ({
      key: cell(`additionaldetail${n}key`),
      value: cell(`additionaldetail${n}value`),
    })),
    userAgent: cell("user agent"),
    address: "",
  });
}

/** The export has no id, and every step of one reset shares a CorrelationId: more is needed to tell rows apart. */
function contentOf(row: Row, setting: Setting): string {
  const cell = (name: string) => text(row(name));
  const time = timeOf(cell("date (utc)"), "", { order: setting.dateOrder, zone: UTC });
  const at = "reason" in time ? "" : String(time.instant.micros);
  const parts = ["correlationid", "activity", "resultreason", "target1objectid"].map(cell);
  return JSON.stringify(["portal-audit", at, ...parts]);
}

/** An application that acted: its service principal, else the actor's own name. */
function programOf(row: Row): string {
  const program = text(row("actorserviceprincipalname"));
  if (program !== "") return program;
  return /^application$/i.test(text(row("actortype")).trim()) ? text(row("actordisplayname")) : "";
}
