import { codeOf, filled, signInEvent, timeReading } from "./event-of";
import { cellText, idOf, pick, text, unwrapped } from "./fields";
import { flatRow } from "./flat-rows";
import type { Header, JsonFormat, Reading, Row, Setting, TableFormat } from "./schema";
import { skipped } from "./schema";

const ID = "defender-sign-in";

/**
 * Defender XDR advanced hunting, AADSignInEventsBeta and its successor EntraIdSignInEvents: the portal's CSV. The same
 * sign-ins as in Entra's own log, with the same codes, but without any words for them.
 */
export const defenderCsv: TableFormat = {
  id: ID,
  claims: ({ has }) =>
    has("timestamp") &&
    has("errorcode") &&
    has("accountupn") &&
    (has("applicationid") || has("endpointcall")),
  refusal: (header) =>
    header.names.some((name) => /^d?count(if)?_/.test(name)) && !header.has("reportid") ? SUMMARY : null,
  rowsRefusal: () => null,
  timeColumns: ["timestamp"],
  idColumns: ["requestid", "reportid"],
  isMonthFirst: true,
  isUtc: false,
  read: (row, header, setting) => readRow(row, header, setting),
};

const SUMMARY =
  "This is a summary made by a query, not the sign-ins themselves. Export the rows of EntraIdSignInEvents without summarize instead.";

/** The same rows as JSON objects, as the hunting API answers. */
export const defenderJson: JsonFormat = {
  id: ID,
  claims: (record) => {
    const has = (name: string) => pick(record, name) !== undefined;
    return (
      has("timestamp") &&
      has("errorCode") &&
      has("accountUpn") &&
      (has("applicationId") || has("endpointCall"))
    );
  },
  read: (record, setting) => {
    const { row, header } = flatRow(record);
    return readRow(row, header, setting);
  },
};

function readRow(row: Row, header: Header, setting: Setting): Reading {
  const kinds = kindsOf(row);
  if (kinds.some((kind) => /^(serviceprincipal|managedidentity)$/.test(kind)))
    return skipped("sign-in of a service principal, not of a user");
  return signInEvent({
    happened: cellText(row, "timestamp"),
    ingested: "",
    reading: timeReading(setting, header.zoneOf("timestamp")),
    isNonInteractiveTable: false,
    nativeId: idOf(row("requestid")) || idOf(row("reportid")),
    correlationId: cellText(row, "correlationid"),
    address: cellText(row, "ipaddress"),
    name: cellText(row, "accountupn") || cellText(row, "alternatesigninname"),
    app: cellText(row, "application"),
    appId: cellText(row, "applicationid"),
    clientApp: cellText(row, "clientappused"),
    userAgent: cellText(row, "useragent"),
    protocol: cellText(row, "endpointcall"),
    code: codeOf([cellText(row, "errorcode")], []),
    description: "",
    country: cellText(row, "country"),
    region: cellText(row, "state"),
    city: cellText(row, "city"),
    asn: "",
    interactive: interactiveOf(kinds),
    facts: factsOf(row),
  });
}

/** LogonType is a list as JSON text, `["interactiveUser"]`; the documentation calls it a string. */
function kindsOf(row: Row): string[] {
  const types = unwrapped(row("logontype"));
  return (Array.isArray(types) ? types : [types]).map((type) => text(type).trim().toLowerCase());
}

function interactiveOf(kinds: string[]): boolean | null {
  if (kinds.includes("interactiveuser")) return true;
  return kinds.includes("noninteractiveuser") ? false : null;
}

/** A number where Entra's own log has a word. */
const ISSUERS: Record<string, string> = { "0": "AzureAD", "1": "ADFederationServices" };

function factsOf(row: Row): Record<string, string> {
  const issuer = cellText(row, "tokenissuertype");
  return filled({
    resource: cellText(row, "resourcedisplayname"),
    resourceId: cellText(row, "resourceid"),
    tokenIssuer: ISSUERS[issuer] ?? issuer,
    os: cellText(row, "osplatform"),
    browser: cellText(row, "browser"),
  });
}
