import type { Event } from "@/lib/event/schema";
import { addressOf, get, momentOf, opened, say, truth, words } from "./values";

/** What one record is, by the rules of the formats alone. */
export type Found = { event: Event } | { as: "rejected" | "skipped" };

const REJECTED: Found = { as: "rejected" };
export const SKIPPED: Found = { as: "skipped" };

const EMPTY: Event = {
  ...{ source: "entra-signin", vector: "entra-signin", atMicros: 0n, isIngestTime: false, digits: 0 },
  ...{
    nativeId: "",
    contentId: "",
    correlationId: "",
    address: "",
    name: "",
    app: "",
    appId: "",
    clientApp: "",
  },
  ...{ userAgent: "", protocol: "", code: "", qualifier: "", operation: "", activity: "", description: "" },
  ...{ country: "", region: "", city: "", asn: "", interactive: null, facts: {} },
};

type Time = { happened: string; ingested: string; isDayFirst?: boolean };

function timed({ happened, ingested, isDayFirst = false }: Time) {
  const isIngestTime = happened.trim() === "";
  const moment = momentOf(isIngestTime ? ingested : happened, isDayFirst);
  return moment && { atMicros: moment.micros, digits: moment.digits, isIngestTime };
}

/** The first that is no mere word; "0" for a success that has no code. */
export function codeOf(codes: string[], verdicts: string[]): string {
  const isWord = (code: string) =>
    ["", "none", "null", "success", "succeeded", "failure", "failed", "interrupted", "other"].includes(
      code.trim().toLowerCase(),
    );
  const code = codes.find((one) => !isWord(one));
  if (code !== undefined) return code.trim();
  return verdicts.some((word) => /^(success|succeeded)$/i.test(word.trim())) ? "0" : "";
}

export const factsOf = (facts: Record<string, string>) =>
  Object.fromEntries(Object.entries(facts).filter(([, fact]) => fact !== ""));

type SignIn = Time & { isNonInteractive: boolean; event: Partial<Event> };

export function signIn({ event, isNonInteractive, ...time }: SignIn): Found {
  const when = timed(time);
  if (!when) return REJECTED;
  const made: Event = { ...EMPTY, ...event, ...when };
  made.address = addressOf(made.address);
  if (made.name + made.address + made.code === "") return REJECTED;
  if (isNonInteractive || made.interactive === false) {
    made.vector = "entra-noninteractive";
    made.interactive = false;
  }
  if (made.protocol.trim().toLowerCase() === "ropc") made.qualifier = "ropc";
  // Rows without an id are told apart by what identifies them, which is no field of the log.
  if (made.nativeId === "")
    made.contentId = JSON.stringify([
      ...[String(made.atMicros), made.correlationId, made.name, made.address, made.app, made.appId],
      ...[made.clientApp, made.userAgent, made.protocol, made.code, made.description],
    ]);
  return { event: made };
}

/** The digits of an id that is a number: JSON.parse rounds those above 2^53. */
function idOf(record: unknown, raw: string): string {
  const id = get(record, "id");
  const digits = typeof id === "number" ? /"id"\s*:\s*(-?\d+)\s*[,}]/i.exec(raw)?.[1] : undefined;
  return digits ?? words(id).trim();
}

const NO_WRAPPING: unknown = {};

/** A sign-in of Microsoft Graph, alone or under `properties` of a diagnostic record. */
export function graphSignIn(record: unknown, raw: string, outer = NO_WRAPPING): Found {
  const kinds = [get(record, "signInEventTypes") ?? []].flat().map((kind) => words(kind).toLowerCase());
  const name =
    say(record, "userPrincipalName") || say(record, "signInIdentifier") || say(record, "alternateSignInName");
  const isProgram = say(record, "servicePrincipalId") !== "" && name === "" && say(record, "userId") === "";
  if (kinds.includes("serviceprincipal") || kinds.includes("managedidentity") || isProgram) return SKIPPED;
  const status = opened(get(record, "status"));
  const location = opened(get(record, "location"));
  const device = opened(get(record, "deviceDetail"));
  const isUser = kinds.includes("interactiveuser") || null;
  const kind = isUser ?? (kinds.includes("noninteractiveuser") ? false : null);
  return signIn({
    happened: say(record, "createdDateTime"),
    ingested: say(outer, "time"),
    isNonInteractive: /^noninteractive/i.test(say(outer, "category")),
    event: {
      nativeId: idOf(record, raw),
      correlationId: say(record, "correlationId") || say(outer, "correlationId"),
      address: say(record, "ipAddress") || say(outer, "callerIpAddress"),
      name,
      app: say(record, "appDisplayName"),
      appId: say(record, "appId"),
      clientApp: say(record, "clientAppUsed"),
      userAgent: say(record, "userAgent"),
      protocol: say(record, "authenticationProtocol"),
      code: codeOf([say(status, "errorCode"), say(outer, "resultType")], [say(outer, "resultType")]),
      description: say(status, "failureReason") || say(outer, "resultDescription"),
      country: say(location, "countryOrRegion") || say(outer, "location"),
      region: say(location, "state"),
      city: say(location, "city"),
      asn: say(record, "autonomousSystemNumber"),
      interactive: truth(get(record, "isInteractive")) ?? kind,
      facts: factsOf({
        resource: say(record, "resourceDisplayName"),
        resourceId: say(record, "resourceId"),
        userType: say(record, "userType"),
        crossTenantAccessType: say(record, "crossTenantAccessType"),
        homeTenant: say(record, "homeTenantId"),
        tokenIssuer: say(record, "tokenIssuerType"),
        os: say(device, "operatingSystem"),
        browser: say(device, "browser"),
      }),
    },
  });
}

const RESET = "self-service password management";
/** Rows that name no service are known by their activity; these are the two that the generator writes. */
const RESET_ACTIVITIES = [
  "self-service password reset flow activity progress",
  "reset password (self-service)",
];

type Audit = Time & {
  record: (name: string) => unknown;
  operation: string;
  activity: string;
  description: string;
  nativeId: string;
  correlationId: string;
  address: string;
  /** What tells rows without an id apart, where that is not what Graph's rows have. */
  contentOf?: (atMicros: string) => string;
};

export function audit({
  record,
  operation,
  activity,
  description,
  nativeId,
  correlationId,
  address,
  contentOf,
  ...time
}: Audit): Found {
  const when = timed(time);
  if (!when) return REJECTED;
  const initiator = opened(record("initiatedBy"));
  const [target] = [opened(record("targetResources"))].flat();
  const details = [opened(record("additionalDetails"))].flat();
  const agent = details.find((detail) => say(detail, "key").trim().toLowerCase() === "user-agent");
  const service = words(record("loggedByService"));
  const isReset =
    service.trim().toLowerCase() === RESET ||
    [operation, activity].some((name) => RESET_ACTIVITIES.includes(name.trim().toLowerCase()));
  const name = say(target, "userPrincipalName");
  const at = String(when.atMicros);
  const content = [correlationId, description, name, at, ...(isReset ? [] : [operation])];
  return {
    event: {
      ...EMPTY,
      ...when,
      source: "entra-audit",
      vector: isReset ? "sspr" : "entra-audit",
      nativeId,
      contentId: nativeId === "" ? (contentOf?.(at) ?? JSON.stringify(content)) : "",
      correlationId,
      address: addressOf(say(get(initiator, "user"), "ipAddress") || (isReset ? "" : address)),
      name,
      app: say(get(initiator, "app"), "displayName"),
      appId: say(get(initiator, "app"), "appId"),
      userAgent: say(agent, "value") || words(record("userAgent")),
      operation,
      activity,
      description,
      facts: factsOf({
        result: words(record("result")),
        service,
        category: words(record("category")),
      }),
    },
  };
}

/** A directoryAudit of Microsoft Graph, alone or under `properties` of a diagnostic record. */
export function graphAudit(record: unknown, raw: string, outer = NO_WRAPPING): Found {
  const activity = say(record, "activityDisplayName");
  return audit({
    record: (name) => get(record, name),
    happened: say(record, "activityDateTime"),
    ingested: say(outer, "time"),
    operation: say(outer, "operationName") || activity,
    activity,
    description: say(record, "resultReason") || say(outer, "resultDescription"),
    nativeId: idOf(record, raw),
    correlationId: say(record, "correlationId") || say(outer, "correlationId"),
    address: say(outer, "callerIpAddress"),
  });
}

const SIGN_INS = ["signinlogs", "noninteractiveusersigninlogs", "adfssigninlogs"];

/** A record of Azure Monitor's diagnostic settings. */
export function diagnostic(record: unknown, raw: string): Found {
  const kind = say(record, "category").trim().toLowerCase();
  const properties = opened(get(record, "properties"));
  if (SIGN_INS.includes(kind)) return graphSignIn(properties, raw, record);
  return kind === "auditlogs" ? graphAudit(properties, raw, record) : SKIPPED;
}
