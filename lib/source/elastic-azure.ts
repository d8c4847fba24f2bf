import { azureLogs, type Document, documentOf, firstText } from "./elastic-fields";
import { codeOf, filled, signInEvent, timeReading } from "./event-of";
import { idOf, isFields, pick, text, truth } from "./fields";
import { auditEvent } from "./graph-audit";
import { type Fields, type JsonFormat, MAX_NAME, type Reading, type Setting, skipped } from "./schema";

/**
 * Documents of Elastic's Azure integration, where the record that they were made of is not kept: the names of Graph's
 * properties in small letters with underscores, and some of them elsewhere.
 */
export const elasticAzure: JsonFormat = {
  id: "elastic-azure",
  claims: (record) =>
    pick(record, "winlog") === undefined &&
    Object.keys(record).some((key) => key.startsWith("azure.") || (key === "azure" && isFields(record[key]))),
  read: (record, setting) => {
    const logs = azureLogs(record);
    const log = ["signinlogs", "auditlogs"].find((known) => logs.includes(known)) ?? logs[0];
    return readDocument(documentOf(record), log ?? "", setting);
  },
};

const CATEGORIES = new Set(["", "signinlogs", "noninteractiveusersigninlogs", "adfssigninlogs"]);

/** A document of the log that it names as `azure.…`. */
export function readDocument(document: Document, log: string, setting: Setting): Reading {
  if (log === "auditlogs") return readAudit(document, setting);
  if (log !== "signinlogs") return skipped(`${nameOfLog(log)} is not a sign-in or audit log`);
  const category = firstText(document, ["azure.signinlogs.category"]).trim();
  if (CATEGORIES.has(category.toLowerCase())) return readSignIn(document, setting, category);
  return skipped(`category ${category.slice(0, MAX_NAME)} is not a sign-in or audit log`);
}

const nameOfLog = (log: string) =>
  log === "" ? "an Elastic document" : `an Elastic document of azure.${log.slice(0, MAX_NAME)}`;

/** A property as the integration spells it, else as Graph does: not every one is renamed. */
const spelled = (log: string, name: string): string[] => [
  `azure.${log}.properties.${name}`,
  `azure.${log}.properties.${name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())}`,
];

function propertiesOf(document: Document, log: string): (name: string) => string {
  return (name) => firstText(document, known(log, name));
}

/** The same few paths are asked of every document. */
const paths = new Map<string, string[]>();
function known(log: string, name: string): string[] {
  const key = `${log}.${name}`;
  const before = paths.get(key);
  if (before) return before;
  const found = spelled(log, name);
  paths.set(key, found);
  return found;
}

const SOURCE = ["source.ip", "source.address", "client.ip"];

function readSignIn(document: Document, setting: Setting, category: string): Reading {
  const property = propertiesOf(document, "signinlogs");
  const said = (...names: string[]) => firstText(document, names);
  const name = nameIn(document, property);
  if (property("service_principal_id") !== "" && name === "" && property("user_id") === "")
    return skipped("sign-in of a service principal, not of a user");
  const result = said("azure.signinlogs.result_type");
  return signInEvent({
    happened: property("created_at") || property("created_date_time"),
    ingested: said("@timestamp", "azure.signinlogs.time"),
    reading: timeReading(setting),
    isNonInteractiveTable: /^noninteractive/i.test(category),
    nativeId: idOf(property("id")) || idOf(said("event.id")),
    correlationId: property("correlation_id") || said("azure.correlation_id"),
    address: said(...SOURCE) || property("ip_address"),
    name,
    app: property("app_display_name"),
    appId: property("app_id"),
    clientApp: property("client_app_used"),
    userAgent: said("user_agent.original") || property("user_agent"),
    protocol: property("authentication_protocol"),
    code: codeOf([property("status.error_code"), result], [result]),
    description: said("azure.signinlogs.result_description", "event.reason", "message"),
    country: said("geo.country_iso_code", "source.geo.country_iso_code"),
    // The integration files the state under country_name.
    region: said("geo.region_name", "geo.country_name"),
    city: said("geo.city_name"),
    asn: property("autonomous_system_number") || said("source.as.number"),
    interactive: truth(property("is_interactive")),
    facts: factsOf(property),
  });
}

/** `user.name` is only what stands before the @. */
function nameIn(document: Document, property: (name: string) => string): string {
  const whole =
    property("user_principal_name") || property("sign_in_identifier") || property("alternate_sign_in_name");
  if (whole !== "") return whole;
  const local = text(document("user.name"));
  const domain = text(document("user.domain"));
  return local !== "" && domain !== "" ? `${local}@${domain}` : local;
}

function factsOf(property: (name: string) => string): Record<string, string> {
  return filled({
    resource: property("resource_display_name"),
    resourceId: property("resource_id"),
    userType: property("user_type"),
    crossTenantAccessType: property("cross_tenant_access_type"),
    homeTenant: property("home_tenant_id"),
    tokenIssuer: property("token_issuer_type"),
    os: property("device_detail.operating_system"),
    browser: property("device_detail.browser"),
  });
}

function readAudit(document: Document, setting: Setting): Reading {
  const property = propertiesOf(document, "auditlogs");
  const said = (...names: string[]) => firstText(document, names);
  const initiator = (name: string) => property(`initiated_by.${name}`);
  const target: Fields = { userPrincipalName: property("target_resources.0.user_principal_name") };
  const activity = property("activity_display_name");
  return auditEvent({
    happened: property("activity_datetime") || property("activity_date_time"),
    ingested: said("@timestamp", "azure.auditlogs.time"),
    reading: timeReading(setting),
    nativeId: idOf(property("id")),
    correlationId: property("correlation_id") || said("azure.correlation_id"),
    operation: said("azure.auditlogs.operation_name") || activity,
    activity,
    description: property("result_reason") || said("event.reason", "azure.auditlogs.result_description"),
    result: property("result") || said("event.outcome"),
    service: property("logged_by_service"),
    category: property("category"),
    initiatedBy: {
      user: { ipAddress: initiator("user.ipAddress") || initiator("user.ip_address") },
      app: {
        displayName: initiator("app.displayName") || initiator("app.display_name"),
        appId: initiator("app.appId") || initiator("app.app_id"),
      },
    },
    targetResources: [target],
    additionalDetails: document("azure.auditlogs.properties.additional_details"),
    userAgent: said("user_agent.original") || property("user_agent"),
    address: said(...SOURCE),
  });
}
