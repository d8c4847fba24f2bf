import { expect, test } from "vitest";
import { graphRecord, resetRecord } from "@/test/log-files";
import { diagnostic } from "./diagnostic";

const SETTING = { nameClaims: null, dateOrder: "month-first", timeZone: null } as const;

const record = (properties: unknown, outer: Record<string, unknown> = {}) => ({
  time: "2026-03-03T10:20:00.0000000Z",
  resourceId: "/tenants/x/providers/Microsoft.aadiam",
  operationName: "Sign-in activity",
  category: "SignInLogs",
  resultType: "50034",
  resultDescription: "outer words",
  callerIpAddress: "198.51.100.1",
  correlationId: "outer",
  location: "DE",
  properties,
  ...outer,
});
const read = (properties: unknown, outer: Record<string, unknown> = {}) =>
  diagnostic.read(record(properties, outer), SETTING);

test("what the properties say comes first, also where the wrapping says otherwise", () => {
  expect(read(graphRecord())).toMatchObject({
    ok: true,
    event: {
      isIngestTime: false,
      digits: 7,
      address: "203.0.113.7",
      correlationId: "7d0a2f10-0000-4000-8000-000000000002",
      code: "50034",
      description: "No such account.",
      country: "NL",
      facts: { resourceId: "797f4846-ba00-4fd7-ba43-dac1f8f63013" },
    },
  });
});

test("the wrapping fills what the properties lack, and its time is that of ingestion", () => {
  expect(read({ userPrincipalName: "ana" })).toMatchObject({
    ok: true,
    event: {
      atMicros: BigInt(Date.UTC(2026, 2, 3, 10, 20)) * 1000n,
      isIngestTime: true,
      address: "198.51.100.1",
      correlationId: "outer",
      code: "50034",
      description: "outer words",
      country: "DE",
      vector: "entra-signin",
    },
  });
});

test("an unreadable own time is not replaced by the ingestion's", () => {
  expect(read(graphRecord({ createdDateTime: "soon" }))).toMatchObject({ reason: "time cannot be read" });
});

test("keys in small letters and numbers as codes are read as well", () => {
  const lower = {
    time: "2023-07-21 05:05:12.056",
    category: "SignInLogs",
    operationname: "Sign-in activity",
    calleripaddress: "198.51.100.1",
    resulttype: 50126,
    properties: { userPrincipalName: "ana" },
  };
  expect(diagnostic.claims(lower)).toBe(true);
  expect(diagnostic.read(lower, SETTING)).toMatchObject({
    ok: true,
    event: { code: "50126", address: "198.51.100.1" },
  });
});

test("keys in any case, and objects that were written as text, are read as well", () => {
  const siem = {
    Time: "2026-03-03T10:20:00Z",
    CATEGORY: "noninteractiveusersigninlogs",
    OperationName: "Sign-in activity",
    CallerIPAddress: "198.51.100.1",
    ResultTYPE: "50126",
    Properties: JSON.stringify({
      userprincipalname: "ana",
      createddatetime: "2026-03-03T10:15:30-05:00",
      location: JSON.stringify({ countryOrRegion: "NL" }),
      status: JSON.stringify({ errorCode: 50034 }),
    }),
  };
  expect(diagnostic.claims(siem)).toBe(true);
  expect(diagnostic.read(siem, SETTING)).toMatchObject({
    event: {
      vector: "entra-noninteractive",
      atMicros: BigInt(Date.UTC(2026, 2, 3, 15, 15, 30)) * 1000n,
      address: "198.51.100.1",
      country: "NL",
      code: "50034",
    },
  });
});

test.each([
  ["::2a02:cf40:add:4002:91f2:a9b2:e09a:6fc6", "::2a02:cf40:add:4002:91f2:a9b2:e09a:6fc6"],
  ["<null>", ""],
  ["203.0.113.7:51234", "203.0.113.7"],
  ["[2001:db8::1]:443", "2001:db8::1"],
  ["::ffff:203.0.113.7", "203.0.113.7"],
  ["2001:0db8:0000:0000:0000:0000:0000:0001", "2001:db8::1"],
])("the caller's address %s is %j", (callerIpAddress, address) => {
  expect(read({ userPrincipalName: "ana" }, { callerIpAddress })).toMatchObject({ event: { address } });
});

test.each(["5f1c9d3e-0000-4000-8000-00000000000a", "{PII Removed}@contoso.example", "{PII Removed}"])(
  "a masked name such as %s is kept as it stands",
  (userPrincipalName) => {
    expect(read(graphRecord({ userPrincipalName }))).toMatchObject({ event: { name: userPrincipalName } });
  },
);

test("words are no codes: the status decides, and success alone means 0", () => {
  const code = (resultType: unknown, status: unknown) => {
    const reading = read(graphRecord({ status }), { resultType });
    return reading.ok ? reading.event.code : reading.reason;
  };
  expect(code("Failure", { errorCode: 50053 })).toBe("50053");
  expect(code("Success", undefined)).toBe("0");
  expect(code("Failure", undefined)).toBe("");
});

test("the category tells non-interactive sign-ins", () => {
  const properties = graphRecord({ isInteractive: undefined });
  expect(read(properties, { category: "NonInteractiveUserSignInLogs" })).toMatchObject({
    event: { vector: "entra-noninteractive", interactive: false },
  });
  expect(read(properties, { category: "ADFSSignInLogs" })).toMatchObject({
    event: { vector: "entra-signin" },
  });
});

test.each([
  "RiskyUsers",
  "UserRiskEvents",
  "ServicePrincipalSignInLogs",
  "ManagedIdentitySignInLogs",
  "MicrosoftServicePrincipalSignInLogs",
  "MicrosoftGraphActivityLogs",
  "ProvisioningLogs",
])("category %s is skipped by its name", (category) => {
  expect(read({ id: "x" }, { category })).toEqual({
    ok: false,
    as: "skipped",
    reason: `category ${category} is not a sign-in or audit log`,
  });
});

test("an audit record takes its operation from the wrapping and its address from the initiator alone", () => {
  const outer = {
    category: "AuditLogs",
    operationName: "Reset password (self-service)",
    resultDescription: "other",
  };
  expect(read(resetRecord({ activityDisplayName: "progress" }), outer)).toMatchObject({
    event: {
      vector: "sspr",
      operation: "Reset password (self-service)",
      activity: "progress",
      address: "203.0.113.7",
    },
  });
  expect(read(resetRecord({ initiatedBy: null }), outer)).toMatchObject({ event: { address: "" } });
  expect(read(resetRecord({ resultReason: null }), outer)).toMatchObject({ event: { description: "other" } });
});

test("a record without properties is rejected, not guessed at", () => {
  expect(read(undefined)).toMatchObject({ as: "rejected", reason: "no properties" });
});

test.each([
  ["11/14/2025 1:48:53 AM", "2025-11-14T01:48:53.000Z"],
  ["1/9/2007 10:41:00 AM +01:00", "2007-01-09T09:41:00.000Z"],
  ["2022-03-30T14:52:21.706218612Z", "2022-03-30T14:52:21.706Z"],
])("the wrapping's time %s is read", (time, iso) => {
  const reading = read({ userPrincipalName: "ana" }, { time });
  expect(reading.ok && new Date(Number(reading.event.atMicros / 1000n)).toISOString()).toBe(iso);
});
