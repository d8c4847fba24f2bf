import { expect, test } from "vitest";
import { resetRecord } from "@/test/log-files";
import { graphAudit } from "./graph-audit";

const SETTING = { nameClaims: null, dateOrder: "month-first", timeZone: null } as const;

function event(part: Record<string, unknown> = {}) {
  const reading = graphAudit.read(resetRecord(part), SETTING);
  if (!reading.ok) throw new Error(reading.reason);
  return reading.event;
}

test("a password reset names its target, the prober's address and the untrimmed reason", () => {
  expect(event()).toMatchObject({
    source: "entra-audit",
    vector: "sspr",
    atMicros: BigInt(Date.UTC(2026, 2, 3, 10, 15, 30, 500)) * 1000n,
    nativeId: "SSPR_7d0a2f10_1",
    name: "Ana@contoso.example",
    address: "203.0.113.7",
    userAgent: "Mozilla/5.0",
    code: "",
    operation: "Reset password (self-service)",
    activity: "Reset password (self-service)",
    description: "Password reset is not enabled here ",
    facts: { result: "failure", service: "Self-service Password Management", category: "UserManagement" },
  });
});

test("the service or the activity makes a reset; anything else is an audit row", () => {
  const vector = (loggedByService: unknown, activityDisplayName: string) =>
    event({ loggedByService, activityDisplayName }).vector;
  expect(vector("Self-service Password Management", "Something new")).toBe("sspr");
  expect(vector(null, "Self-service password reset flow activity progress")).toBe("sspr");
  expect(vector("", "Self-service password reset flow activity")).toBe("sspr");
  expect(vector("", "Verify email address phone number")).toBe("sspr");
  expect(vector("Core Directory", "Update user")).toBe("entra-audit");
});

test.each([
  ["a list", [{ userPrincipalName: "a" }, { userPrincipalName: "b" }], "a"],
  ["one object", { userPrincipalName: "a" }, "a"],
  ["JSON text", '[{"userPrincipalName":"a"}]', "a"],
  ["JSON text in JSON text", JSON.stringify('[{"userPrincipalName":"a"}]'), "a"],
  ["an empty list", [], ""],
  ["nothing", null, ""],
  ["a first target without a name", [{ displayName: "x" }, { userPrincipalName: "b" }], ""],
])("the name is the first target's, in %s", (_how, targetResources, name) => {
  expect(event({ targetResources }).name).toBe(name);
});

test.each([null, "", "<null>"])("an address written as %j is none", (ipAddress) => {
  expect(event({ initiatedBy: { user: { ipAddress } } }).address).toBe("");
});

test("an application as initiator is the row's client", () => {
  const initiatedBy = { user: null, app: { displayName: "Sync", appId: "7" } };
  expect(event({ initiatedBy })).toMatchObject({ address: "", app: "Sync", appId: "7" });
});

test("without an id: correlation, reason, target and time make a reset row itself", () => {
  const content = event({ id: "" }).contentId;
  expect(event({ id: "", activityDisplayName: "Change password (self-service)" }).contentId).toBe(content);
  for (const other of [
    { correlationId: "x" },
    { resultReason: "x" },
    { targetResources: [] },
    { activityDateTime: "2026-03-03T10:15:31Z" },
  ])
    expect(event({ id: "", ...other }).contentId).not.toBe(content);
});

test("an activity's dash and trailing blank stay", () => {
  const name = "Update application – Certificates and secrets management ";
  expect(event({ activityDisplayName: name, loggedByService: "Core Directory" })).toMatchObject({
    operation: name,
    vector: "entra-audit",
  });
});

test("PowerShell's spelling of an audit is read like Graph's own", () => {
  const reading = graphAudit.read(
    {
      Id: "SSPR_1",
      ActivityDateTime: "/Date(1700000000000)/",
      ActivityDisplayName: "Reset password (self-service)",
      LoggedByService: "Self-service Password Management",
      ResultReason: "User submitted their user ID",
      InitiatedBy: { App: {}, User: { IPAddress: "203.0.113.7", UserPrincipalName: "ana" } },
      TargetResources: [{ Type: "User", UserPrincipalName: "ana" }],
      AdditionalDetails: [{ Key: "User-Agent", Value: "Mozilla/5.0" }],
    },
    SETTING,
  );
  expect(reading).toMatchObject({
    event: {
      vector: "sspr",
      nativeId: "SSPR_1",
      address: "203.0.113.7",
      name: "ana",
      userAgent: "Mozilla/5.0",
    },
  });
});
