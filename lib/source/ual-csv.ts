import { cellText } from "./fields";
import type { Header, Reading, Row, Setting, TableFormat } from "./schema";
import { readAuditData, readWrapped, wrappingBy } from "./ual";

/**
 * Exports of the unified audit log with AuditData in a column: Search-UnifiedAuditLog, Purview, Graph's, Hawk's raw file,
 * and any of them out of Splunk. AuditData says when it was, so no column's dates are looked at.
 */
export const ualCsv: TableFormat = {
  id: "ual",
  claims: ({ has }) => has("auditdata"),
  refusal: () => null,
  rowsRefusal: () => null,
  timeColumns: [],
  idColumns: ["auditdata"],
  isMonthFirst: false,
  isUtc: true,
  read: (row, _header, setting) => readWrapped(row("auditdata"), setting, wrappingOf(row)),
};

const wrappingOf = (row: Row) =>
  wrappingBy(
    (...names) =>
      names.map((name) => cellText(row, name.toLowerCase())).find((cell) => cell.trim() !== "") ?? "",
  );

/**
 * AuditData as columns: the Extractor Suite's CSV and Hawk's converted one, where lists became `System.Object[]` and the
 * user agent with them. Hawk writes times in the order of the analyst's locale, without seconds.
 */
export const ualFlatCsv: TableFormat = {
  id: "ual-flat",
  claims: ({ has }) =>
    !has("auditdata") && has("creationtime") && has("operation") && (has("workload") || has("recordtype")),
  refusal: ({ has }: Header) =>
    has("errornumber") || has("logonerror")
      ? null
      : "This export of the unified audit log has no result codes. Export it again with AuditData, ErrorNumber or LogonError among the columns.",
  rowsRefusal: () => null,
  timeColumns: ["creationtime"],
  idColumns: ["id"],
  isMonthFirst: false,
  isUtc: true,
  read: (row, _header, setting) => readFlat(row, setting),
};

const NO_WRAPPING = wrappingBy(() => "");

function readFlat(row: Row, setting: Setting): Reading {
  return readAuditData((name) => row(name.toLowerCase()), setting, NO_WRAPPING);
}
