import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import type { Event } from "@/lib/event/schema";
import { eventsOf, logFolder, readWhole, receipt } from "@/test/log-files";
import { MASKED } from "./ual";

/**
 * Real logs, which lie beside the project and are no part of it. Where the folder is absent these tests are left
 * out, and the name of the last one says so.
 */
const FOLDER = fileURLToPath(new URL("../../../shared/samples", import.meta.url));
const areThere = existsSync(FOLDER);
const sample = areThere ? test : test.skipIf(true);
const write = logFolder();
const read = (name: string) => readWhole(`${FOLDER}/${name}`);

sample("SigninLogs of a workspace: 86 rows, 78 of them say IsInteractive false", async () => {
  const { rows, recognised } = await read("microsoft_msticpy/aad_logons_SigninLogs_portal.csv");
  expect(recognised).toMatchObject({ format: "log-analytics", shape: "csv", encoding: "utf-8", notes: [] });
  expect(receipt(rows)).toEqual({ "entra-signin": 8, "entra-noninteractive": 78 });
  const events = eventsOf(rows);
  expect(events.filter(({ code }) => code === "90072")).toHaveLength(2);
  expect(events.filter(({ code }) => code === "0")).toHaveLength(84);
  expect(new Set(events.map(({ address }) => address)).size).toBe(6);
  expect(new Set(events.map(({ name }) => name)).size).toBe(6);
  // CreatedDateTime, not TimeGenerated: the first row was made at 6:17:23 PM and ingested at 6:19:04.
  expect(events.every(({ isIngestTime, digits }) => !isIngestTime && digits === 3)).toBe(true);
});

sample("the same 86 sign-ins as the query API answers them, ids and all", async () => {
  const api = await read("microsoft_msticpy/aad_logons_SigninLogs_api.json");
  expect(api.recognised).toMatchObject({ format: "log-analytics", shape: "json-tables", assumesZone: false });
  expect(receipt(api.rows)).toEqual({ "entra-signin": 8, "entra-noninteractive": 78 });
  const portal = await read("microsoft_msticpy/aad_logons_SigninLogs_portal.csv");
  // Its times have no fraction where the portal's CSV writes .000; everything that tells one sign-in is the same.
  const told = ({
    nativeId,
    atMicros,
    address,
    name,
    code,
    app,
    clientApp,
    userAgent,
    country,
    city,
  }: Event) =>
    [nativeId, String(atMicros), address, name, code, app, clientApp, userAgent, country, city].join("|");
  expect(eventsOf(api.rows).map(told)).toEqual(eventsOf(portal.rows).map(told));
  expect(new Set(eventsOf(api.rows).map(({ digits }) => digits))).toEqual(new Set([0]));
});

sample("Graph's documented pages: one record each, the beta sign-in without any result code", async () => {
  const folder = "microsoftgraph_microsoft-graph-docs";
  const v1 = await read(`${folder}/v1_signins_page_1.json`);
  expect(eventsOf(v1.rows)).toMatchObject([
    { name: "testaccount1@contoso.com", code: "0", digits: 7, address: "131.107.159.37", description: "" },
  ]);
  // Its status is {}: success is not assumed where nothing says so.
  const beta = await read(`${folder}/beta_signins_page_1.json`);
  expect(eventsOf(beta.rows)).toMatchObject([{ name: "jdoe@contoso.com", code: "", vector: "entra-signin" }]);
  for (const page of ["v1_directoryaudits_page_1.json", "beta_directoryaudits_page_1.json"]) {
    const audits = await read(`${folder}/${page}`);
    // The first target is the group, which has no account name; the second one's does not count.
    expect(eventsOf(audits.rows)).toMatchObject([{ vector: "entra-audit", name: "", address: "127.0.0.1" }]);
  }
});

sample(
  "diagnostic records of a SIEM's tests: sign-ins and audits are read, other categories skipped by name",
  async () => {
    const { rows, recognised, notes } = await read("panther-labs_panther-analysis/azure_signin_tests.ndjson");
    expect(recognised).toMatchObject({ format: "diagnostic", shape: "json-lines", assumesZone: true });
    // Most times there are written without a zone.
    expect(notes.join()).toContain("no time zone; they were read as UTC");
    expect(receipt(rows)).toEqual({
      // SignInLogs that do not say IsInteractive false.
      "entra-signin": 12,
      // NonInteractiveUserSignInLogs ×3, and SignInLogs with IsInteractive false ×3.
      "entra-noninteractive": 6,
      // Category AuditLogs; none of them is a password reset.
      "entra-audit": 15,
      "skipped: category ServicePrincipalSignInLogs is not a sign-in or audit log": 8,
      "skipped: category Policy is not a sign-in or audit log": 2,
      "skipped: category DirectoryManagement is not a sign-in or audit log": 2,
      "skipped: category ApplicationManagement is not a sign-in or audit log": 2,
    });
    // Record 9 says "Failure" outside and 50053 inside; record 4 says "Success" and has no code at all.
    expect(rows[8]).toMatchObject({ event: { code: "50053", isIngestTime: true } });
    expect(rows[3]).toMatchObject({ event: { code: "0" } });
    // Record 24 has small keys outside, and its own address inside.
    expect(rows[23]).toMatchObject({
      event: { address: "12.12.12.12", digits: 9, clientApp: "Authenticated SMTP" },
    });
  },
);

sample(
  "diagnostic records of Azure Monitor: 15 audits, one of them a reset, and a sign-in by ropc",
  async () => {
    const { rows } = await read("splunk_security_content/azure_monitor_aad_examples.ndjson");
    expect(receipt(rows)).toEqual({ "entra-audit": 14, sspr: 1, "entra-signin": 1 });
    expect(rows[9]).toMatchObject({
      event: {
        operation: "Reset password (by admin)",
        name: "testuser@splunkresearch.com",
        address: "40.81.4.144",
      },
    });
    expect(rows[11]).toMatchObject({
      event: { code: "50076", qualifier: "ropc", isIngestTime: false, digits: 7, city: "Rochester" },
    });
  },
);

sample(
  "AuditLogs rows as JSON lines: all four, though two had their Type overwritten by a query",
  async () => {
    const { rows, recognised } = await read("OTRF_Security-Datasets/GoldenSAML_AADAuditEvents.json");
    expect(recognised.format).toBe("log-analytics");
    expect(receipt(rows)).toEqual({ "entra-audit": 4 });
    // Its dynamic columns are JSON in strings; the initiator's address is null.
    expect(rows[0]).toMatchObject({
      event: {
        operation: "Update application – Certificates and secrets management ",
        address: "",
        userAgent: expect.stringContaining("WindowsPowerShell"),
        facts: { service: "Core Directory", result: "success" },
      },
    });
  },
);

/** What tells one sign-in of the unified audit log: counted below by code and operation. */
const outcomes = (events: Event[]) => {
  const counts: Record<string, number> = {};
  for (const { operation, code } of events) {
    const key = `${operation} ${code}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
};

// Counted apart, by a JSON parser over the lines: Operation with ErrorNumber, UserId, first and last CreationTime.
sample.each([
  [
    "t1110.003_msolspray-powershell.json",
    { "UserLoginFailed 50126": 10, "UserLoggedIn 0": 1 },
    ["2023-07-12T12:38:39.000Z", "2023-07-12T12:41:15.000Z"],
    "WindowsPowerShell",
  ],
  [
    "t1110.003_msolspray-python.json",
    { "UserLoginFailed 50126": 8, "UserLoggedIn 0": 1 },
    ["2023-07-23T06:25:33.000Z", "2023-07-23T06:25:37.000Z"],
    "python-requests/2.28.2",
  ],
  [
    "t1110.003_o365spray_default.json",
    { "UserLoginFailed 50126": 8, "UserLoginFailed 500011": 1 },
    ["2023-07-23T12:13:33.000Z", "2023-07-23T12:13:34.000Z"],
    "Chrome/104.0.0.0",
  ],
])("%s: nine names from one address, as AuditData tells them", async (name, counts, times, agent) => {
  const { rows, recognised, notes } = await read(`blueteam0ps_det-eng-samples/${name}`);
  expect(recognised).toMatchObject({ format: "ual", shape: "json-lines", assumesZone: false });
  expect(notes).toEqual([MASKED]);
  const events = eventsOf(rows);
  expect(outcomes(events)).toEqual(counts);
  expect(new Set(events.map(({ name: account }) => account)).size).toBe(9);
  expect(new Set(events.map(({ address }) => address)).size).toBe(1);
  expect(events.some(({ userAgent }) => userAgent.includes(agent))).toBe(true);
  const sorted = events.map(({ atMicros }) => new Date(Number(atMicros / 1000n)).toISOString()).sort();
  expect([sorted[0], sorted.at(-1)]).toEqual(times);
});

sample("Search-UnifiedAuditLog's CSV of MFASweep: five interrupts, three sign-ins, one name", async () => {
  const { rows, recognised } = await read("blueteam0ps_det-eng-samples/t1592.004_mfa_sweep.csv");
  expect(recognised).toMatchObject({ format: "ual", shape: "csv", dateDecision: null });
  const events = eventsOf(rows);
  // 50140 is the question whether to stay signed in: no sign-in, though the operation says UserLoggedIn.
  expect(outcomes(events)).toEqual({ "UserLoggedIn 50140": 5, "UserLoggedIn 0": 3 });
  expect(new Set(events.map(({ name }) => name))).toEqual(new Set(["Lidia@contoso.onmicrosoft.com"]));
  expect(new Set(events.map(({ userAgent }) => userAgent)).size).toBeGreaterThan(3);
  // The file's own first row, in UTC: CreationDate says 6/18/2023 12:02:47 PM.
  expect(events[0]).toMatchObject({
    atMicros: BigInt(Date.UTC(2023, 5, 18, 12, 2, 47)) * 1000n,
    code: "50140",
  });
});

sample("a SIEM's tests of the management activity: two sign-ins, seven other operations", async () => {
  const { rows } = await read("panther-labs_panther-analysis/microsoft365_tests.ndjson");
  expect(receipt(rows)).toEqual({
    ual: 2,
    "skipped: operation AddedToSecureLink is no sign-in": 5,
    "skipped: operation Update user. is no sign-in": 2,
  });
  // Neither has an ErrorNumber: one names its error, the other none.
  expect(rows.flatMap((row) => (row.ok ? [[row.event.operation, row.event.code]] : []))).toEqual([
    ["UserLoginFailed", "50126"],
    ["UserLoggedIn", "0"],
  ]);
});

sample(
  "management activity out of Splunk: one row's second is 65, and only that row is rejected",
  async () => {
    const { rows } = await read("splunk_security_content/o365_management_activity_examples.ndjson");
    expect(rows).toMatchObject([
      { event: { operation: "UserLoggedIn", code: "0", nativeId: "52d72a62-132b-487b-bb7f-c4c119f90700" } },
      { ok: false, as: "rejected", reason: "time cannot be read" },
    ]);
  },
);

sample("the same records wrapped as Splunk exports them tell the same", async () => {
  for (const name of ["azure_monitor_aad_examples.ndjson", "o365_management_activity_examples.ndjson"]) {
    const path = `splunk_security_content/${name}`;
    const records = readFileSync(`${FOLDER}/${path}`, "utf8").trim().split("\n");
    const lines = records.map((_raw) => JSON.stringify({ preview: false, result: { _raw, _time: "1" } }));
    const [plain, wrapped] = [await read(path), await readWhole(write(lines.join("\n")))];
    const told = ({ rows }: typeof plain) => rows.map(({ span: _span, ...row }) => row);
    expect(told(wrapped)).toEqual(told(plain));
  }
});

sample.each([
  "SignIns_header_2023.csv",
  "InteractiveSignIns_header_2024-10.csv",
  "InteractiveSignIns_header_2025-12.csv",
  "AuditLogs_header_2024-05.csv",
])("the portal's header %s is known, and without rows it is a log of nothing", async (name) => {
  const { rows, recognised, error } = await read(`portal_headers/${name}`);
  const format = name.startsWith("AuditLogs") ? "portal-audit" : "portal-sign-in";
  expect([recognised.format, rows, error]).toEqual([format, [], null]);
});

/** What a row says under the portal's own headers; columns that a generation lacks are left out of it. */
const PORTAL_ROW: Record<string, string> = {
  "Date (UTC)": "2026-03-03T10:15:30Z",
  "Request ID": "5f1c9d3e-0000-4000-8000-000000000001",
  "User agent": "Mozilla/5.0",
  "Correlation ID": "c-1",
  User: "Ana Display",
  Username: "Ana@contoso.example",
  "Incoming token type": "none",
  "Authentication Protocol": "ropc",
  Application: "Azure Portal",
  "Application ID ": "app",
  Resource: "Graph",
  "Resource ID ": "res",
  "IP address": "203.0.113.7",
  "IP address (seen by resource)": "198.51.100.9",
  Location: "Delft, Zuid-Holland, NL",
  Status: "Failure",
  "Sign-in error code": "50034",
  "Failure reason": "No such account.",
  "Client app": "Browser",
  "Autonomous system  number": "64496",
};

sample.each([
  ["SignIns_header_2023.csv", 44, ""],
  ["InteractiveSignIns_header_2024-10.csv", 55, "Mozilla/5.0"],
  ["InteractiveSignIns_header_2025-12.csv", 57, "Mozilla/5.0"],
])(
  "rows under the portal's header %s, which has %i columns, are read by name",
  async (name, width, userAgent) => {
    const header = readFileSync(`${FOLDER}/portal_headers/${name}`, "utf8").trimEnd();
    const names = header
      .replace(/^\ufeff/, "")
      .split(",")
      .map((cell) => cell.replace(/^"(.*)"$/, "$1"));
    expect(names).toHaveLength(width);
    const cells = names.map((column) => `"${PORTAL_ROW[column] ?? ""}"`);
    const { rows } = await readWhole(write(`${header}\r\n${cells.join(",")}\r\n`));
    expect(eventsOf(rows)).toMatchObject([
      {
        ...{ vector: "entra-signin", nativeId: PORTAL_ROW["Request ID"], correlationId: "c-1", userAgent },
        ...{ name: "Ana@contoso.example", address: "203.0.113.7", code: "50034", qualifier: "ropc" },
        ...{ app: "Azure Portal", appId: "app", clientApp: "Browser", description: "No such account." },
        ...{ country: "NL", region: "Zuid-Holland", city: "Delft", asn: "64496" },
        facts: { resource: "Graph", resourceId: "res" },
      },
    ]);
  },
);

sample.each([
  ["Azure-Sentinel_training-lab/disable_accounts.csv", "no time column"],
  ["Azure-Sentinel_training-lab/AuditLogs_Hunting.csv", "no time column"],
  ["OTRF_Security-Datasets/GoldenSAML_Microsoft365DefenderEvents.json", "Defender"],
  ["OTRF_Security-Datasets/GoldenSAML_OfficeActivityEvents.json", "the table OfficeActivity"],
  ["OTRF_Security-Datasets/cmd_psh_stop_netprofm_eventlog_before_reboot.zip", "ZIP archive"],
  ["mdecrevoisier_EVTX-to-MITRE-Attack/ID4768-Kerberos_AS-REP_Roasting.evtx", "EVTX"],
  ["microsoft_msticpy/az_mon_raw_query.json", "the table SecurityAlert"],
  ["omerbenamram_evtx/system.evtx", "EVTX"],
  ["portal_headers/ApplicationSignIns_header_2025-12.csv", "service principals"],
])("%s is another log, and refused as such", async (name, words) => {
  await expect(read(name)).rejects.toMatchObject({
    code: "unsupported",
    message: expect.stringContaining(words),
  });
});

test(`the samples ${areThere ? "are there" : "are absent: their tests were left out"}`, () => {
  expect(existsSync(FOLDER)).toBe(areThere);
});
