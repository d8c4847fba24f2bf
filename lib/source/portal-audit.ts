import { timeOf } from "./event-of";
import { cellText } from "./fields";
import { auditEvent } from "./graph-audit";
import { inSpanishToo } from "./portal-spanish";
import type { Reading, Row, Setting, TableFormat } from "./schema";
import { UTC } from "./zones";

/** Details are written in as many pairs of columns; what a record has beyond them is lost in the export. */
const DETAILS = [1, 2, 3, 4, 5, 6];

/** The Entra admin centre's audit CSV: 86 columns, three targets of five properties each, six details. */
export const portalAudit: TableFormat = inSpanishToo({
  id: "portal-audit",
  claims: ({ has }) =>
    has("activity") && (has("actoruserprincipalname") || has("target1userprincipalname")) && !has("type"),
  refusal: ({ has }) =>
    has("date (utc)")
      ? null
      : "This export of the audit log has no time column. Download it again with all columns.",
  rowsRefusal: () => null,
  timeColumns: ["date (utc)"],
  idColumns: [],
  isMonthFirst: false,
  isUtc: true,
  read: (row, _header, setting) => readRow(row, setting),
});

/** The columns flatten what Graph nests: put back, the rows are read as Graph's. */
function readRow(row: Row, setting: Setting): Reading {
  const reading = { order: setting.dateOrder, zone: UTC };
  const activity = cellText(row, "activity");
  return auditEvent({
    happened: cellText(row, "date (utc)"),
    ingested: "",
    reading,
    nativeId: "",
    contentId: contentOf(row, setting),
    correlationId: cellText(row, "correlationid"),
    operation: activity,
    activity,
    description: cellText(row, "resultreason"),
    result: cellText(row, "result"),
    service: cellText(row, "service"),
    category: cellText(row, "category"),
    initiatedBy: { user: { ipAddress: cellText(row, "ipaddress") }, app: { displayName: programOf(row) } },
    targetResources: [{ userPrincipalName: cellText(row, "target1userprincipalname") }],
    additionalDetails: DETAILS.map((n) => ({
      key: cellText(row, `additionaldetail${n}key`),
      value: cellText(row, `additionaldetail${n}value`),
    })),
    userAgent: cellText(row, "user agent"),
    address: "",
  });
}

/** The export has no id, and every step of one reset shares a CorrelationId: more is needed to tell rows apart. */
function contentOf(row: Row, setting: Setting): string {
  const time = timeOf(cellText(row, "date (utc)"), "", { order: setting.dateOrder, zone: UTC });
  const at = "reason" in time ? "" : String(time.instant.micros);
  const parts = ["correlationid", "activity", "resultreason", "target1objectid"].map((name) =>
    cellText(row, name),
  );
  return JSON.stringify(["portal-audit", at, ...parts]);
}

/** An application that acted: its service principal, else the actor's own name. */
function programOf(row: Row): string {
  const program = cellText(row, "actorserviceprincipalname");
  if (program !== "") return program;
  return /^application$/i.test(cellText(row, "actortype").trim()) ? cellText(row, "actordisplayname") : "";
}
