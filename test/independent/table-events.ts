import { audit, codeOf, type Found, factsOf, SKIPPED, signIn } from "./events";
import { opened, say, truth } from "./values";

/** A row by the names of its columns, in small letters. */
export type Cells = (name: string) => string;

/** A row of the Entra admin centre's sign-in CSV. */
export function portalRow(
  cell: Cells,
  isDayFirst: boolean,
  claim: "interactive" | "non-interactive" | null,
): Found {
  const place = cell("location")
    .split(",")
    .map((part) => part.trim());
  const isMasked = /^[\da-f]{8}-[\da-f-]{27}$/i.test(cell("username"));
  const typed = cell("sign-in identifier");
  return signIn({
    happened: cell("date (utc)"),
    ingested: "",
    isDayFirst,
    isNonInteractive: claim === "non-interactive",
    event: {
      nativeId: cell("request id").trim(),
      correlationId: cell("correlation id"),
      address: cell("ip address"),
      name: typed !== "" && (isMasked || cell("username") === "") ? typed : cell("username"),
      app: cell("application"),
      appId: cell("application id"),
      clientApp: cell("client app"),
      userAgent: cell("user agent"),
      protocol: cell("authentication protocol"),
      code: codeOf([cell("sign-in error code")], [cell("status")]),
      description: cell("failure reason"),
      country: place.at(-1) ?? "",
      region: place.at(-2) ?? "",
      city: place.slice(0, -2).join(", "),
      asn: cell("autonomous system number"),
      interactive: claim === "interactive" ? true : null,
      facts: factsOf({
        resource: cell("resource"),
        resourceId: cell("resource id"),
        userType: cell("user type"),
        crossTenantAccessType: cell("cross tenant access type"),
        homeTenant: cell("home tenant id"),
        tokenIssuer: cell("token issuer type"),
        os: cell("operating system"),
        browser: cell("browser"),
      }),
    },
  });
}

const TABLES = [
  ...["signinlogs", "aadsigninlogs", "adfssigninlogs"],
  ...["aadnoninteractiveusersigninlogs", "noninteractiveusersigninlogs"],
];

/** Where a row names no table, its category may name the log; that of an audit row names something else. */
const logOf = (category: string) =>
  /^(auditlogs|.*signinlogs)$/i.test(category.trim()) ? category.trim() : "";

/** A row of Log Analytics' tables: "Export to CSV", a query's answer, data export. */
export function analyticsRow(cell: Cells, has: (name: string) => boolean): Found {
  const table = (cell("type").trim() || logOf(cell("category"))).toLowerCase();
  // A row that was cut short names no table: its cells tell.
  const isAudit = ["activitydisplayname", "loggedbyservice", "initiatedby"].some((name) => cell(name) !== "");
  if (table === "auditlogs" || (table === "" && isAudit)) return analyticsAudit(cell);
  if (table !== "" && !TABLES.includes(table)) return SKIPPED;
  const status = opened(cell("status"));
  const place = opened(cell("locationdetails"));
  const device = opened(cell("devicedetail"));
  return signIn({
    happened: cell("createddatetime"),
    ingested: cell("timegenerated"),
    isNonInteractive: table.endsWith("noninteractiveusersigninlogs"),
    event: {
      nativeId: cell("id").trim(),
      correlationId: cell("correlationid"),
      address: cell("ipaddress"),
      name: cell("userprincipalname") || cell("signinidentifier") || cell("alternatesigninname"),
      app: cell("appdisplayname"),
      appId: cell("appid"),
      clientApp: cell("clientappused"),
      userAgent: cell("useragent"),
      protocol: cell("authenticationprotocol"),
      code: codeOf(
        [cell("resulttype"), say(status, "errorCode")],
        [cell("resulttype"), cell("resultsignature")],
      ),
      description: has("resultdescription") ? cell("resultdescription") : say(status, "failureReason"),
      country: say(place, "countryOrRegion") || cell("location"),
      region: say(place, "state"),
      city: say(place, "city"),
      asn: cell("autonomoussystemnumber"),
      interactive: truth(cell("isinteractive")),
      facts: factsOf({
        resource: cell("resourcedisplayname"),
        resourceId: cell("resourceidentity"),
        userType: cell("usertype"),
        crossTenantAccessType: cell("crosstenantaccesstype"),
        homeTenant: cell("hometenantid"),
        tokenIssuer: cell("tokenissuertype"),
        os: say(device, "operatingSystem"),
        browser: say(device, "browser"),
      }),
    },
  });
}

function analyticsAudit(cell: Cells): Found {
  return audit({
    record: (name) => cell(name.toLowerCase()),
    happened: cell("activitydatetime"),
    ingested: cell("timegenerated"),
    operation: cell("operationname"),
    activity: cell("activitydisplayname"),
    description: cell("resultreason") || cell("resultdescription"),
    nativeId: cell("id").trim(),
    correlationId: cell("correlationid"),
    address: "",
  });
}
