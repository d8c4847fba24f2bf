import { expect, test } from "vitest";
import { transaction } from "@/lib/db";
import type { Event } from "@/lib/event/schema";
import { loadBatch } from "@/lib/event/write";
import { databaseForFile } from "@/test/database";
import { held } from "@/test/held";
import { csv, eventsOf, graphRecord, logFolder, readWhole } from "@/test/log-files";

const store = databaseForFile();
const write = logFolder();
const NOW = new Date("2026-11-22T00:00:00Z");

/** Three sign-ins, one of them in the last instant of an hour. */
const SIGN_INS = [
  {
    id: "5f1c9d3e-0000-4000-8000-000000000001",
    at: "2026-03-03T10:15:30.1234567Z",
    code: 50034,
    words: "No such account.",
  },
  {
    id: "5f1c9d3e-0000-4000-8000-000000000002",
    at: "2026-03-03T09:59:59.9999999Z",
    code: 50126,
    words: "Wrong password.",
  },
  {
    id: "5f1c9d3e-0000-4000-8000-000000000003",
    at: "2026-03-03T11:00:00.0000001Z",
    code: 0,
    words: "Other.",
  },
];
type SignIn = (typeof SIGN_INS)[number];

const AGENT = "Mozilla/5.0";
const graphOf = ({ id, at, code, words }: SignIn) =>
  graphRecord({ id, createdDateTime: at, status: { errorCode: code, failureReason: words } });

/** `3/3/2026, 10:15:30.123 AM`: milliseconds, cut off. */
function american(at: string): string {
  const hour = Number(at.slice(11, 13));
  return `3/3/2026, ${hour % 12 || 12}${at.slice(13, 23)} ${hour < 12 ? "AM" : "PM"}`;
}

const LA_NAMES = ["Id", "UserPrincipalName", "IPAddress", "AppDisplayName", "ClientAppUsed", "UserAgent"];
const LA_RESULT = ["ResultType", "ResultDescription", "CorrelationId", "Type"];
const laCells = ({ id, code, words }: SignIn) => [
  ...[id, "Ana@contoso.example", "203.0.113.7", "Azure Portal", "Browser", AGENT],
  ...[String(code), words, "7d0a2f10-0000-4000-8000-000000000002", "SigninLogs"],
];
const PORTAL_NAMES = [
  "Date (UTC)",
  "Request ID",
  "Username",
  "IP address",
  "Application",
  "Client app",
  "User agent",
];
const PORTAL_RESULT = ["Sign-in error code", "Failure reason", "Status"];
const portalCells = ({ id, at, code, words }: SignIn, agent: string) => [
  ...[`${at.slice(0, 19)}Z`, id, "Ana@contoso.example", "203.0.113.7", "Azure Portal", "Browser", agent],
  ...[String(code), words, code === 0 ? "Success" : "Failure"],
];

/** What each export writes of the same sign-ins: other digits, other columns, some with less than others. */
const EXPORTS: Record<string, string> = {
  "Graph lines": SIGN_INS.map((one) => JSON.stringify(graphOf(one))).join("\n"),
  "Graph v1.0, without user agents": JSON.stringify({
    value: SIGN_INS.map((one) => ({ ...graphOf(one), userAgent: undefined })),
  }),
  "diagnostic lines": SIGN_INS.map((one) =>
    JSON.stringify({
      ...{
        time: "2026-03-03T11:05:00Z",
        category: "SignInLogs",
        operationName: "x",
        properties: graphOf(one),
      },
    }),
  ).join("\n"),
  "Log Analytics CSV": csv(
    ["CreatedDateTime [UTC]", ...LA_NAMES, ...LA_RESULT],
    SIGN_INS.map((one) => [american(one.at), ...laCells(one)]),
  ),
  "Log Analytics CSV with nothing but the time of ingestion": csv(
    ["TimeGenerated [UTC]", ...LA_NAMES, ...LA_RESULT],
    SIGN_INS.map((one) => ["3/3/2026, 11:04:00.000 AM", ...laCells(one)]),
  ),
  "the query API's answer": JSON.stringify({
    tables: [
      {
        name: "PrimaryResult",
        columns: ["CreatedDateTime", ...LA_NAMES, ...LA_RESULT].map((name) => ({ name, type: "string" })),
        rows: SIGN_INS.map((one) => [one.at, ...laCells(one)]),
      },
    ],
  }),
  "portal CSV": csv(
    [...PORTAL_NAMES, ...PORTAL_RESULT],
    SIGN_INS.map((one) => portalCells(one, AGENT)),
  ),
  "portal CSV of 2023, without user agents": csv(
    [...PORTAL_NAMES, ...PORTAL_RESULT],
    SIGN_INS.map((one) => portalCells(one, "")),
  ),
  "Defender's CSV, without words": csv(
    [
      "Timestamp",
      "RequestId",
      "AccountUpn",
      "IPAddress",
      "Application",
      "ApplicationId",
      "ClientAppUsed",
      "UserAgent",
      "ErrorCode",
    ],
    SIGN_INS.map(({ id, at, code }) => [
      ...[
        at,
        id,
        "Ana@contoso.example",
        "203.0.113.7",
        "Azure Portal",
        "app",
        "Browser",
        AGENT,
        String(code),
      ],
    ]),
  ),
};
const NAMES = Object.keys(EXPORTS);

async function eventsIn(name: string): Promise<Event[]> {
  return eventsOf((await readWhole(write(EXPORTS[name] ?? ""))).rows);
}

/** Loads exports one after the other into an empty store; what is held then, and what became of the rows. */
async function load(...names: string[]) {
  await store().pool.query("truncate event, probe, presence, touched");
  const counts = { accepted: 0, duplicate: 0 };
  for (const [at, name] of names.entries()) {
    const rows = (await eventsIn(name)).map((event, index) => ({
      event,
      span: { offset: index * 10, length: 9 },
      position: index + 1,
    }));
    const loaded = await transaction(store().pool, (connection) =>
      loadBatch(connection, { tenantId: 1, importId: BigInt(at + 1), rows, now: NOW }),
    );
    counts.accepted += loaded.accepted;
    counts.duplicate += loaded.duplicateStored;
  }
  const { events, probe, presence } = await held(store().pool);
  return { counts, events, probe, presence };
}

const pairs = NAMES.flatMap((first, at) => NAMES.slice(at + 1).map((second) => [first, second] as const));

test.each(pairs)("%s and %s are the same three sign-ins, whichever comes first", async (first, second) => {
  const forth = await load(first, second);
  expect(forth.counts).toEqual({ accepted: 3, duplicate: 3 });
  expect(forth.events).toHaveLength(3);
  expect(await load(second, first)).toEqual(forth);
});

test("all of them, in any order, leave what the fullest leaves alone", async () => {
  const { counts: _, ...alone } = await load("Graph lines");
  const rotations = NAMES.map((_name, by) => [...NAMES.slice(by), ...NAMES.slice(0, by)]);
  for (const names of [...rotations, [...NAMES].reverse()]) {
    const { counts, ...all } = await load(...names);
    expect(counts).toEqual({ accepted: 3, duplicate: 3 * (NAMES.length - 1) });
    expect(all.probe).toEqual(alone.probe);
    expect(all.events.map(essence)).toEqual(alone.events.map(essence));
  }
});

/** Of two copies that fill as much and are as exact, the one with the smaller hash stays: what it says besides may differ. */
function essence(event: string) {
  const { at, name, value, app, client_app, user_agent, code, description, digits } = JSON.parse(event);
  return { at, name, value, app, client_app, user_agent, code, description, digits };
}

test("the fuller copy wins although it came second and is less exact", async () => {
  const { events } = await load("Graph v1.0, without user agents", "portal CSV");
  expect(events.map((event) => JSON.parse(event).user_agent)).toEqual([AGENT, AGENT, AGENT]);
  expect(events.map((event) => JSON.parse(event).digits)).toEqual([0, 0, 0]);
});

test("the time it happened wins over the time it was ingested, and more digits over fewer", async () => {
  const late = "Log Analytics CSV with nothing but the time of ingestion";
  const { events } = await load(late, "portal CSV");
  expect(events.map((event) => JSON.parse(event).ingest_time)).toEqual([false, false, false]);
  const exact = await load("portal CSV", "Log Analytics CSV");
  expect(exact.events.map((event) => JSON.parse(event).digits)).toEqual([3, 3, 3]);
});
