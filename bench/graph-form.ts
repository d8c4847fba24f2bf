import { auditRecord } from "./audit-form";
import { graphTime, type Logged, type SignIn, saidOf } from "./sign-in";
import type { App, Place, Tenant } from "./tenant";

const quoted = new Map<string, string>();

/** A text as JSON; kept, because logs repeat themselves. */
function json(text: string): string {
  let found = quoted.get(text);
  if (found === undefined) {
    found = JSON.stringify(text);
    if (quoted.size < 200_000) quoted.set(text, found);
  }
  return found;
}

/** One object as Graph beta returns it: every property, about 2.6 KB for a sign-in. */
export function graphRecord(row: Logged, tenant: Tenant): string {
  return row.kind === "sign-in" ? signInRecord(row, tenant) : auditRecord(row);
}

function signInRecord(row: SignIn, tenant: Tenant): string {
  const time = graphTime(row);
  const isOk = row.code === 0;
  return (
    `{"id":"${row.id}","createdDateTime":"${time}","userDisplayName":${json(row.display)},` +
    `"userPrincipalName":"${row.name}","userId":"${row.userId}","appId":"${row.app.id}",` +
    `"appDisplayName":${json(row.app.name)},"ipAddress":"${row.origin.address}",` +
    `"clientAppUsed":"${row.clientApp}","userAgent":${json(row.agent.text)},"correlationId":"${row.correlation}",` +
    `"conditionalAccessStatus":"${accessOf(row)}","originalRequestId":"${row.id}","isInteractive":${row.interactive},` +
    `"tokenIssuerType":"AzureAD",` +
    `"processingTimeInMilliseconds":${row.milliseconds},"riskDetail":"none","riskLevelAggregated":"${riskOf(row)}",` +
    `"riskLevelDuringSignIn":"${riskOf(row)}","riskState":"none","riskEventTypes_v2":[],` +
    `"resourceDisplayName":${json(row.resource.name)},"resourceId":"${row.resource.id}",` +
    `"resourceTenantId":"${tenant.id}","homeTenantId":"${tenant.id}",` +
    `"authenticationRequirement":"${requirementOf(row)}",` +
    `"signInIdentifier":"${row.name}",` +
    `"signInEventTypes":["${row.interactive ? "interactiveUser" : "nonInteractiveUser"}"],"servicePrincipalId":"",` +
    `"userType":"member",` +
    `"autonomousSystemNumber":${row.origin.place.asn},"crossTenantAccessType":"none",` +
    `"uniqueTokenIdentifier":"${row.session.slice(0, 22)}","incomingTokenType":"none",` +
    `"authenticationProtocol":"${row.protocol}","sessionId":"${row.session}",` +
    `"mfaDetail":null,"status":${statusOf(row)},"deviceDetail":${deviceOf(row)},` +
    `"location":${locationOf(row.origin.place)},` +
    `"appliedConditionalAccessPolicies":[${policiesOf(row, tenant.policies)}],` +
    `"authenticationProcessingDetails":[{"key":"Login Hint Present","value":"True"}],"networkLocationDetails":[],` +
    `"authenticationDetails":[${stepsOf(row, time, isOk)}]}`
  );
}

const accessOf = ({ code, isMfa }: SignIn) =>
  code === 53003 ? "failure" : code === 0 && isMfa ? "success" : "notApplied";
const riskOf = ({ isAttack }: SignIn) => (isAttack ? "medium" : "none");
const requirementOf = ({ isMfa }: SignIn) =>
  isMfa ? "multiFactorAuthentication" : "singleFactorAuthentication";

function statusOf(row: SignIn): string {
  const { code, isMfa } = row;
  const more =
    code === 0
      ? isMfa
        ? "MFA requirement satisfied by claim in the token"
        : ""
      : "The user could not be verified.";
  return `{"errorCode":${code},"failureReason":${json(saidOf(row))},"additionalDetails":${more ? json(more) : "null"}}`;
}

function deviceOf({ device, agent }: SignIn): string {
  const name = device ? `DESKTOP-${device.slice(0, 7).toUpperCase()}` : "";
  return (
    `{"deviceId":"${device}","displayName":"${name}","operatingSystem":"${agent.os}","browser":"${agent.browser}",` +
    `"isCompliant":${device !== ""},"isManaged":${device !== ""},"trustType":"${device ? "Azure AD joined" : ""}"}`
  );
}

const locations = new Map<Place, string>();

function locationOf(place: Place): string {
  let found = locations.get(place);
  if (found === undefined) {
    const [latitude, longitude] = place.geo.split(",").map(Number);
    found = JSON.stringify({
      city: place.city,
      state: place.region,
      countryOrRegion: place.country,
      geoCoordinates: { altitude: null, latitude, longitude },
    });
    locations.set(place, found);
  }
  return found;
}

/** Two policies that did not apply, and for a second factor the one that asked for it. */
function policiesOf(row: SignIn, policies: App[]): string {
  const start = row.milliseconds % policies.length;
  const shown = row.isMfa ? 2 : 1;
  return Array.from({ length: shown }, (_, index) => {
    const policy = policies[(start + index) % policies.length];
    const result = row.code === 0 && row.isMfa && index === 0 ? "success" : "notApplied";
    return (
      `{"id":"${policy?.id}","displayName":${json(policy?.name ?? "")},"enforcedGrantControls":["Mfa"],` +
      `"enforcedSessionControls":[],"result":"${result}","conditionsSatisfied":"application,users",` +
      `"conditionsNotSatisfied":"none"}`
    );
  }).join(",");
}

function stepsOf(row: SignIn, time: string, isOk: boolean): string {
  const first =
    `{"authenticationStepDateTime":"${time}","authenticationMethod":"Password",` +
    `"authenticationMethodDetail":"Password Hash Sync","succeeded":${isOk},` +
    `"authenticationStepResultDetail":${json(isOk ? "Correct password" : saidOf(row))},` +
    `"authenticationStepRequirement":"Primary authentication"}`;
  if (!row.isMfa) return first;
  return (
    `${first},{"authenticationStepDateTime":"${time}","authenticationMethod":"Previously satisfied",` +
    `"authenticationMethodDetail":null,"succeeded":${isOk},` +
    `"authenticationStepResultDetail":"MFA requirement satisfied by claim in the token",` +
    `"authenticationStepRequirement":"Multifactor authentication"}`
  );
}
