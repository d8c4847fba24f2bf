import { codeOf, filled, signInEvent, timeReading } from "./event-of";
import { fieldsOf, idOf, isFields, pick, pickText, text, truth, unwrapped } from "./fields";
import { type Fields, type JsonFormat, type Reading, type Setting, skipped } from "./schema";

/** What the wrapping of a Graph object says besides; every property of the object itself comes first. */
export type Wrapping = {
  category: string;
  time: string;
  code: string;
  description: string;
  address: string;
  correlationId: string;
  country: string;
};

const UNWRAPPED: Wrapping = {
  category: "",
  time: "",
  code: "",
  description: "",
  address: "",
  correlationId: "",
  country: "",
};

/** Microsoft Graph `auditLogs/signIns`: v1.0 and beta, the portal's JSON download, PowerShell's PascalCase. */
export const graphSignIn: JsonFormat = {
  id: "graph-sign-in",
  claims: (record) =>
    !Object.hasOwn(record, "ResultType") &&
    (hasResult(record) ||
      (has(record, "createdDateTime") && ONLY_SIGN_INS.some((name) => has(record, name)))),
  read: (record, setting) => readSignIn(record, setting, UNWRAPPED),
};

/** Properties that no other Graph object with a createdDateTime (a user, a security alert) has. */
const ONLY_SIGN_INS = [
  "clientAppUsed",
  "appDisplayName",
  "isInteractive",
  "signInEventTypes",
  "servicePrincipalId",
];

const has = (record: Fields, name: string) => pick(record, name) !== undefined;

/** A result code beside an account or an address, even without a time: such a row is rejected for that. */
function hasResult(record: Fields): boolean {
  const status = pick(record, "status");
  if (!isFields(status) || !has(status, "errorCode")) return false;
  return has(record, "userPrincipalName") || has(record, "ipAddress");
}

/** One Graph sign-in object, alone or out of a diagnostic record. */
export function readSignIn(record: Fields, setting: Setting, outer: Wrapping): Reading {
  const kinds = eventTypes(record);
  if (isWithoutUser(record, kinds)) return skipped("sign-in of a service principal, not of a user");
  const status = fieldsOf(pick(record, "status"));
  const code = pickText(status, "errorCode");
  const protocol = pickText(record, "authenticationProtocol");
  return signInEvent({
    happened: pickText(record, "createdDateTime"),
    ingested: outer.time,
    reading: timeReading(setting),
    isNonInteractiveTable: /^noninteractive/i.test(outer.category),
    nativeId: idOf(pick(record, "id")),
    correlationId: pickText(record, "correlationId") || outer.correlationId,
    address: pickText(record, "ipAddress") || outer.address,
    name: nameOf(record),
    app: pickText(record, "appDisplayName"),
    appId: pickText(record, "appId"),
    clientApp: pickText(record, "clientAppUsed"),
    userAgent: pickText(record, "userAgent"),
    protocol,
    code: codeOf([code, outer.code], [outer.code]),
    description: pickText(status, "failureReason") || outer.description,
    asn: pickText(record, "autonomousSystemNumber"),
    interactive: interactiveOf(record, kinds),
    ...placeOf(record, outer.country),
    facts: factsOf(record),
  });
}

function nameOf(record: Fields): string {
  return (
    pickText(record, "userPrincipalName") ||
    pickText(record, "signInIdentifier") ||
    pickText(record, "alternateSignInName")
  );
}

function placeOf(record: Fields, country: string) {
  const location = fieldsOf(pick(record, "location"));
  return {
    country: pickText(location, "countryOrRegion") || country,
    region: pickText(location, "state"),
    city: pickText(location, "city"),
  };
}

function factsOf(record: Fields): Record<string, string> {
  const device = fieldsOf(pick(record, "deviceDetail"));
  return filled({
    resource: pickText(record, "resourceDisplayName"),
    resourceId: pickText(record, "resourceId"),
    userType: pickText(record, "userType"),
    crossTenantAccessType: pickText(record, "crossTenantAccessType"),
    homeTenant: pickText(record, "homeTenantId"),
    tokenIssuer: pickText(record, "tokenIssuerType"),
    os: pickText(device, "operatingSystem"),
    browser: pickText(device, "browser"),
  });
}

function eventTypes(record: Fields): string[] {
  const types = unwrapped(pick(record, "signInEventTypes"));
  return Array.isArray(types) ? types.map((type) => text(type).toLowerCase()) : [text(types).toLowerCase()];
}

/** isInteractive decides; else the event types, where they name only one of the two. */
function interactiveOf(record: Fields, kinds: string[]): boolean | null {
  const stated = truth(pick(record, "isInteractive"));
  if (stated !== null) return stated;
  if (kinds.includes("interactiveuser")) return true;
  return kinds.includes("noninteractiveuser") ? false : null;
}

/** An application or a managed identity that signed in as itself. */
function isWithoutUser(record: Fields, kinds: string[]): boolean {
  if (kinds.some((kind) => kind === "serviceprincipal" || kind === "managedidentity")) return true;
  const principal = pickText(record, "servicePrincipalId");
  return principal !== "" && nameOf(record) === "" && pickText(record, "userId") === "";
}
