import type { Random } from "@/test/seeded";
import { Raw } from "./hostile";
import { type Attempt, diagnosticRow, graphRow, isoTime } from "./rows";

/** As PowerShell 5 writes a time in JSON. */
const dotNetTime = (random: Random, one: Attempt) =>
  random.chance(0.5)
    ? new Raw(`"\\/Date(${one.seconds * 1000 + random.below(1000)})\\/"`)
    : isoTime(random, one);

const STRANGE = new Set(["__proto__", "constructor", "toString"]);
const capital = (key: string) => (STRANGE.has(key) ? key : key.charAt(0).toUpperCase() + key.slice(1));

/** Keys of an object and of the objects directly in it, each written another way. */
function respelt(value: unknown, spell: (key: string) => string, depth = 2): unknown {
  if (
    depth === 0 ||
    typeof value !== "object" ||
    value === null ||
    Array.isArray(value) ||
    value instanceof Raw
  )
    return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [spell(key), respelt(item, spell, depth - 1)]),
  );
}

const fields = (value: unknown) => value as Record<string, unknown>;

/** `Get-MgAuditLogSignIn | ConvertTo-Json`. */
export function powerShellRow(random: Random, one: Attempt): Record<string, unknown> {
  return fields(respelt({ ...graphRow(random, one), createdDateTime: dotNetTime(random, one) }, capital));
}

/** What some SIEMs make of a diagnostic record: the keys around `properties` all small. */
export function smallDiagnosticRow(random: Random, one: Attempt): Record<string, unknown> {
  return fields(respelt(diagnosticRow(random, one), (key) => key.toLowerCase(), 1));
}

/** Data export to a storage account: the columns of a table flat, and the log named in `Category`. */
export function dataExportRow(random: Random, one: Attempt): Record<string, unknown> {
  const kind = random.pick(["SignInLogs", "SignInLogs", "NonInteractiveUserSignInLogs", "ADFSSignInLogs"]);
  return {
    TimeGenerated: isoTime(random, { ...one, seconds: one.seconds + 120 }),
    CreatedDateTime: random.chance(0.1) ? "" : isoTime(random, one),
    Category: kind,
    OperationName: "Sign-in activity",
    Id: random.chance(0.05) ? "" : one.id,
    TenantId: "11111111-1111-4111-8111-111111111111",
    UserPrincipalName: one.name,
    IPAddress: one.address,
    Location: one.country,
    LocationDetails: inCell(random, { city: one.city, countryOrRegion: one.country }),
    AppDisplayName: one.app,
    AppId: "c44b4083-3bb0-49c1-b47d-974e53cbdf3c",
    ResourceDisplayName: one.resource,
    ResultType: random.chance(0.3) ? Number(one.code) : one.code,
    ResultDescription: one.reason,
    ClientAppUsed: one.client,
    UserAgent: one.agent,
    AuthenticationProtocol: one.protocol,
    IsInteractive: one.interactive,
    CorrelationId: one.correlation,
  };
}

/** A dynamic column: an object, or its JSON as text. */
const inCell = (random: Random, value: unknown) => (random.chance(0.5) ? value : JSON.stringify(value));
