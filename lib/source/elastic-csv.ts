import { readDocument } from "./elastic-azure";
import type { Document } from "./elastic-fields";
import { cellText } from "./fields";
import type { Header, Reading, Row, Setting, TableFormat } from "./schema";

const SIGN_INS = "azure.signinlogs.";
const AUDITS = "azure.auditlogs.";

/** What Kibana writes for a field that a document lacks. */
const NOTHING = new Set(["-", "(null)", "(empty)"]);

/** Kibana writes 50034 as `50,034`. */
const GROUPED = /^\d{1,3}(,\d{3})+$/;
const NUMBERS = /(error_code|number)$/;

/** Kibana's CSV of documents of the Azure integration: one column for each field, named by its dotted path. */
export const elasticCsv: TableFormat = {
  id: "elastic-csv",
  claims: ({ names }) => names.some((name) => name.startsWith(SIGN_INS) || name.startsWith(AUDITS)),
  refusal,
  rowsRefusal: () => null,
  timeColumns: [
    "azure.signinlogs.properties.created_at",
    "azure.auditlogs.properties.activity_datetime",
    "@timestamp",
  ],
  idColumns: ["azure.signinlogs.properties.id", "azure.auditlogs.properties.id", "event.id"],
  isMonthFirst: true,
  isUtc: false,
  read: readRow,
};

function readRow(row: Row, header: Header, setting: Setting): Reading {
  const document: Document = (path) => {
    const cell = cellText(row, path.toLowerCase());
    if (NOTHING.has(cell)) return "";
    return GROUPED.test(cell) && NUMBERS.test(path) ? cell.replaceAll(",", "") : cell;
  };
  const isAudit = header.names.some((name) => name.startsWith(AUDITS) && document(name) !== "");
  return readDocument(document, isAudit ? "auditlogs" : "signinlogs", setting);
}

function refusal({ has, names }: Header): string | null {
  const isTimed = elasticCsv.timeColumns.some(has);
  if (!isTimed) return WITHOUT_TIME;
  if (names.some((name) => name.startsWith(AUDITS))) return null;
  const hasCode = has("azure.signinlogs.result_type") || has("azure.signinlogs.properties.status.error_code");
  if (!hasCode) return WITHOUT_CODE;
  const hasWho = ["azure.signinlogs.properties.user_principal_name", "user.name", "source.ip"].some(has);
  return hasWho ? null : WITHOUT_WHO;
}

const WITHOUT_TIME =
  "This export from Kibana has no time column. Export it again with @timestamp or created_at among the columns.";
const WITHOUT_CODE =
  "This export from Kibana has no result codes. Export it again with azure.signinlogs.result_type among the columns.";
const WITHOUT_WHO =
  "This export from Kibana has neither accounts nor addresses. Export it again with azure.signinlogs.properties.user_principal_name and source.ip among the columns.";
