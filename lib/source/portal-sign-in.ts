import { codeOf, filled, signInEvent } from "./event-of";
import { cellText, detached, idOf } from "./fields";
import { inSpanishToo } from "./portal-spanish";
import type { Reading, Row, Setting, TableFormat } from "./schema";
import { UTC } from "./zones";

/** A name that the portal could not resolve is shown as an object id. */
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The Entra admin centre's sign-in CSV, in every generation since 2020: columns by name, none required but these. */
export const portalSignIn: TableFormat = inSpanishToo({
  id: "portal-sign-in",
  claims: ({ has }) =>
    has("date (utc)") && has("username") && (has("request id") || (has("ip address") && has("application"))),
  refusal: (header) =>
    header.has("sign-in error code") || header.has("status")
      ? null
      : "This sign-in export has no result column. Download it again with all columns.",
  rowsRefusal: () => null,
  timeColumns: ["date (utc)"],
  idColumns: ["request id"],
  isMonthFirst: false,
  isUtc: true,
  read: (row, _header, setting) => readRow(row, setting),
});

/** The header says that times are UTC, so no zone is ever assumed. */
function readRow(row: Row, setting: Setting): Reading {
  const claim = setting.nameClaims;
  const place = placeOf(cellText(row, "location"));
  return signInEvent({
    happened: cellText(row, "date (utc)"),
    ingested: "",
    reading: { order: setting.dateOrder, zone: UTC },
    isNonInteractiveTable: claim === "non-interactive",
    nativeId: idOf(row("request id")),
    correlationId: cellText(row, "correlation id"),
    address: cellText(row, "ip address"),
    name: nameOf(cellText(row, "username"), cellText(row, "sign-in identifier")),
    app: cellText(row, "application"),
    appId: cellText(row, "application id"),
    clientApp: cellText(row, "client app"),
    userAgent: cellText(row, "user agent"),
    protocol: cellText(row, "authentication protocol"),
    code: codeOf([cellText(row, "sign-in error code")], [cellText(row, "status")]),
    description: cellText(row, "failure reason"),
    country: place.country,
    region: place.region,
    city: place.city,
    asn: cellText(row, "autonomous system number"),
    interactive: claim === "interactive" ? true : null,
    facts: filled({
      resource: cellText(row, "resource"),
      resourceId: cellText(row, "resource id"),
      userType: cellText(row, "user type"),
      crossTenantAccessType: cellText(row, "cross tenant access type"),
      homeTenant: cellText(row, "home tenant id"),
      tokenIssuer: cellText(row, "token issuer type"),
      os: cellText(row, "operating system"),
      browser: cellText(row, "browser"),
    }),
  });
}

const nameOf = (username: string, typed: string): string =>
  typed !== "" && (username === "" || GUID.test(username)) ? typed : username;

type Place = { country: string; region: string; city: string };

/** The same few places fill a log. */
const REMEMBERED = 20_000;
const places = new Map<string, Place>();

function placeOf(location: string): Place {
  const before = places.get(location);
  if (before) return before;
  const place = readPlace(detached(location));
  if (places.size >= REMEMBERED) places.clear();
  places.set(detached(location), place);
  return place;
}

/** `City, State, CC`, read from the right: there may be a country only. */
function readPlace(location: string): Place {
  const parts = location.split(",").map((part) => part.trim());
  const country = parts.pop() ?? "";
  const region = parts.pop() ?? "";
  return { country, region, city: parts.join(", ") };
}
