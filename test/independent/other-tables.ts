import type { Random } from "@/test/seeded";
import { type Attempt, isoTime } from "./rows";
import { type Columns, type Table, tableOf } from "./tables";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `Mar 6, 2026 3:21:00 PM`, as older hunting results. */
function namedTime({ seconds }: Attempt): string {
  const at = new Date(seconds * 1000);
  const hour = at.getUTCHours();
  const pad = (number: number) => String(number).padStart(2, "0");
  const clock = `${hour % 12 || 12}:${pad(at.getUTCMinutes())}:${pad(at.getUTCSeconds())}`;
  return `${MONTHS[at.getUTCMonth()]} ${at.getUTCDate()}, ${at.getUTCFullYear()} ${clock} ${hour < 12 ? "AM" : "PM"}`;
}

const LOGON_TYPES = [
  ...(['["interactiveUser"]', '["nonInteractiveUser"]', "interactiveUser", ""] as const),
  ...(['["servicePrincipal"]', '["interactiveUser","nonInteractiveUser"]'] as const),
] as const;

const DEFENDER: Columns = {
  Timestamp: (one, random) => (random.chance(0.3) ? namedTime(one) : isoTime(random, one)),
  Application: (one) => one.app,
  ApplicationId: () => "c44b4083-3bb0-49c1-b47d-974e53cbdf3c",
  LogonType: (_, random) => random.pick(LOGON_TYPES),
  EndpointCall: (one) => one.protocol,
  ErrorCode: ({ code }) => code,
  CorrelationId: (one) => one.correlation,
  AccountUpn: (one, random) => (random.chance(0.2) ? "" : one.name),
  AlternateSignInName: (_, random) => (random.chance(0.3) ? "typed@contoso.example" : ""),
  OSPlatform: () => "Windows 10",
  Browser: (one) => one.agent,
  IPAddress: (one) => one.address,
  Country: (one) => one.country,
  State: () => "Zuid-Holland",
  City: (one) => one.city,
  ResourceDisplayName: (one) => one.resource,
  ResourceId: () => "00000003-0000-0000-c000-000000000000",
  ClientAppUsed: (one) => one.client,
  UserAgent: (one) => one.agent,
  TokenIssuerType: (_, random) => random.pick(["0", "1", "", "7"]),
  ReportId: (one) => `${one.id.slice(0, 8)}-report`,
  RequestId: (one, random) => (random.chance(0.1) ? " " : one.id),
};

/** Defender XDR's hunting results. */
export const defenderTable = (attempts: Attempt[], random: Random): Table =>
  tableOf(DEFENDER, attempts, random);

const ACTIVITIES = ["Reset password (self-service)", "Add user", "Update application "] as const;

const PORTAL_AUDIT: Columns = {
  "Date (UTC)": (one, random) => isoTime(random, one).replace(/[+-]\d\d:\d\d$/, "Z"),
  CorrelationId: (one) => one.correlation,
  Service: (_, random) => random.pick(["Self-service Password Management", "Core Directory", ""]),
  Category: () => "UserManagement",
  Activity: (_, random) => random.pick(ACTIVITIES),
  Result: (_, random) => random.pick(["success", "failure"]),
  ResultReason: (one) => one.reason,
  "User Agent": (one, random) => (random.chance(0.5) ? one.agent : ""),
  ActorType: (_, random) => random.pick(["User", "Application", " application ", ""]),
  ActorDisplayName: (one) => one.app,
  ActorUserPrincipalName: (one) => one.name,
  IPAddress: (one) => one.address,
  ActorServicePrincipalName: (_, random) => (random.chance(0.2) ? "a program" : ""),
  Target1Type: () => "User",
  Target1ObjectId: (one, random) => (random.chance(0.2) ? "" : one.id),
  Target1UserPrincipalName: (one) => one.name,
  AdditionalDetail1Key: (_, random) => random.pick(["User-Agent", "Device", ""]),
  AdditionalDetail1Value: (one) => one.agent,
  AdditionalDetail2Key: (_, random) => random.pick(["user-agent ", ""]),
  AdditionalDetail2Value: () => "a second agent",
};

/** The admin centre's download of the audit log; the real one has 86 columns, most of them blank. */
export const portalAuditTable = (attempts: Attempt[], random: Random): Table =>
  tableOf(PORTAL_AUDIT, attempts, random);
