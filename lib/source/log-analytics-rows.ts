import { codeOf, filled, signInEvent, timeReading } from "./event-of";
import { cellText, fieldsOf, idOf, pickText, text, truth, unwrapped } from "./fields";
import { auditEvent } from "./graph-audit";
import type { Header, Reading, Row, Setting } from "./schema";

/** A row of SigninLogs or AADNonInteractiveUserSignInLogs. TimeGenerated is when it was ingested, minutes later. */
export function readSignInRow(
  row: Row,
  header: Header,
  setting: Setting,
  isNonInteractive: boolean,
): Reading {
  const status = fieldsOf(row("status"));
  const place = fieldsOf(row("locationdetails"));
  const happened = cellText(row, "createddatetime");
  const timeColumn = happened.trim() === "" ? "timegenerated" : "createddatetime";
  return signInEvent({
    happened,
    ingested: cellText(row, "timegenerated"),
    reading: timeReading(setting, header.zoneOf(timeColumn)),
    isNonInteractiveTable: isNonInteractive,
    nativeId: idOf(row("id")),
    correlationId: cellText(row, "correlationid"),
    address: cellText(row, "ipaddress"),
    name:
      cellText(row, "userprincipalname") ||
      cellText(row, "signinidentifier") ||
      cellText(row, "alternatesigninname"),
    app: cellText(row, "appdisplayname"),
    appId: cellText(row, "appid"),
    clientApp: cellText(row, "clientappused"),
    userAgent: cellText(row, "useragent"),
    protocol: cellText(row, "authenticationprotocol"),
    code: codeOf(
      [cellText(row, "resulttype"), pickText(status, "errorCode")],
      [cellText(row, "resulttype"), cellText(row, "resultsignature")],
    ),
    description: header.has("resultdescription")
      ? cellText(row, "resultdescription")
      : pickText(status, "failureReason"),
    country: pickText(place, "countryOrRegion") || cellText(row, "location"),
    region: pickText(place, "state"),
    city: pickText(place, "city"),
    asn: cellText(row, "autonomoussystemnumber"),
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
    resource: cellText(row, "resourcedisplayname"),
    resourceId: cellText(row, "resourceidentity"),
    userType: cellText(row, "usertype"),
    crossTenantAccessType: cellText(row, "crosstenantaccesstype"),
    homeTenant: cellText(row, "hometenantid"),
    tokenIssuer: cellText(row, "tokenissuertype"),
    os: pickText(device, "operatingSystem"),
    browser: pickText(device, "browser"),
  });
}

/** A row of AuditLogs; its dynamic columns are JSON text, in some exports twice over. */
export function readAuditRow(row: Row, header: Header, setting: Setting): Reading {
  const happened = cellText(row, "activitydatetime");
  const timeColumn = happened.trim() === "" ? "timegenerated" : "activitydatetime";
  return auditEvent({
    happened,
    ingested: cellText(row, "timegenerated"),
    reading: timeReading(setting, header.zoneOf(timeColumn)),
    nativeId: idOf(row("id")),
    correlationId: cellText(row, "correlationid"),
    operation: cellText(row, "operationname"),
    activity: cellText(row, "activitydisplayname"),
    description: cellText(row, "resultreason") || cellText(row, "resultdescription"),
    result: cellText(row, "result"),
    service: cellText(row, "loggedbyservice"),
    category: cellText(row, "category"),
    initiatedBy: row("initiatedby"),
    targetResources: row("targetresources"),
    additionalDetails: row("additionaldetails"),
    userAgent: cellText(row, "useragent"),
    address: "",
  });
}
