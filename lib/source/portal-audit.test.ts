import { expect, test } from "vitest";
import { csv, eventsOf, logFolder, readWhole, receipt } from "@/test/log-files";

const write = logFolder();

const targets = [1, 2, 3].flatMap((target) => [
  ...["Type", "DisplayName", "ObjectId", "UserPrincipalName"].map((name) => `Target${target}${name}`),
  ...[1, 2, 3, 4, 5].flatMap((property) =>
    ["Name", "OldValue", "NewValue"].map((name) => `Target${target}ModifiedProperty${property}${name}`),
  ),
]);
const details = [1, 2, 3, 4, 5, 6].flatMap((n) => [`AdditionalDetail${n}Key`, `AdditionalDetail${n}Value`]);
/** The columns as the admin centre writes them; unlike the sign-ins' they are spelled in one word. */
const NAMES = [
  ...[
    "Date (UTC)",
    "CorrelationId",
    "Service",
    "Category",
    "Activity",
    "Result",
    "ResultReason",
    "User Agent",
  ],
  ...["ActorType", "ActorDisplayName", "ActorObjectId", "ActorUserPrincipalName", "IPAddress"],
  ...["ActorHomeTenantId", "ActorHomeTenantName", "ActorServicePrincipalId", "ActorServicePrincipalName"],
  ...targets,
  ...details,
];
const RESET: Record<string, string> = {
  "Date (UTC)": "2026-03-03T10:15:30+00:00",
  CorrelationId: "7d0a2f10-0000-4000-8000-000000000002",
  Service: "Self-service Password Management",
  Category: "UserManagement",
  Activity: "Self-service password reset flow activity progress",
  Result: "success",
  ResultReason: "User submitted their user ID",
  ActorType: "User",
  ActorUserPrincipalName: "Ana@contoso.example",
  IPAddress: "203.0.113.7",
  Target1Type: "User",
  Target1ObjectId: "o-1",
  Target1UserPrincipalName: "Ana@contoso.example",
  Target2UserPrincipalName: "other@contoso.example",
  AdditionalDetail2Key: "User-Agent",
  AdditionalDetail2Value: "Mozilla/5.0",
};
const rowOf = (part: Record<string, string> = {}) => NAMES.map((name) => ({ ...RESET, ...part })[name] ?? "");
const fileOf = (...rows: Record<string, string>[]) => `\ufeff${csv(NAMES, rows.map(rowOf))}\r\n`;
const events = async (...rows: Record<string, string>[]) =>
  eventsOf((await readWhole(write(fileOf(...rows)))).rows);

test("it has 86 columns, and a reset names its target, the prober's address and the reason", async () => {
  expect(NAMES).toHaveLength(86);
  expect(await events({})).toMatchObject([
    {
      source: "entra-audit",
      vector: "sspr",
      atMicros: BigInt(Date.UTC(2026, 2, 3, 10, 15, 30)) * 1000n,
      nativeId: "",
      correlationId: RESET.CorrelationId,
      operation: RESET.Activity,
      activity: RESET.Activity,
      description: "User submitted their user ID",
      name: "Ana@contoso.example",
      address: "203.0.113.7",
      userAgent: "Mozilla/5.0",
      facts: { result: "success", service: RESET.Service, category: "UserManagement" },
    },
  ]);
});

test("steps of one reset share correlation and second: activity, reason and target tell them apart", async () => {
  const step = { ResultReason: "Password reset is not enabled for this user", Result: "failure" };
  const [first, second, again] = await events({}, step, {});
  expect(second?.contentId).not.toBe(first?.contentId);
  expect(again?.contentId).toBe(first?.contentId);
  const others: Record<string, string>[] = [
    { CorrelationId: "x" },
    { "Date (UTC)": "2026-03-03T10:15:31Z" },
    { Activity: "Reset password (self-service)" },
    { Target1ObjectId: "o-2" },
  ];
  for (const other of others) expect((await events(other))[0]?.contentId).not.toBe(first?.contentId);
  expect((await events({ "Date (UTC)": "2026-03-03T10:15:30Z", Result: "other" }))[0]?.contentId).toBe(
    first?.contentId,
  );
});

test("the receipt says that rows without ids cannot be told from copies in other exports", async () => {
  const { recognised } = await readWhole(write(fileOf({})));
  expect(recognised.notes).toEqual([expect.stringContaining("no ids")]);
});

test("an application that acted is the row's client, and its row no reset", async () => {
  const change = { Service: "Core Directory", Activity: "Update user ", IPAddress: "" };
  expect(
    await events(
      { ...change, ActorType: "Application", ActorDisplayName: "Sync", AdditionalDetail2Key: "" },
      { ...change, ActorServicePrincipalName: "Connect", "User Agent": "Agent/1" },
    ),
  ).toMatchObject([
    { vector: "entra-audit", app: "Sync", operation: "Update user ", address: "", userAgent: "" },
    { vector: "entra-audit", app: "Connect", userAgent: "Mozilla/5.0" },
  ]);
});

test("an impossible date is rejected alone; a spreadsheet's dates are decided as for sign-ins", async () => {
  const bad = await readWhole(write(fileOf({ "Date (UTC)": "2026-02-30T00:00:00Z" }, {})));
  expect(receipt(bad.rows)).toEqual({ "rejected: time cannot be read": 1, sspr: 1 });
  const saved = await readWhole(write(fileOf({ "Date (UTC)": "25/12/2025 08:19" })));
  expect(saved.recognised).toMatchObject({
    format: "portal-audit",
    dateOrder: "day-first",
    assumesZone: false,
  });
});
