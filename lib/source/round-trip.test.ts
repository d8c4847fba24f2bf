import fc from "fast-check";
import { expect, test } from "vitest";
import type { Event } from "@/lib/event/schema";
import { csv, eventsOf, graphRecord, logFolder, readWhole, resetRecord } from "@/test/log-files";

const write = logFolder();

/** What an attacker may type, and what breaks parsers: quotes, delimiters, line breaks, NUL, other scripts. */
const typed = fc.string({
  unit: fc.constantFrom(
    "a",
    "B",
    "@",
    ".",
    " ",
    '"',
    "'",
    ",",
    ";",
    "\n",
    "\r",
    "\t",
    "\\",
    "\0",
    "=",
    "<",
    "{",
    "[",
    "é",
    "漢",
    "😀",
    "\u202e",
  ),
  minLength: 1,
  maxLength: 12,
});
const attempt = fc.record({
  id: fc.uuid(),
  seconds: fc.integer({ min: Date.UTC(2015, 0) / 1000, max: Date.UTC(2030, 0) / 1000 }),
  name: typed,
  address: fc.oneof(fc.ipV4(), fc.constantFrom("2001:db8::1", "fe80::abcd")),
  app: typed,
  client: typed,
  agent: typed,
  code: fc.constantFrom("0", "50034", "50126", "500121"),
  words: typed,
  correlation: fc.uuid(),
});
type Attempt = typeof attempt extends fc.Arbitrary<infer T> ? T : never;

const iso = (seconds: number) => `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
const american = (seconds: number) => {
  const [, year, month, day, hour, rest] = /^(\d+)-(\d+)-(\d+)T(\d+):(\d\d:\d\d)/.exec(iso(seconds)) ?? [];
  const clock = Number(hour) % 12 || 12;
  return `${Number(month)}/${Number(day)}/${year}, ${clock}:${rest}.000 ${Number(hour) < 12 ? "AM" : "PM"}`;
};

const graphOf = (one: Attempt) =>
  graphRecord({
    id: one.id,
    createdDateTime: iso(one.seconds),
    userPrincipalName: one.name,
    ipAddress: one.address,
    appDisplayName: one.app,
    clientAppUsed: one.client,
    userAgent: one.agent,
    status: { errorCode: Number(one.code), failureReason: one.words },
    correlationId: one.correlation,
  });

const COLUMNS = [
  ...[
    "CreatedDateTime",
    "Id",
    "UserPrincipalName",
    "IPAddress",
    "AppDisplayName",
    "ClientAppUsed",
    "UserAgent",
  ],
  ...["ResultType", "ResultDescription", "CorrelationId", "Type"],
];

function answerOf(attempts: Attempt[], tables: string, name: string, columns: string, rows: string): string {
  const cells = (one: Attempt) => [
    ...[iso(one.seconds), one.id, one.name, one.address, one.app, one.client, one.agent],
    ...[one.code, one.words, one.correlation, "SigninLogs"],
  ];
  const table = { [columns]: COLUMNS.map((column) => ({ [name]: column })), [rows]: attempts.map(cells) };
  return JSON.stringify({ [tables]: [table] });
}

const WRITERS: Record<string, (attempts: Attempt[]) => string> = {
  "Graph lines": (attempts) => attempts.map((one) => JSON.stringify(graphOf(one))).join("\n"),
  "a Graph page": (attempts) => JSON.stringify({ value: attempts.map(graphOf) }),
  "a pretty array": (attempts) => JSON.stringify(attempts.map(graphOf), null, 2),
  "diagnostic lines": (attempts) =>
    attempts
      .map((one) =>
        JSON.stringify({
          time: iso(one.seconds + 120),
          category: "SignInLogs",
          operationName: "x",
          properties: graphOf(one),
        }),
      )
      .join("\n"),
  "lines out of Splunk": (attempts) =>
    attempts
      .map((one) =>
        JSON.stringify({ preview: false, result: { _raw: JSON.stringify(graphOf(one)), _time: "1" } }),
      )
      .join("\n"),
  "an answer of Elasticsearch": (attempts) =>
    JSON.stringify({
      took: 1,
      hits: { total: 3, hits: attempts.map((one) => ({ _index: "[{", _source: graphOf(one) })) },
    }),
  "an answer of the query API": (attempts) => answerOf(attempts, "tables", "name", "columns", "rows"),
  "an older answer of the query API": (attempts) =>
    answerOf(attempts, "Tables", "ColumnName", "Columns", "Rows"),
  "Log Analytics CSV": (attempts) =>
    csv(
      [
        "CreatedDateTime [UTC]",
        "Id",
        "UserPrincipalName",
        "IPAddress",
        "AppDisplayName",
        "ClientAppUsed",
        "UserAgent",
        "ResultType",
        "ResultDescription",
        "CorrelationId",
        "Type",
      ],
      attempts.map((one) => [
        american(one.seconds),
        one.id,
        one.name,
        one.address,
        one.app,
        one.client,
        one.agent,
        one.code,
        one.words,
        one.correlation,
        "SigninLogs",
      ]),
    ),
  "portal CSV": (attempts) =>
    csv(
      [
        "Date (UTC)",
        "Request ID",
        "Username",
        "IP address",
        "Application",
        "Client app",
        "User agent",
        "Sign-in error code",
        "Failure reason",
        "Correlation ID",
        "Status",
      ],
      attempts.map((one) => [
        iso(one.seconds),
        one.id,
        one.name,
        one.address,
        one.app,
        one.client,
        one.agent,
        one.code,
        one.words,
        one.correlation,
        "Failure",
      ]),
    ),
};

const essence = ({
  nativeId,
  atMicros,
  name,
  address,
  app,
  clientApp,
  userAgent,
  code,
  description,
  correlationId,
  vector,
}: Event) => ({
  nativeId,
  at: String(atMicros),
  name,
  address,
  app,
  clientApp,
  userAgent,
  code,
  description,
  correlationId,
  vector,
});

test.each(Object.keys(WRITERS))("whatever was typed, %s gives back the very same fields", async (how) => {
  await fc.assert(
    fc.asyncProperty(fc.array(attempt, { minLength: 1, maxLength: 6 }), async (attempts) => {
      const { rows } = await readWhole(write(WRITERS[how]?.(attempts) ?? ""));
      expect(eventsOf(rows).map(essence)).toEqual(
        attempts.map((one) => ({
          nativeId: one.id,
          at: String(BigInt(one.seconds) * 1_000_000n),
          name: one.name,
          address: one.address,
          app: one.app,
          clientApp: one.client,
          userAgent: one.agent,
          code: one.code,
          description: one.words,
          correlationId: one.correlation,
          vector: "entra-signin",
        })),
      );
    }),
    { numRuns: 60 },
  );
});

test("whatever a reset names, Graph, Log Analytics and the portal's CSV tell the same of it", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(attempt, { minLength: 1, maxLength: 4 }), async (attempts) => {
      const parts = attempts.map((one) => ({
        id: one.id,
        initiatedBy: { user: { ipAddress: one.address } },
        targetResources: [{ userPrincipalName: one.name }],
        resultReason: one.words,
      }));
      const page = parts.map((part, at) =>
        resetRecord({ ...part, activityDateTime: iso(attempts[at]?.seconds ?? 0) }),
      );
      const table = csv(
        [
          "ActivityDateTime [UTC]",
          "Id",
          "InitiatedBy",
          "TargetResources",
          "ResultReason",
          "OperationName",
          "LoggedByService",
          "Type",
        ],
        parts.map((part, at) => [
          american(attempts[at]?.seconds ?? 0),
          part.id,
          JSON.stringify(part.initiatedBy),
          JSON.stringify(JSON.stringify(part.targetResources)),
          part.resultReason,
          "x",
          "Self-service Password Management",
          "AuditLogs",
        ]),
      );
      const flat = csv(
        [
          ...["Date (UTC)", "CorrelationId", "Service", "Activity", "ResultReason"],
          ...["IPAddress", "ActorUserPrincipalName", "Target1UserPrincipalName", "User Agent"],
        ],
        attempts.map((one) => [
          ...[iso(one.seconds), one.correlation, "Self-service Password Management", "x", one.words],
          ...[one.address, one.name, one.name, one.agent],
        ]),
      );
      const graph = eventsOf((await readWhole(write(JSON.stringify({ value: page })))).rows);
      const analytics = eventsOf((await readWhole(write(table))).rows);
      const told = ({ nativeId, atMicros, name, address, description, vector }: Event) => [
        nativeId,
        String(atMicros),
        name,
        address,
        description,
        vector,
      ];
      expect(analytics.map(told)).toEqual(graph.map(told));
      // The portal's CSV has no ids.
      const portal = eventsOf((await readWhole(write(flat))).rows);
      expect(portal.map(told)).toEqual(graph.map((event) => ["", ...told(event).slice(1)]));
      expect(graph.map(({ name }) => name)).toEqual(attempts.map(({ name }) => name));
    }),
    { numRuns: 40 },
  );
});
