import { codeOf, filled, signInEvent } from "./event-of";
import { idOf, text } from "./fields";
import type { Reading, Row, Setting, TableFormat } from "./schema";
import { UTC } from "./zones";

/** A name that the portal could not resolve is shown as an object id. */
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The Entra admin centre's sign-in CSV, in every generation since 2020: columns by name, none required but these. */
export const portalSignIn: TableFormat = {
  id: "portal-sign-in",
  claims: (header) => header.has("date (utc)") && header.has("request id") && header.has("username"),
  refusal: (header) =>
    header.has("sign-in error code") || header.has("status")
      ? null
      : "This sign-in export has no result column. Download it again with all columns.",
  rowsRefusal: () => null,
  timeColumns: ["date (utc)"],
  isMonthFirst: false,
  isUtc: true,
  read: (row, _header, setting) => readRow(row, setting),
};

/** The header says that times are UTC, so no zone is ever assumed. */
function readRow(row: Row, setting: Setting): Reading {
  const cell = (name: string) => text(row(name));
  const claim = setting.nameClaims;
  return signInEvent({
    happened: cell("date (utc)"),
    ingested: "",
    reading: { order: setting.dateOrder, zone: UTC },
    isNonInteractiveTable: claim === "non-interactive",
    nativeId: idOf(row("request id")),
    correlationId: cell("correlation id"),
    address: cell("ip address"),
    name: nameOf(cell("username"), cell("sign-in identifier")),
    app: cell("application"),
    appId: cell("application id"),
    clientApp: cell("client app"),
    userAgent: cell("user agent"),
    protocol: cell("authentication protocol"),
    code: codeOf([cell("sign-in error code")], [cell("status")]),
    description: cell("failure reason"),
    ...placeOf(cell("location")),
    asn: cell("autonomous system number"),
    interactive: claim === "interactive" ? true : null,
    facts: filled({
      resource: cell("resource"),
      resourceId: cell("resource id"),
      userType: cell("user type"),
      crossTenantAccessType: cell("cross tenant access type"),
      homeTenant: cell("home tenant id"),
      tokenIssuer: cell("token issuer type"),
      os: cell("operating system"),
      browser: cell("browser"),
    }),
  });
}

const nameOf = (username: string, typed: string): string =>
  typed !== "" && (username === "" || GUID.test(username)) ? typed : username;

/** `City, State, CC`, read from the right: there may be a country only. */
function placeOf(location: string): { country: string; region: string; city: string } {
  const parts = location.split(",").map((part) => part.trim());
  const country = parts.pop() ?? "";
  const region = parts.pop() ?? "";
  return { country, region, city: parts.join(", ") };
}
