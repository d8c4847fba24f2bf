/** The properties of a sign-in that are read; their numbers are places in `Scan.spans`. */
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
export type Known = {
  bytes: Uint8Array;
  kind: Kind;
  field: number;
  /** The key that came after this one the last time: records of one file have their keys in one order. */
  follower: Known | null;
};

const known = (name: string, kind: Kind, field = -1): Known => ({
  bytes: Buffer.from(name),
  kind,
  field,
  follower: null,
});
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

/** Keys by length and three of their bytes; a slot that several share holds a list. */
export class KeyTable {
  /** Stands before the first key of an object. */
  readonly first: Known = { bytes: Buffer.alloc(0), kind: "any", field: -1, follower: null };
  private readonly slots: Known[][] = Array.from({ length: 1024 }, () => []);

  constructor(keys: Known[]) {
    for (const key of keys) this.slots[slotOf(key.bytes, 0, key.bytes.length)]?.push(key);
  }

  /** The key whose text begins at `from`, most likely the one that followed `before` the last time; null for others. */
  next(before: Known, bytes: Uint8Array, from: number): Known | null {
    const likely = before.follower;
    if (likely !== null && isEqual(likely.bytes, bytes, from)) return likely;
    let to = from;
    while (to < bytes.length && bytes[to] !== QUOTE) to++;
    for (const key of this.slots[slotOf(bytes, from, to)] as Known[]) {
      if (!isEqual(key.bytes, bytes, from)) continue;
      before.follower = key;
      return key;
    }
    return null;
  }
}

const QUOTE = 34;

function slotOf(bytes: Uint8Array, from: number, to: number): number {
  const length = to - from;
  if (length === 0) return 0;
  const first = bytes[from] as number;
  const middle = bytes[from + (length >> 1)] as number;
  return (length * 37 + first * 11 + middle * 5 + (bytes[to - 1] as number)) & 1023;
}

/** Whether just this key stands at `from`, closed by its quote. */
function isEqual(key: Uint8Array, bytes: Uint8Array, from: number): boolean {
  if (bytes[from + key.length] !== QUOTE) return false;
  for (let index = 0; index < key.length; index++) if (key[index] !== bytes[from + index]) return false;
  return true;
}

export const TABLES = {
  top: new KeyTable(TOP),
  status: new KeyTable(STATUS),
  location: new KeyTable(LOCATION),
  device: new KeyTable(DEVICE),
};
