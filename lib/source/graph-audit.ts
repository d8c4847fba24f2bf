import type { Event } from "@/lib/event/schema";
import { canonicalAddress } from "./addresses";
import { filled, timeOf, timeReading } from "./event-of";
import { fieldsOf, idOf, listOf, pick, pickText } from "./fields";
import { type Fields, type JsonFormat, type Reading, rejected, type Setting } from "./schema";
import { isSelfServiceReset } from "./self-service-reset";
import type { TimeReading } from "./times";

/** Microsoft Graph `auditLogs/directoryAudits`: v1.0 and beta, and the portal's JSON download. */
export const graphAudit: JsonFormat = {
  id: "graph-audit",
  claims: (record) =>
    pick(record, "activityDisplayName") !== undefined &&
    ["activityDateTime", "initiatedBy", "targetResources", "loggedByService"].some(
      (name) => pick(record, name) !== undefined,
    ) &&
    !Object.hasOwn(record, "TimeGenerated") &&
    !Object.hasOwn(record, "OperationName"),
  read: (record, setting) =>
    readAudit(record, setting, { operation: "", time: "", address: "", correlationId: "", description: "" }),
};

/** What a diagnostic record says around the audit object. */
export type AuditWrapping = Record<
  "operation" | "time" | "address" | "correlationId" | "description",
  string
>;

/** One directoryAudit object, alone or out of a diagnostic record. */
export function readAudit(record: Fields, setting: Setting, outer: AuditWrapping): Reading {
  const activity = pickText(record, "activityDisplayName");
  return auditEvent({
    happened: pickText(record, "activityDateTime"),
    ingested: outer.time,
    reading: timeReading(setting),
    nativeId: idOf(pick(record, "id")),
    correlationId: pickText(record, "correlationId") || outer.correlationId,
    operation: outer.operation || activity,
    activity,
    description: pickText(record, "resultReason") || outer.description,
    result: pickText(record, "result"),
    service: pickText(record, "loggedByService"),
    category: pickText(record, "category"),
    initiatedBy: pick(record, "initiatedBy"),
    targetResources: pick(record, "targetResources"),
    additionalDetails: pick(record, "additionalDetails"),
    userAgent: pickText(record, "userAgent"),
    address: outer.address,
  });
}

/** What an audit format hands over; the last three may be objects, lists or JSON text. */
export type Audit = Record<"initiatedBy" | "targetResources" | "additionalDetails", unknown> &
  Pick<Event, "nativeId" | "correlationId" | "operation" | "activity" | "description" | "userAgent"> & {
    happened: string;
    ingested: string;
    reading: TimeReading;
    result: string;
    service: string;
    category: string;
    /** An address from the record's wrapping; only for rows that are no password reset. */
    address: string;
    /** What makes the row itself where the log gives it no id, if that is not what Graph's rows have. */
    contentId?: string;
  };

/**
 * An audit row as event. In a self-service reset the actor's account is the victim's own: what identifies the
 * prober is initiatedBy.user.ipAddress alone, and the name asked for is the first target's.
 */
export function auditEvent(audit: Audit): Reading {
  const time = timeOf(audit.happened, audit.ingested, audit.reading);
  if ("reason" in time) return rejected(time.reason);
  const initiator = fieldsOf(audit.initiatedBy);
  const program = fieldsOf(pick(initiator, "app"));
  const isReset = isSelfServiceReset(audit);
  const address = pickText(fieldsOf(pick(initiator, "user")), "ipAddress") || (isReset ? "" : audit.address);
  const { result, service, category, operation, activity, description, correlationId, nativeId } = audit;
  const [target = {}] = listOf(audit.targetResources);
  const name = pickText(target, "userPrincipalName");
  const at = String(time.instant.micros);
  const content = [correlationId, description, name, at, ...(isReset ? [] : [operation])];
  return {
    ok: true,
    event: {
      source: "entra-audit",
      vector: isReset ? "sspr" : "entra-audit",
      atMicros: time.instant.micros,
      isIngestTime: time.isIngestTime,
      digits: time.instant.digits,
      nativeId,
      contentId: nativeId === "" ? (audit.contentId ?? JSON.stringify(content)) : "",
      correlationId,
      address: canonicalAddress(address),
      name,
      app: pickText(program, "displayName"),
      appId: pickText(program, "appId"),
      clientApp: "",
      userAgent: userAgentOf(audit),
      protocol: "",
      code: "",
      qualifier: "",
      operation,
      activity,
      description,
      country: "",
      region: "",
      city: "",
      asn: "",
      interactive: null,
      facts: filled({ result, service, category }),
    },
  };
}

function userAgentOf({ additionalDetails, userAgent }: Audit): string {
  const details = listOf(additionalDetails);
  const found = details.find((detail) => pickText(detail, "key").trim().toLowerCase() === "user-agent");
  return (found && pickText(found, "value")) || userAgent;
}
