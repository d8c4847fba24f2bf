import { auditRecord } from "./audit-form";
import { graphRecord } from "./graph-form";
import { type AuditStep, type Logged, type SignIn, saidOf, secondsText } from "./sign-in";
import type { Tenant } from "./tenant";

/** A row as diagnostic settings write it to a storage account: the Graph object inside an Azure Monitor record. */
export function diagnosticRecord(row: Logged | AuditStep, tenant: Tenant): string {
  const time = `${secondsText(row.micros)}.${String(row.micros % 1_000_000).padStart(6, "0")}${row.tick}Z`;
  const head =
    `{"time":"${time}","resourceId":"/tenants/${tenant.id}/providers/Microsoft.aadiam",` +
    `"operationVersion":"1.0","tenantId":"${tenant.id}","correlationId":"${row.correlation}",` +
    `"durationMs":0,"Level":4,"resultSignature":"None",`;
  if (row.kind !== "sign-in") {
    const operation = JSON.stringify(row.activity);
    return `${head}"category":"AuditLogs","operationName":${operation},"properties":${auditRecord(row)}}`;
  }
  return `${head}${outerOf(row)},"properties":${graphRecord(row, tenant)}}`;
}

function outerOf(row: SignIn): string {
  const category = row.interactive ? "SignInLogs" : "NonInteractiveUserSignInLogs";
  return (
    `"category":"${category}","operationName":"Sign-in activity","resultType":"${row.code}",` +
    `"resultDescription":${JSON.stringify(row.code === 0 ? "" : saidOf(row))},` +
    `"callerIpAddress":"${row.origin.address}","identity":${JSON.stringify(row.display)},` +
    `"location":"${row.origin.place.country}"`
  );
}
