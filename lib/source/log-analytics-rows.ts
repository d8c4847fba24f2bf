import { codeOf, filled, signInEvent, timeReading } from "./event-of";
import { fieldsOf, idOf, pickText, text, truth, unwrapped } from "./fields";
import { auditEvent } from "./graph-audit";
import type { Header, Reading, Row, Setting } from "./schema";

/** A row of SigninLogs or AADNonInteractiveUserSignInLogs. TimeGenerated is when it was ingested, minutes later. */
export function readSignInRow(
  row: Row,
  header: Header,
  setting: Setting,
  isNonInteractive: boolean,
): Reading {
  const cell = (name: string) => text(row(name));
  const status = fieldsOf(row("status"));
  const place = fieldsOf(row("locationdetails"));
  const happened = cell("createddatetime");
  const timeColumn = happened.trim() === "" ? "timegenerated" : "createddatetime";
  return signInEvent({
    happened,
    ingested: cell("timegenerated"),
    reading: timeReading(setting, header.zoneOf(timeColumn)),
    isNonInteractiveTable: isNonInteractive,
    nativeId: idOf(row("id")),
    correlationId: cell("correlationid"),
    address: cell("ipaddress"),
    name: cell("userprincipalname") || cell("signinidentifier") || cell("alternatesigninname"),
    app: cell("appdisplayname"),
    appId: cell("appid"),
    clientApp: cell("clientappused"),
    userAgent: cell("useragent"),
    protocol: cell("authenticationprotocol"),
    code: codeOf(
      [cell("resulttype"), pickText(status, "errorCode")],
      [cell("resulttype"), cell("resultsignature")],
    ),
    description: header.has("resultdescription")
      ? cell("resultdescription")
      : pickText(status, "failureReason"),
    country: pickText(place, "countryOrRegion") || cell("location"),
    region: pickText(place, "state"),
    city: pickText(place, "city"),
    asn: cell("autonomoussystemnumber"),
    interactive: interactiveOf(row),
    facts: factsOf(row),
  });
}

function interactiveOf(row: Row): boolean | null {
  const stated = truth(row("isinteractive"));
  if (stated !== null) return stated;
  const types = unwrapped(row("signineventtypes"));
  const kinds = (Array.isArray(types) ? types : [types]).map((type) => text(type).toLowerCase());
  if (kinds.includes("interactiveuser")) return true;
  return kinds.includes("noninteractiveuser") ? false : null;
}

/** The target's id is in ResourceIdentity: ResourceId is the path of the tenant. */
function factsOf(row: Row): Record<string, string> {
  const device = fieldsOf(row("devicedetail"));
  return filled({
    resource: text(row("resourcedisplayname")),
    resourceId: text(row("resourceidentity")),
    userType: text(row("usertype")),
    crossTenantAccessType: text(row("crosstenantaccesstype")),
    homeTenant: text(row("hometenantid")),
    tokenIssuer: text(row("tokenissuertype")),
    os: pickText(device, "operatingSystem"),
    browser: pickText(device, "browser"),
  });
}

/** A row of AuditLogs; its dynamic columns are JSON text, in some exports twice over. */
export function readAuditRow(row: Row, header: Header, setting: Setting): Reading {
  const cell = (name: string) => text(row(name));
  const happened = cell("activitydatetime");
  const timeColumn = happened.trim() === "" ? "timegenerated" : "activitydatetime";
  return auditEvent({
    happened,
    ingested: cell("timegenerated"),
    reading: timeReading(setting, header.zoneOf(timeColumn)),
    nativeId: idOf(row("id")),
    correlationId: cell("correlationid"),
    operation: cell("operationname"),
    activity: cell("activitydisplayname"),
    description: cell("resultreason") || cell("resultdescription"),
    result: cell("result"),
    service: cell("loggedbyservice"),
    category: cell("category"),
    initiatedBy: row("initiatedby"),
    targetResources: row("targetresources"),
    additionalDetails: row("additionaldetails"),
    userAgent: cell("useragent"),
    address: "",
  });
}
