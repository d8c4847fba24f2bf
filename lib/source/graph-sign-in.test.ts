import { expect, test } from "vitest";
import { graphRecord } from "@/test/log-files";
import { graphSignIn } from "./graph-sign-in";

const SETTING = { nameClaims: null, dateOrder: "month-first", timeZone: null } as const;

const read = (part: Record<string, unknown> = {}) => graphSignIn.read(graphRecord(part), SETTING);

function event(part: Record<string, unknown> = {}) {
  const reading = read(part);
  if (!reading.ok) throw new Error(reading.reason);
  return reading.event;
}

test("every field of a sign-in lands where it belongs, the name as typed", () => {
  expect(event()).toEqual({
    source: "entra-signin",
    vector: "entra-signin",
    atMicros: BigInt(Date.UTC(2026, 2, 3, 10, 15, 30)) * 1000n + 123_456n,
    isIngestTime: false,
    digits: 7,
    nativeId: "5f1c9d3e-0000-4000-8000-000000000001",
    contentId: "",
    correlationId: "7d0a2f10-0000-4000-8000-000000000002",
    address: "203.0.113.7",
    name: "Ana@contoso.example",
    app: "Azure Portal",
    appId: "c44b4083-3bb0-49c1-b47d-974e53cbdf3c",
    clientApp: "Browser",
    userAgent: "Mozilla/5.0",
    protocol: "none",
    code: "50034",
    qualifier: "",
    operation: "",
    activity: "",
    description: "No such account.",
    country: "NL",
    region: "Zuid-Holland",
    city: "Delft",
    asn: "64496",
    interactive: true,
    facts: {
      resource: "Windows Azure Service Management API",
      resourceId: "797f4846-ba00-4fd7-ba43-dac1f8f63013",
      os: "Windows 10",
      browser: "Edge 90.0.818",
    },
  });
});

test("a name keeps its blanks and case; without one, what was typed stands in", () => {
  expect(event({ userPrincipalName: " ANA@x " }).name).toBe(" ANA@x ");
  expect(event({ userPrincipalName: "", signInIdentifier: "ana", alternateSignInName: "b" }).name).toBe(
    "ana",
  );
  expect(event({ userPrincipalName: null, alternateSignInName: "b" }).name).toBe("b");
  expect(event({ userPrincipalName: null }).name).toBe("");
});

test("the code decides, as number or as text, and the words never do", () => {
  const code = (status: unknown) => event({ status }).code;
  expect(code({ errorCode: 50126, failureReason: "Success" })).toBe("50126");
  expect(code({ errorCode: "50126" })).toBe("50126");
  expect(code({ errorCode: 0, failureReason: "Other." })).toBe("0");
  expect(code({})).toBe("");
  expect(code(null)).toBe("");
});

test("the description is kept exactly, blanks and all", () => {
  expect(event({ status: { errorCode: 0, failureReason: "Other." } }).description).toBe("Other.");
  expect(event({ status: { errorCode: 1, failureReason: " x " } }).description).toBe(" x ");
  expect(event({ status: { errorCode: 1, failureReason: null } }).description).toBe("");
});

test("ropc is a qualifier, whatever its case", () => {
  expect(event({ authenticationProtocol: "ROPC" })).toMatchObject({ qualifier: "ropc", protocol: "ROPC" });
  expect(event({ authenticationProtocol: "oAuth2" }).qualifier).toBe("");
});

test("non-interactive only where the row says so", () => {
  const said = ({ vector, interactive }: { vector: string; interactive: boolean | null }) => [
    vector,
    interactive,
  ];
  expect(said(event({ isInteractive: false }))).toEqual(["entra-noninteractive", false]);
  expect(said(event({ isInteractive: undefined, signInEventTypes: ["nonInteractiveUser"] }))).toEqual([
    "entra-noninteractive",
    false,
  ]);
  expect(said(event({ isInteractive: undefined, signInEventTypes: ["interactiveUser"] }))).toEqual([
    "entra-signin",
    true,
  ]);
  expect(said(event({ isInteractive: null }))).toEqual(["entra-signin", null]);
});

test("an empty location, a null one and one with coordinates only are no place", () => {
  for (const location of [null, {}, { geoCoordinates: {} }, undefined])
    expect(event({ location })).toMatchObject({ country: "", region: "", city: "" });
});

test("the seconds' digits are counted from none to seven", () => {
  expect(event({ createdDateTime: "2026-03-03T10:15:30Z" }).digits).toBe(0);
  expect(event({ createdDateTime: "2026-03-03T10:15:30.123Z" }).digits).toBe(3);
});

test("PowerShell's spelling and dates are read like Graph's own", () => {
  const reading = graphSignIn.read(
    {
      Id: "1",
      CreatedDateTime: "/Date(1700000000000)/",
      UserPrincipalName: "ana",
      IPAddress: "203.0.113.7",
      Status: { ErrorCode: 50034, FailureReason: "none" },
    },
    SETTING,
  );
  expect(reading).toMatchObject({
    ok: true,
    event: { nativeId: "1", name: "ana", address: "203.0.113.7", code: "50034" },
  });
});

test("what has no readable time is rejected with its reason, an impossible date too", () => {
  expect(read({ createdDateTime: "2026-02-30T10:00:00Z" })).toMatchObject({ reason: "time cannot be read" });
  expect(read({ createdDateTime: "" })).toMatchObject({ reason: "no time" });
  const { createdDateTime: _, ...timeless } = graphRecord();
  expect(graphSignIn.claims(timeless)).toBe(true);
  expect(graphSignIn.read(timeless, SETTING)).toMatchObject({ reason: "no time" });
});

test("a row without account, address and code tells nothing", () => {
  expect(read({ userPrincipalName: "", ipAddress: "<null>", status: {} })).toMatchObject({
    as: "rejected",
    reason: "neither account, address nor result code",
  });
  expect(read({ userPrincipalName: "", ipAddress: "<null>" }).ok).toBe(true);
});

test("a service principal's sign-in is another table's row", () => {
  const principal = { userPrincipalName: "", userId: "", servicePrincipalId: "x" };
  expect(read(principal)).toMatchObject({ ok: false, as: "skipped" });
  expect(read({ signInEventTypes: ["servicePrincipal"] })).toMatchObject({ ok: false, as: "skipped" });
  expect(read({ servicePrincipalId: "" }).ok).toBe(true);
});

test("without an id the content tells rows apart", () => {
  const first = event({ id: "" }).contentId;
  expect(first).not.toBe("");
  expect(event({ id: null }).contentId).toBe(first);
  expect(event({ id: "", ipAddress: "203.0.113.8" }).contentId).not.toBe(first);
  expect(event({ id: "", createdDateTime: "2026-03-03T10:15:31Z" }).contentId).not.toBe(first);
});

test("a NUL, a quote and a hostile key in a field change nothing else", () => {
  const record = JSON.parse(
    JSON.stringify(graphRecord({ userPrincipalName: 'a\u0000"b' })).replace(
      "{",
      '{"__proto__":{"isAdmin":true},',
    ),
  );
  const reading = graphSignIn.read(record, SETTING);
  expect(reading).toMatchObject({ ok: true, event: { name: 'a\u0000"b', code: "50034" } });
  expect(({} as Record<string, unknown>).isAdmin).toBeUndefined();
});
