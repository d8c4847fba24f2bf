/** The properties of a sign-in that are read; their numbers are places among the spans that the scanner fills. */
export const FIELD = {
  id: 0,
  createdDateTime: 1,
  userPrincipalName: 2,
  signInIdentifier: 3,
  alternateSignInName: 4,
  correlationId: 5,
  ipAddress: 6,
  appDisplayName: 7,
  appId: 8,
  clientAppUsed: 9,
  userAgent: 10,
  authenticationProtocol: 11,
  autonomousSystemNumber: 12,
  isInteractive: 13,
  resourceDisplayName: 14,
  resourceId: 15,
  userType: 16,
  crossTenantAccessType: 17,
  homeTenantId: 18,
  tokenIssuerType: 19,
  servicePrincipalId: 20,
  errorCode: 21,
  failureReason: 22,
  city: 23,
  state: 24,
  countryOrRegion: 25,
  operatingSystem: 26,
  browser: 27,
  signInEventTypes: 28,
  status: 29,
  location: 30,
  deviceDetail: 31,
} as const;
export const FIELDS = 32;

/** What a value has to be. `text`: a string or null. `digits`: a whole number or null. */
type Kind = "text" | "digits" | "truth" | "types" | "status" | "location" | "device" | "any";
export type Known = { name: string; kind: Kind; field: number };

const known = (name: string, kind: Kind, field = -1): Known => ({ name, kind, field });
const field = (name: keyof typeof FIELD, kind: Kind = "text"): Known => known(name, kind, FIELD[name]);

/**
 * Every property of a Graph sign-in, v1.0 and beta. One that is not listed sends its record to the careful parser, which
 * knows other spellings and other formats: a property that Microsoft adds costs speed until it stands here, and
 * nothing else.
 */
const IGNORED =
  `userDisplayName userId conditionalAccessStatus originalRequestId processingTimeInMilliseconds riskDetail
  riskLevelAggregated riskLevelDuringSignIn riskState riskEventTypes riskEventTypes_v2 resourceTenantId
  authenticationRequirement authenticationRequirementPolicies uniqueTokenIdentifier appliedConditionalAccessPolicies
  appliedEventListeners authenticationAppDeviceDetails authenticationAppPolicyEvaluationDetails
  authenticationContextClassReferences authenticationDetails authenticationMethodsUsed
  authenticationProcessingDetails agent appOwnerTenantId appTokenProtectionStatus azureResourceId
  clientCredentialType conditionalAccessAudiences federatedCredentialId flaggedForReview
  globalSecureAccessIpAddress homeTenantName incomingTokenType ipAddressFromResourceProvider isTenantRestricted
  isThroughGlobalSecureAccess managedServiceIdentity mfaDetail networkLocationDetails originalTransferMethod
  privateLinkDetails resourceOwnerTenantId resourceServicePrincipalId servicePrincipalCredentialKeyId
  servicePrincipalCredentialThumbprint servicePrincipalName sessionId sessionLifetimePolicies
  signInIdentifierType signInTokenProtectionStatus sourceAppClientId tokenProtectionStatusDetails
  @odata.type @odata.etag`.split(/\s+/);

const TOP: Known[] = [
  field("id"),
  field("createdDateTime"),
  field("userPrincipalName"),
  field("signInIdentifier"),
  field("alternateSignInName"),
  field("correlationId"),
  field("ipAddress"),
  field("appDisplayName"),
  field("appId"),
  field("clientAppUsed"),
  field("userAgent"),
  field("authenticationProtocol"),
  field("autonomousSystemNumber", "digits"),
  field("isInteractive", "truth"),
  field("resourceDisplayName"),
  field("resourceId"),
  field("userType"),
  field("crossTenantAccessType"),
  field("homeTenantId"),
  field("tokenIssuerType"),
  field("servicePrincipalId"),
  field("signInEventTypes", "types"),
  field("status", "status"),
  field("location", "location"),
  field("deviceDetail", "device"),
  ...IGNORED.map((name) => known(name, "any")),
];
const STATUS: Known[] = [
  field("errorCode", "digits"),
  field("failureReason"),
  known("additionalDetails", "any"),
];
const LOCATION: Known[] = [
  field("city"),
  field("state"),
  field("countryOrRegion"),
  known("geoCoordinates", "any"),
];
const DEVICE: Known[] = [
  field("operatingSystem"),
  field("browser"),
  ...["deviceId", "displayName", "isCompliant", "isManaged", "trustType", "browserId"].map((name) =>
    known(name, "any"),
  ),
];

export const TABLES = { top: TOP, status: STATUS, location: LOCATION, device: DEVICE };
