import { type SignIn, saidOf, secondsText } from "./sign-in";
import type { Tenant } from "./tenant";

const cell = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const line = (cells: (string | number)[]) => cells.map((value) => cell(String(value))).join(",");

/** The Entra admin centre's columns of 2025; headers as it writes them, with their stray blanks and the twin. */
const PORTAL =
  "Date (UTC)|Request ID|User agent|Correlation ID|User ID|User|Username|User type|Cross tenant access type|Incoming token type|Authentication Protocol|Unique token identifier|Original transfer method|Client credential type|Token Protection - Sign In Session|Token Protection - Sign In Session StatusCode|Application|Application ID |App owner tenant ID|Resource|Resource ID |Resource tenant ID|Resource owner tenant ID|Home tenant ID|Home tenant name|IP address|Location|Status|Sign-in error code|Failure reason|Client app|Device ID|Browser|Operating System|Compliant|Managed|Join Type|Multifactor authentication result|Multifactor authentication auth method|Multifactor authentication auth detail|Authentication requirement|Sign-in identifier|Session ID|IP address (seen by resource)|Through Global Secure Access|Global Secure Access IP address|Autonomous system  number|Flagged for review|Token issuer type|Incoming token type|Token issuer name|Latency|Conditional Access|Managed Identity type|Associated Resource Id|Federated Token Id|Federated Token Issuer".split(
    "|",
  );

export const portalHeader = () => `\ufeff${line(PORTAL)}`;

export function portalRow(row: SignIn, tenant: Tenant): string {
  const { place } = row.origin;
  const yes = row.device ? "Yes" : "No";
  const status = row.code === 0 ? "Success" : row.code === 50140 ? "Interrupted" : "Failure";
  return line([
    ...[
      `${secondsText(row.micros)}Z`,
      row.id,
      row.agent.text,
      row.correlation,
      row.userId,
      row.display,
      row.name,
    ],
    ...["member", "none", "None", row.protocol, row.session.slice(0, 22), "None", "none", "Unbound", ""],
    ...[row.app.name, row.app.id, "", row.resource.name, row.resource.id, tenant.id, "", tenant.id, ""],
    ...[row.origin.address, `${place.city}, ${place.region}, ${place.country}`, status, row.code],
    ...[saidOf(row), row.clientApp, row.device, row.agent.browser, row.agent.os, yes, yes],
    ...[row.device ? "Azure AD joined" : "", "", "", "", row.isMfa ? "Multifactor" : "Single-factor"],
    ...[row.name, row.session, "", "No", "", place.asn, "No", "Azure AD", "None", "", row.milliseconds],
    ...["Not Applied", "None", "", "", ""],
  ]);
}

/** SigninLogs as Log Analytics' "Export to CSV" writes it. */
const LOG_ANALYTICS =
  "TenantId|SourceSystem|TimeGenerated [UTC]|ResourceId|OperationName|OperationVersion|Category|ResultType|ResultSignature|ResultDescription|DurationMs|CorrelationId|Resource|ResourceGroup|Identity|Level|Location|AppDisplayName|AppId|AuthenticationDetails|AuthenticationRequirement|ClientAppUsed|ConditionalAccessPolicies|ConditionalAccessStatus|CreatedDateTime [UTC]|DeviceDetail|IsInteractive|Id|IPAddress|LocationDetails|OriginalRequestId|ProcessingTimeInMilliseconds|RiskDetail|RiskLevelAggregated|RiskState|ResourceDisplayName|ResourceIdentity|ServicePrincipalId|Status|TokenIssuerType|UserAgent|UserDisplayName|UserId|UserPrincipalName|UserType|AutonomousSystemNumber|AuthenticationProtocol|HomeTenantId|Type".split(
    "|",
  );

export const logAnalyticsHeader = () => `\ufeff${line(LOG_ANALYTICS)}`;

/** `2/15/2025, 9:09:00.730 AM`: milliseconds, cut. */
function americanTime(micros: number): string {
  const at = new Date(Math.floor(micros / 1000));
  const two = (value: number) => String(value).padStart(2, "0");
  const clock = `${at.getUTCHours() % 12 || 12}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}`;
  const thousandths = String(at.getUTCMilliseconds()).padStart(3, "0");
  const half = at.getUTCHours() < 12 ? "AM" : "PM";
  return `${at.getUTCMonth() + 1}/${at.getUTCDate()}/${at.getUTCFullYear()}, ${clock}.${thousandths} ${half}`;
}

export function logAnalyticsRow(row: SignIn, tenant: Tenant): string {
  const log = row.interactive ? "SignInLogs" : "NonInteractiveUserSignInLogs";
  const generated = americanTime(row.micros + 120_000_000);
  const path = `/tenants/${tenant.id}/providers/Microsoft.aadiam`;
  return line([
    ...[tenant.id, "Azure AD", generated, path, "Sign-in activity", "1.0", log, row.code, "None"],
    ...[row.code === 0 ? "" : saidOf(row), 0, row.correlation, "Microsoft.aadiam", "Microsoft.aadiam"],
    ...[
      row.display,
      4,
      row.origin.place.country,
      row.app.name,
      row.app.id,
      "[]",
      "singleFactorAuthentication",
    ],
    ...[row.clientApp, "[]", "notApplied", americanTime(row.micros), ...dynamicCells(row)],
    ...[
      row.resource.name,
      row.resource.id,
      "",
      statusOf(row),
      "AzureAD",
      row.agent.text,
      row.display,
      row.userId,
    ],
    ...[row.name, "member", row.origin.place.asn, row.protocol, tenant.id],
    row.interactive ? "SigninLogs" : "AADNonInteractiveUserSignInLogs",
  ]);
}

const statusOf = (row: SignIn) => JSON.stringify({ errorCode: row.code, failureReason: saidOf(row) });

/** From DeviceDetail to RiskState. */
function dynamicCells(row: SignIn): (string | number)[] {
  const { address, place } = row.origin;
  const device = { deviceId: row.device, operatingSystem: row.agent.os, browser: row.agent.browser };
  const location = { city: place.city, state: place.region, countryOrRegion: place.country };
  return [
    ...[JSON.stringify(device), String(row.interactive), row.id, address, JSON.stringify(location), row.id],
    ...[row.milliseconds, "none", "none", "none"],
  ];
}
