import { expect, test } from "vitest";
import { csv, eventsOf, graphRecord, logFolder, readWhole, receipt } from "@/test/log-files";

const write = logFolder();

/** A sign-in as the integration stores it where the original is not kept. */
function document(properties: Record<string, unknown> = {}, log: Record<string, unknown> = {}) {
  return {
    "@timestamp": "2026-03-03T10:15:30.123Z",
    source: {
      ...{ ip: "203.0.113.7", address: "203.0.113.7", as: { number: 64496 } },
      geo: { country_iso_code: "DE", country_name: "Germany", city_name: "Berlin" },
    },
    geo: { country_iso_code: "NL", country_name: "Zuid-Holland", city_name: "Delft" },
    user_agent: { original: "Mozilla/5.0" },
    user: { name: "ana", domain: "contoso.example", full_name: "Ana" },
    event: { kind: "event", action: "Sign-in activity", outcome: "failure", id: "e-1", type: ["info"] },
    azure: {
      ...{ tenant_id: "t-1", correlation_id: "c-0", resource: { provider: "Microsoft.aadiam" } },
      signinlogs: {
        ...{ category: "SignInLogs", result_type: "50034", result_description: "No such account." },
        ...{ operation_name: "Sign-in activity", identity: "Ana", result_signature: "None" },
        properties: {
          ...{ id: "5f1c", created_at: "2026-03-03T05:15:30.1234567-05:00", correlation_id: "c-1" },
          ...{ user_principal_name: "Ana@contoso.example", user_id: "u-1", user_display_name: "Ana" },
          ...{ app_display_name: "Azure Portal", app_id: "a-1", client_app_used: "Browser" },
          ...{ is_interactive: true, processing_time_ms: 239, service_principal_id: "" },
          ...{ resource_display_name: "Graph", resource_id: "r-1", token_issuer_type: "AzureAD" },
          authentication_protocol: "ropc",
          device_detail: { operating_system: "MacOs", browser: "Chrome 77" },
          status: { error_code: 50034 },
          ...properties,
        },
        ...log,
      },
    },
  };
}

/** Every key of an object as one dotted path; lists and empty objects stay values. */
function dotted(value: Record<string, unknown>, from = ""): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]): [string, unknown][] =>
      typeof inner === "object" && inner !== null && !Array.isArray(inner)
        ? Object.entries(dotted(inner as Record<string, unknown>, `${from}${key}.`))
        : [[`${from}${key}`, inner]],
    ),
  );
}

const SIGN_IN = {
  ...{ source: "entra-signin", vector: "entra-signin", nativeId: "5f1c", correlationId: "c-1", digits: 7 },
  ...{ atMicros: 1_772_532_930_123_456n, isIngestTime: false, address: "203.0.113.7", interactive: true },
  ...{ name: "Ana@contoso.example", app: "Azure Portal", appId: "a-1", clientApp: "Browser" },
  ...{ userAgent: "Mozilla/5.0", protocol: "ropc", qualifier: "ropc", code: "50034", asn: "64496" },
  ...{ description: "No such account.", country: "NL", region: "Zuid-Holland", city: "Delft" },
  facts: {
    ...{ resource: "Graph", resourceId: "r-1", tokenIssuer: "AzureAD", os: "MacOs", browser: "Chrome 77" },
  },
};

const halves = () => {
  const { azure, ...rest } = document();
  const { signinlogs, ...common } = azure;
  const { properties, ...outer } = signinlogs;
  return {
    ...rest,
    azure: { ...common, signinlogs: outer },
    ...dotted({ "azure.signinlogs": { properties } }),
  };
};

test.each([
  ["nested", document],
  ["dotted", () => dotted(document())],
  ["nested and dotted in one document", halves],
  ["dotted inside of nested", () => ({ ...document(), azure: dotted(document().azure) })],
  ["a hit of a search", () => ({ _index: "logs-azure.signinlogs-default", _source: document() })],
  [
    "under fields, where every value is a list",
    () => ({
      _index: "logs-azure.signinlogs-default",
      fields: Object.fromEntries(
        Object.entries(dotted(document())).map(([key, value]) => [key, [value].flat()]),
      ),
    }),
  ],
  [
    "with lists of one",
    () => Object.fromEntries(Object.entries(dotted(document())).map(([key, value]) => [key, [value].flat()])),
  ],
])("a sign-in %s is read from wherever the integration put its properties", async (_how, made) => {
  const one = made();
  const hits = {
    hits: { total: { value: 1 }, hits: ["fields" in one || "_source" in one ? one : { _source: one }] },
  };
  for (const text of [JSON.stringify(one), JSON.stringify([one], null, 2), JSON.stringify(hits)]) {
    const { rows, recognised } = await readWhole(write(text));
    expect(recognised).toMatchObject({ format: "elastic-azure", assumesZone: false });
    expect(eventsOf(rows)).toMatchObject([SIGN_IN]);
  }
});

test("event.outcome decides nothing, and a document without its own time has that of its arrival", async () => {
  const { created_at: _at, ...properties } = document().azure.signinlogs.properties;
  const kept = document({ status: { error_code: 0 } }, { result_type: "0" });
  const late = { ...document(), azure: { signinlogs: { category: "SignInLogs", properties } } };
  const { rows } = await readWhole(write([kept, late].map((one) => JSON.stringify(one)).join("\n")));
  expect(eventsOf(rows)).toMatchObject([
    { code: "0", isIngestTime: false },
    { code: "50034", isIngestTime: true, digits: 3 },
  ]);
});

test("categories, logs and principals that are no sign-in of a user are skipped by name", async () => {
  const principal = { user_principal_name: "", user_id: "", service_principal_id: "s-1" };
  const nobody = { ...document(principal), user: {} };
  const documents = [
    document({}, { category: "NonInteractiveUserSignInLogs" }),
    document({ is_interactive: false }),
    document({}, { category: "ServicePrincipalSignInLogs" }),
    nobody,
    { "@timestamp": "2026-03-03T10:15:30Z", azure: { tenant_id: "x", identity_protection: { id: "1" } } },
    { "@timestamp": "2026-03-03T10:15:30Z", "azure.tenant_id": "x" },
    document({ created_at: "2026-02-30T10:15:30Z" }),
  ];
  const { rows } = await readWhole(write(documents.map((one) => JSON.stringify(one)).join("\n")));
  expect(receipt(rows)).toEqual({
    "entra-noninteractive": 2,
    "skipped: category ServicePrincipalSignInLogs is not a sign-in or audit log": 1,
    "skipped: sign-in of a service principal, not of a user": 1,
    "skipped: an Elastic document of azure.identity_protection is not a sign-in or audit log": 1,
    "skipped: an Elastic document is not a sign-in or audit log": 1,
    "rejected: time cannot be read": 1,
  });
});

test("a name is put together where the whole one is gone, and the original is preferred where it is kept", async () => {
  const bare = document({ user_principal_name: undefined });
  const kept = { ...document(), event: { original: JSON.stringify(graphRecord({ id: "kept" })) } };
  const { rows } = await readWhole(write([bare, kept].map((one) => JSON.stringify(one)).join("\n")));
  expect(eventsOf(rows)).toMatchObject([
    { name: "ana@contoso.example", nativeId: "5f1c" },
    { nativeId: "kept", description: "No such account.", city: "Delft", region: "Zuid-Holland" },
  ]);
});

/** A step of a password reset, as dotted keys. */
const audit = {
  "@timestamp": "2026-03-03T10:15:31.000Z",
  "azure.auditlogs.category": "AuditLogs",
  "azure.auditlogs.operation_name": "Reset password (self-service)",
  "azure.auditlogs.properties.activity_datetime": "2026-03-03T10:15:30.5000000+00:00",
  "azure.auditlogs.properties.activity_display_name": "Reset password (self-service)",
  "azure.auditlogs.properties.category": "UserManagement",
  "azure.auditlogs.properties.correlation_id": "c-1",
  "azure.auditlogs.properties.id": "SSPR_1",
  "azure.auditlogs.properties.initiated_by.user.userPrincipalName": "Ana@contoso.example",
  "azure.auditlogs.properties.initiated_by.user.ipAddress": "203.0.113.7",
  "azure.auditlogs.properties.logged_by_service": "Self-service Password Management",
  "azure.auditlogs.properties.result_reason": "Password reset is not enabled here ",
  "azure.auditlogs.properties.target_resources.0.user_principal_name": "Ana@contoso.example",
  "azure.auditlogs.properties.target_resources.0.type": "User",
  "azure.tenant_id": "t-1",
  cloud: { provider: "azure" },
  event: { kind: "event", outcome: "failure" },
};

test("an audit with numbers for keys, its result under event.outcome, its actor in Graph's own spelling", async () => {
  const nested = {
    ...audit,
    "azure.auditlogs.properties.target_resources.0.user_principal_name": undefined,
    azure: {
      auditlogs: {
        properties: {
          target_resources: { "0": { user_principal_name: "Ana@contoso.example" } },
          additional_details: [{ key: "User-Agent", value: "Mozilla/5.0" }],
        },
      },
    },
  };
  const listed = {
    ...audit,
    azure: {
      auditlogs: { properties: { target_resources: [{ user_principal_name: "Ana@contoso.example" }] } },
    },
    "azure.auditlogs.properties.target_resources.0.user_principal_name": undefined,
  };
  const expected = {
    ...{ source: "entra-audit", vector: "sspr", nativeId: "SSPR_1", correlationId: "c-1", digits: 7 },
    ...{ atMicros: 1_772_532_930_500_000n, address: "203.0.113.7", name: "Ana@contoso.example" },
    ...{ operation: "Reset password (self-service)", activity: "Reset password (self-service)" },
    description: "Password reset is not enabled here ",
    facts: { result: "failure", service: "Self-service Password Management", category: "UserManagement" },
  };
  const lines = [audit, nested, listed].map((one) => JSON.stringify(one)).join("\n");
  const events = eventsOf((await readWhole(write(lines))).rows);
  expect(events).toMatchObject([expected, expected, expected]);
  expect(events.map(({ userAgent }) => userAgent)).toEqual(["", "Mozilla/5.0", ""]);
});

const COLUMNS = [
  "@timestamp",
  "azure.signinlogs.category",
  "azure.signinlogs.properties.id",
  "azure.signinlogs.properties.user_principal_name",
  "azure.signinlogs.properties.status.error_code",
  "azure.signinlogs.result_type",
  "source.ip",
  "user_agent.original",
];
const row = (time: string, part: Partial<Record<number, string>> = {}) =>
  [
    ...[time, "SignInLogs", "5f1c", "Ana@contoso.example", "50,034", "50034", "203.0.113.7", "Mozilla/5.0"],
  ].map((cell, at) => part[at] ?? cell);

test("Kibana's CSV has its fields by dotted path, times on the clock of the browser and - for nothing", async () => {
  const text = csv(COLUMNS, [
    row("Nov 12, 2024 @ 09:40:34.260"),
    row("Nov 12, 2024 @ 09:40:35.260", { 3: "-", 4: "-", 6: "(null)", 7: "-" }),
  ]);
  const { rows, recognised, notes } = await readWhole(write(text));
  expect(recognised).toMatchObject({ format: "elastic-csv", assumesZone: true });
  expect(notes.join()).toContain("no time zone");
  expect(eventsOf(rows)).toMatchObject([
    { code: "50034", name: "Ana@contoso.example", address: "203.0.113.7", nativeId: "5f1c", digits: 3 },
    { code: "50034", name: "", address: "", userAgent: "", isIngestTime: true },
  ]);
  const zoned = await readWhole(write(text), { timeZone: "Europe/Berlin" });
  expect(eventsOf(zoned.rows)[0]?.atMicros).toBe(BigInt(Date.UTC(2024, 10, 12, 8, 40, 34, 260)) * 1000n);
});

test("Kibana's CSV of audits, and columns that do not suffice", async () => {
  const { cloud: _cloud, event: _event, ...flat } = audit;
  const names = [...Object.keys(flat), "event.outcome"];
  const { rows } = await readWhole(write(csv(names, [[...Object.values(flat), "failure"]])));
  expect(eventsOf(rows)).toMatchObject([
    { vector: "sspr", address: "203.0.113.7", facts: { result: "failure" } },
  ]);
  const without = (...gone: string[]) => {
    const kept = COLUMNS.filter((name) => !gone.some((part) => name.includes(part)));
    return readWhole(write(csv(kept, [kept.map(() => "x")])));
  };
  await expect(without("@timestamp")).rejects.toMatchObject({ message: expect.stringContaining("no time") });
  await expect(without("error_code", "result_type")).rejects.toMatchObject({
    message: expect.stringContaining("no result codes"),
  });
  await expect(without("user_principal_name", "source.ip")).rejects.toMatchObject({
    message: expect.stringContaining("neither accounts nor addresses"),
  });
});
