import { codeOf, signInEvent, timeReading } from "./event-of";
import { cellText, idOf } from "./fields";
import type { Mapping } from "./mapping";
import type { Header, Reading, Row, Setting, TableFormat } from "./schema";

export const MAPPED = "mapped";

const folded = (word: string) => word.trim().toLowerCase();

/** A table whose columns somebody named, as a format like any other. */
export function mappedFormat(mapping: Mapping): TableFormat {
  const outcome = mapping.outcome && {
    column: mapping.outcome.column,
    success: new Set(mapping.outcome.success.map(folded)),
    failure: new Set(mapping.outcome.failure.map(folded)),
  };
  return {
    id: MAPPED,
    claims: () => false,
    refusal: () => null,
    rowsRefusal: () => null,
    timeColumns: [mapping.time],
    idColumns: mapping.nativeId === null ? [] : [mapping.nativeId],
    idsElsewhere: "Name the column of the id if there is one.",
    isMonthFirst: false,
    isUtc: false,
    read: (row, header, setting) => readRow({ row, header, setting }, mapping, outcome),
  };
}

type Asked = { row: Row; header: Header; setting: Setting };
type Outcome = { column: string; success: ReadonlySet<string>; failure: ReadonlySet<string> };

function readRow({ row, header, setting }: Asked, mapping: Mapping, outcome: Outcome | null): Reading {
  const cell = (column: string | null) => (column === null ? "" : cellText(row, column));
  const isInteractive = mapping.kind === "interactive";
  return signInEvent({
    happened: cell(mapping.time),
    ingested: "",
    reading: timeReading(setting, header.zoneOf(mapping.time)),
    isNonInteractiveTable: !isInteractive,
    nativeId: mapping.nativeId === null ? "" : idOf(row(mapping.nativeId)),
    correlationId: cell(mapping.correlationId),
    address: cell(mapping.address),
    name: cell(mapping.account),
    app: cell(mapping.app),
    appId: cell(mapping.appId),
    clientApp: cell(mapping.clientApp),
    userAgent: cell(mapping.userAgent),
    protocol: cell(mapping.protocol),
    code: codeIn(cell(mapping.code), outcome && cell(outcome.column), outcome, setting),
    description: cell(mapping.description),
    ...{ country: "", region: "", city: "", asn: "" },
    interactive: isInteractive,
    facts: {},
  });
}

/**
 * A code decides. Without one only a word for success is an answer: a failure, and a word that the mapping does not
 * name, keep no code, which is read as "nothing" and counted on the receipt.
 */
function codeIn(code: string, said: string | null, outcome: Outcome | null, { onNote }: Setting): string {
  const known = codeOf([code], [code]);
  if (known !== "" || outcome === null || said === null) return known;
  const word = folded(said);
  if (outcome.success.has(word)) return "0";
  if (!outcome.failure.has(word)) onNote?.(neither(outcome.column));
  return "";
}

const neither = (column: string) =>
  `Some rows hold in "${column.slice(0, 60)}" what the mapping names neither success nor failure; they count as no answer.`;
