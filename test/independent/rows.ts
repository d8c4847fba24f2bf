import type { Random } from "@/test/seeded";
import { field, Raw } from "./hostile";

const START = Date.UTC(2026, 1, 20);
const pad = (number: number, width = 2) => String(number).padStart(width, "0");

/** What happened, before any format writes it down. */
export type Attempt = ReturnType<typeof attemptOf>;

export function attemptOf(random: Random) {
  return {
    id: random.uuid(),
    seconds: Math.floor(START / 1000) + random.below(20 * 86_400),
    fraction: random.pick(["", "0", "123", "1234567", "9999999", "123456789"]),
    name: field(random, `user${random.below(50)}@contoso.example`),
    address: random.pick(ADDRESSES),
    app: field(random, "Azure Portal"),
    client: field(random, "Browser"),
    agent: field(random, "Mozilla/5.0"),
    code: random.pick(["0", "50034", "50126", "50053", "50074", "500121", "90072"]),
    reason: field(random, "The user account does not exist."),
    protocol: random.pick(["none", "ropc", "ROPC ", "oAuth2", ""]),
    correlation: random.uuid(),
    city: field(random, "Delft"),
    country: random.pick(["NL", "", "US"]),
    interactive: random.pick([true, false, null]),
    resource: field(random, "Microsoft Graph"),
  };
}

const ADDRESSES = [
  ...[
    "203.0.113.7",
    "198.51.100.22",
    "::ffff:203.0.113.7",
    "2001:0db8:0000:0000:0000:0000:0000:0001",
    "fe80::1%eth0",
  ],
  ...[
    "[2001:db8::2]:443",
    "203.0.113.9:55123",
    "::2a02:cf40:add:4002:91f2:a9b2:e09a:6fc6",
    "<null>",
    "",
    "-",
  ],
  ...["2001:db8:0:0:1:0:0:1", "999.1.2.3", "Not Available"],
] as const;

function partsOf(seconds: number) {
  const at = new Date(seconds * 1000);
  return {
    day: `${at.getUTCFullYear()}-${pad(at.getUTCMonth() + 1)}-${pad(at.getUTCDate())}`,
    clock: `${pad(at.getUTCHours())}:${pad(at.getUTCMinutes())}:${pad(at.getUTCSeconds())}`,
    month: at.getUTCMonth() + 1,
    date: at.getUTCDate(),
    year: at.getUTCFullYear(),
    hour: at.getUTCHours(),
    rest: `${pad(at.getUTCMinutes())}:${pad(at.getUTCSeconds())}`,
  };
}

export function isoTime(random: Random, { seconds, fraction }: Attempt): string {
  if (random.chance(0.03)) return random.pick(["2026-02-30T00:00:00Z", "yesterday", "2026-03-01T10:00:61Z"]);
  const { day, clock } = partsOf(seconds);
  return `${day}T${clock}${fraction && `.${fraction}`}${random.pick(["Z", "Z", "+00:00", "-05:00", "+05:45"])}`;
}

/** `4/16/2021, 9:09:00.730 AM`. */
export function americanTime(random: Random, { seconds }: Attempt): string {
  if (random.chance(0.03))
    return random.pick(["13/13/2026, 9:00:00.000 AM", "2/30/2026, 9:00:00.000 AM", "x"]);
  const { month, date, year, hour, rest } = partsOf(seconds);
  return `${month}/${date}/${year}, ${hour % 12 || 12}:${rest}.${pad(random.below(1000), 3)} ${hour < 12 ? "AM" : "PM"}`;
}

/** As a spreadsheet saves it again. */
export function sheetTime({ seconds }: Attempt, isDayFirst: boolean): string {
  const { month, date, year, clock } = partsOf(seconds);
  return isDayFirst ? `${pad(date)}/${pad(month)}/${year} ${clock}` : `${month}/${date}/${year} ${clock}`;
}

export function graphRow(random: Random, one: Attempt): Record<string, unknown> {
  return {
    id: random.chance(0.03)
      ? new Raw(`9007199254740993${random.below(1000)}`)
      : random.chance(0.03)
        ? ""
        : one.id,
    createdDateTime: isoTime(random, one),
    userPrincipalName: one.name,
    userId: "00000000-0000-0000-0000-000000000000",
    signInIdentifier: random.chance(0.2) ? "typed@contoso.example" : undefined,
    appDisplayName: one.app,
    appId: random.chance(0.2) ? null : "c44b4083-3bb0-49c1-b47d-974e53cbdf3c",
    ipAddress: random.chance(0.05) ? null : one.address,
    clientAppUsed: one.client,
    userAgent: one.agent,
    correlationId: one.correlation,
    isInteractive: one.interactive,
    signInEventTypes: random.chance(0.3)
      ? [random.pick(["interactiveUser", "nonInteractiveUser"])]
      : undefined,
    authenticationProtocol: one.protocol,
    autonomousSystemNumber: random.pick([64496, null, 0]),
    resourceDisplayName: one.resource,
    status: statusOf(random, one),
    location: random.pick([
      null,
      {},
      { city: one.city, state: "", countryOrRegion: one.country, geoCoordinates: {} },
    ]),
    deviceDetail: { operatingSystem: "Windows 10", browser: one.agent },
    ...oddities(random),
  };
}

function statusOf(random: Random, { code, reason }: Attempt) {
  const number = random.chance(0.1) ? code : Number(code);
  return { errorCode: number, failureReason: random.chance(0.1) ? null : reason, additionalDetails: null };
}

/** Keys that nobody asked for. */
function oddities(random: Random): Record<string, unknown> {
  if (random.chance(0.7)) return {};
  const odd = random.pick<Record<string, unknown>>([
    { constructor: { prototype: { isAdmin: true } }, toString: "x" },
    { deep: new Raw(`${"[".repeat(2000)}${"]".repeat(2000)}`) },
    { big: new Raw("18446744073709551615"), tiny: new Raw("-0.0e-9999") },
    { nested: { value: [{ id: "not a record" }], records: "x" } },
    { half: new Raw('"\\ud800 and \\udc00"') },
    { twice: new Raw('1,"twice":2') },
  ]);
  return random.chance(0.3) ? { ...odd, ["__proto__"]: new Raw('{"isAdmin":true}') } : odd;
}

export function auditRow(random: Random, one: Attempt): Record<string, unknown> {
  const isReset = random.chance(0.7);
  return {
    id: random.chance(0.1) ? "" : `SSPR_${one.id}`,
    activityDateTime: isoTime(random, one),
    activityDisplayName: isReset
      ? "Self-service password reset flow activity progress"
      : "Update application – Certificates and secrets management ",
    category: "UserManagement",
    correlationId: one.correlation,
    result: random.pick(["success", "failure"]),
    resultReason: one.reason,
    loggedByService: isReset ? "Self-service Password Management" : "Core Directory",
    initiatedBy: { user: { userPrincipalName: one.name, ipAddress: one.address }, app: null },
    targetResources: [{ type: "User", userPrincipalName: one.name, displayName: one.app }],
    additionalDetails: [{ key: "User-Agent", value: one.agent }],
    ...oddities(random),
  };
}

export function diagnosticRow(random: Random, one: Attempt): Record<string, unknown> {
  const category = random.pick([
    ...(["SignInLogs", "SignInLogs", "NonInteractiveUserSignInLogs", "AuditLogs"] as const),
    "ADFSSignInLogs",
    "MicrosoftGraphActivityLogs",
  ]);
  return {
    time: isoTime(random, { ...one, seconds: one.seconds + 150 }),
    resourceId: "/tenants/x/providers/Microsoft.aadiam",
    operationName: "Sign-in activity",
    category,
    resultType: random.chance(0.2) ? "None" : one.code,
    resultDescription: one.reason,
    durationMs: random.pick<number | string>([0, "0"]),
    callerIpAddress: one.address,
    correlationId: one.correlation,
    location: random.pick(["NL", "US"]),
    properties: category === "AuditLogs" ? auditRow(random, one) : graphRow(random, one),
  };
}
