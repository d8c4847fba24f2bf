/** Entra sign-ins in Splunk, as the add-on for Microsoft Cloud Services writes them, under short names. */
export const SPLUNK_SIGN_INS = `sourcetype="azure:monitor:aad" category IN ("SignInLogs", "NonInteractiveUserSignInLogs")
| eval code=tostring('properties.status.errorCode'), reason='properties.status.failureReason',
    person=lower(trim('properties.userPrincipalName')), address=coalesce('properties.ipAddress', callerIpAddress),
    client_id='properties.appId', client='properties.appDisplayName', agent='properties.userAgent',
    protocol=lower('properties.authenticationProtocol'), _time=strptime('properties.createdDateTime', "%Y-%m-%dT%H:%M:%S")`;

/** Entra audit rows of the reset pages. */
export const SPLUNK_RESETS = `sourcetype="azure:monitor:aad" category="AuditLogs" properties.loggedByService="Self-service Password Management"
| eval reason='properties.resultReason', address='properties.initiatedBy.user.ipAddress', walk='properties.correlationId',
    person=lower(mvindex('properties.targetResources{}.userPrincipalName', 0))`;

/** Entra sign-ins as Elastic's integration maps them, under short names. */
export const ELASTIC_SIGN_INS = `FROM logs-azure.signinlogs-*
| EVAL code = TO_STRING(azure.signinlogs.properties.status.error_code),
    reason = azure.signinlogs.result_description,
    person = TO_LOWER(TRIM(azure.signinlogs.properties.user_principal_name)),
    address = TO_STRING(source.ip),
    client_id = azure.signinlogs.properties.app_id,
    client = azure.signinlogs.properties.app_display_name,
    agent = user_agent.original,
    protocol = TO_LOWER(azure.signinlogs.properties.authentication_protocol)`;

export const ELASTIC_RESETS = `FROM logs-azure.auditlogs-*
| WHERE azure.auditlogs.properties.logged_by_service == "Self-service Password Management"
| EVAL reason = azure.auditlogs.properties.result_reason,
    address = azure.auditlogs.properties.initiated_by.user.ipAddress,
    walk = azure.auditlogs.properties.correlation_id,
    person = TO_LOWER(azure.auditlogs.properties.target_resources.\`0\`.user_principal_name)`;

const quoted = (codes: readonly string[]) => codes.map((code) => `"${code}"`).join(", ");

/** A list of codes as SPL and ES|QL both write one. */
export const listed = (...codes: string[]): string => `(${quoted(codes)})`;
