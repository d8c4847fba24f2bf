import { type AuditStep, type DirectoryStep, graphTime, type ResetStep } from "./sign-in";

/** One row of the directory's audit log as Graph's directoryAudit. */
export function auditRecord(row: AuditStep): string {
  return row.kind === "reset-step" ? resetRecord(row) : directoryRecord(row);
}

/** The person is its own actor: the address alone is the prober's. */
function resetRecord(row: ResetStep): string {
  const { id, correlation, activity, reason, name, userId, address, result = "failure" } = row;
  return JSON.stringify({
    id,
    category: "UserManagement",
    correlationId: correlation,
    result,
    resultReason: reason,
    activityDisplayName: activity,
    activityDateTime: graphTime(row),
    loggedByService: "Self-service Password Management",
    operationType: "",
    initiatedBy: {
      app: null,
      user: { id: userId, displayName: null, userPrincipalName: name, ipAddress: address },
    },
    targetResources: [
      { id: userId, displayName: null, type: "User", userPrincipalName: name, modifiedProperties: [] },
    ],
    additionalDetails: [],
  });
}

function directoryRecord(row: DirectoryStep): string {
  const { id, correlation, activity, name, userId, by } = row;
  return JSON.stringify({
    id,
    category: "UserManagement",
    correlationId: correlation,
    result: "success",
    resultReason: "",
    activityDisplayName: activity,
    activityDateTime: graphTime(row),
    loggedByService: "Core Directory",
    operationType: activity === "Add user" ? "Add" : "Delete",
    initiatedBy: { user: null, app: { appId: null, displayName: by, servicePrincipalId: null } },
    targetResources: [
      { id: userId, displayName: null, type: "User", userPrincipalName: name, modifiedProperties: [] },
    ],
    additionalDetails: [],
  });
}
