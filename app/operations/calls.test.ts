import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { resolve } from "node:path";
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import "@/test/data-folder";
import { hasAllowance } from "@/lib/access/allowance";
import { keyParts } from "@/lib/access/api-key";
import { PEER_HEADER } from "@/lib/access/peer";
import { prepareSetup } from "@/lib/access/run-setup";
import { GUESSES } from "@/lib/access/run-sign-in";
import { Scope, SYSTEM } from "@/lib/access/schema";
import { createApiKey } from "@/lib/access/write";
import { closeStore, openStore, setStore } from "@/lib/db";
import { requestReevaluation } from "@/lib/detection/write";
import { uploadPath } from "@/lib/intake/spool";
import { Problem } from "@/lib/problem";
import { databaseForFile } from "@/test/database";
import { graphSignIn, jsonLines, uuid } from "@/test/graph";
import { importText } from "@/test/upload";
import { OPERATIONS } from "./all";
import { documentOf } from "./document";
import type { Operation } from "./operation";

const store = databaseForFile();
const ORIGIN = "http://127.0.0.1:3000";
const IP = "198.51.100.7";

/** What a call is made with; what is left out is the operation's right call. */
type Sent = {
  params?: Record<string, string>;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  body?: BodyInit | object;
  /** Null: nobody. */
  key?: string | null;
};
type Case = {
  /** The scope without which it is refused. */
  scope?: Scope;
  right: () => Sent;
  /** A path that names nothing, where the operation has parameters in its path. */
  missing?: Record<string, string>;
  /** Further calls by the status each must get. */
  other?: [status: number, sent: () => Sent][];
};

const held = {
  alert: "",
  merged: "",
  detection: "",
  import: "",
  arriving: "",
  queued: "",
  failed: "",
  unkept: "",
  again: "",
  unwanted: "",
  broken: "",
  event: "",
  reevaluation: "",
  lost: "",
  version: 0,
};
const keys: Record<"all" | Scope, string> = { all: "", read: "", ingest: "", triage: "", admin: "" };
const ADMIN = { name: "Ada", email: "ada@example.com", password: "correct-horse-9" };
let setUpToken = "";

const CLOSING = { status: "closed", classification: "undetermined" };
const ifMatch = (version: number) => ({ "if-match": `"${version}"` });
const NONE = { id: "99999999" };

/** One for each operation of the document. A test fails while one has none. */
const CASES: Record<string, Case> = {
  setUp: {
    right: () => ({ body: { ...ADMIN, token: setUpToken } }),
    other: [
      [410, () => ({ body: { ...ADMIN, token: "wrong" } })],
      [403, () => ({ headers: { origin: "https://foreign.example" } })],
    ],
  },
  signIn: {
    right: () => ({ body: { email: ADMIN.email, password: ADMIN.password } }),
    other: [
      [401, () => ({ body: { email: ADMIN.email, password: "wrong-horse-9" } })],
      [403, () => ({ headers: { origin: "https://foreign.example" } })],
    ],
  },
  signOut: {
    right: () => ({}),
    other: [[403, () => ({ headers: { origin: "https://foreign.example" } })]],
  },
  readSession: { right: () => ({}) },
  live: { right: () => ({}) },
  ready: { right: () => ({}) },
  describe: { right: () => ({}) },
  upload: {
    scope: "ingest",
    right: () => ({ query: { filename: "more.json" }, body: jsonLines([graphSignIn(uuid(900))]) }),
    other: [
      [415, () => ({ headers: { "content-type": "multipart/form-data; boundary=x" } })],
      [413, () => ({ headers: { "content-length": String(2 ** 49) } })],
      [422, () => ({ headers: { "content-length": "5" } })],
      [400, () => ({ body: "" })],
      [400, () => ({ query: {} })],
    ],
  },
  listImports: { scope: "read", right: () => ({ query: { limit: "1" } }) },
  readImport: { scope: "read", right: () => ({ params: { id: held.import } }), missing: NONE },
  readRejects: {
    scope: "read",
    right: () => ({ params: { id: held.import } }),
    missing: NONE,
    other: [[410, () => ({ params: { id: held.broken } })]],
  },
  cancelImport: {
    scope: "ingest",
    right: () => ({ params: { id: held.queued } }),
    missing: NONE,
    other: [[409, () => ({ params: { id: held.import } })]],
  },
  retryImport: {
    scope: "ingest",
    right: () => ({ params: { id: held.failed } }),
    missing: NONE,
    other: [
      [409, () => ({ params: { id: held.import } })],
      [410, () => ({ params: { id: held.unkept } })],
    ],
  },
  replayImport: {
    scope: "ingest",
    right: () => ({ params: { id: held.again }, body: { timeZone: "Europe/Berlin", dateOrder: null } }),
    missing: NONE,
    other: [
      [400, () => ({ body: { timeZone: "Mars/Base" } })],
      [400, () => ({ body: { dateOrder: "year-first" } })],
      [409, () => ({ params: { id: held.arriving } })],
      [410, () => ({ params: { id: held.unkept } })],
    ],
  },
  removeImport: {
    scope: "ingest",
    right: () => ({ params: { id: held.unwanted } }),
    missing: NONE,
    other: [[409, () => ({ params: { id: held.arriving } })]],
  },
  previewRemoval: { scope: "read", right: () => ({ params: { id: held.import } }), missing: NONE },
  listAlerts: { scope: "read", right: () => ({ query: { origin: IP, suppressed: "false", sort: "names" } }) },
  readAlert: {
    scope: "read",
    right: () => ({ params: { id: held.alert } }),
    missing: NONE,
    other: [[308, () => ({ params: { id: held.merged } })]],
  },
  ruleAlert: {
    scope: "triage",
    right: () => ({ params: { id: held.alert }, headers: ifMatch(held.version), body: CLOSING }),
    missing: NONE,
    other: [
      [409, () => ({ headers: ifMatch(9999) })],
      [422, () => ({ body: { status: "closed", classification: "false-positive" } })],
      [428, () => ({ headers: {} })],
      [428, () => ({ headers: { "if-match": "*" } })],
      [400, () => ({ body: { status: "shut" } })],
    ],
  },
  ruleAlerts: {
    scope: "triage",
    right: () => ({ body: { ids: [held.alert, "99999999"], comment: "seen" } }),
    other: [
      [400, () => ({ body: { ids: [] } })],
      [400, () => ({ body: { ids: Array.from({ length: 1001 }, (_, id) => String(id)) } })],
    ],
  },
  readAlertNames: {
    scope: "read",
    right: () => ({ params: { id: held.alert }, query: { limit: "3" } }),
    missing: NONE,
  },
  readAlertFacets: { scope: "read", right: () => ({ params: { id: held.alert } }), missing: NONE },
  readAlertHistory: { scope: "read", right: () => ({ params: { id: held.alert } }), missing: NONE },
  listDetections: { scope: "read", right: () => ({ query: { origin: `::ffff:${IP}` } }) },
  readDetection: { scope: "read", right: () => ({ params: { id: held.detection } }), missing: NONE },
  readDetectionNames: { scope: "read", right: () => ({ params: { id: held.detection } }), missing: NONE },
  listRules: { scope: "read", right: () => ({}) },
  readRule: { scope: "read", right: () => ({ params: { id: "RC-01" } }), missing: { id: "RC-99" } },
  setRule: {
    scope: "triage",
    right: () => ({
      params: { id: "RC-05" },
      headers: ifMatch(0),
      body: { thresholds: { dayNames: 20 }, reason: "a test" },
    }),
    missing: { id: "RC-99" },
    other: [
      [409, () => ({ headers: ifMatch(99) })],
      [428, () => ({ headers: {} })],
      [400, () => ({ body: { thresholds: { unheardOf: 1 }, reason: "a test" } })],
      [400, () => ({ body: { thresholds: { dayNames: 20 }, reason: " " } })],
    ],
  },
  reevaluateRule: {
    scope: "triage",
    right: () => ({ params: { id: "RC-02" }, body: { from: "2026-03-03T10:15:00Z" } }),
    missing: { id: "RC-99" },
    other: [
      [400, () => ({ body: { from: "2026-03-04T00:00:00Z", to: "2026-03-03T00:00:00Z" } })],
      [400, () => ({ body: { since: "2026-03-04T00:00:00Z" } })],
    ],
  },
  listReevaluations: {
    scope: "read",
    right: () => ({ params: { id: "RC-02" }, query: { limit: "1" } }),
    missing: { id: "RC-99" },
  },
  readReevaluation: {
    scope: "read",
    right: () => ({ params: { id: "RC-01", reevaluation: held.reevaluation } }),
    missing: { id: "RC-01", reevaluation: "99999999" },
    // It is another rule's.
    other: [[404, () => ({ params: { id: "RC-02", reevaluation: held.reevaluation } })]],
  },
  readOrigin: { scope: "read", right: () => ({ params: { origin: IP } }), missing: { origin: "192.0.2.99" } },
  readTimeline: {
    scope: "read",
    right: () => ({ params: { origin: IP }, query: { bucket: "minute" } }),
    missing: { origin: "192.0.2.99" },
    other: [
      [
        400,
        () => ({ query: { bucket: "minute", from: "2020-01-01T00:00:00Z", to: "2026-01-01T00:00:00Z" } }),
      ],
      [400, () => ({ query: { from: "2026-01-02T00:00:00Z", to: "2026-01-01T00:00:00Z" } })],
    ],
  },
  readAccount: {
    scope: "read",
    right: () => ({ params: { account: "User1@contoso.example" } }),
    missing: { account: "nobody" },
  },
  searchEvents: {
    scope: "read",
    right: () => ({ query: { origin: `${IP}/24`, answer: "absent,exists", limit: "2" } }),
    other: [[400, () => ({ query: { from: "2026-01-02T00:00:00Z", to: "2026-01-01T00:00:00Z" } })]],
  },
  readEventFacets: { scope: "read", right: () => ({ query: { agent: "AGENT" } }) },
  exportEventsCsv: { scope: "read", right: () => ({ query: { origin: IP } }) },
  exportEventsLines: { scope: "read", right: () => ({ query: { origin: IP } }) },
  readEvent: { scope: "read", right: () => ({ params: { id: held.event } }), missing: NONE },
  readOriginal: {
    scope: "read",
    right: () => ({ params: { id: held.event } }),
    missing: NONE,
    other: [[410, () => ({ params: { id: held.lost } })]],
  },
};

/** A value that each parameter of a query must refuse. A parameter without one here fails the test. */
const NONSENSE: Record<string, string> = {
  ...{
    limit: "0",
    cursor: "!",
    from: "yesterday",
    to: "2026-02-30T00:00:00Z",
    bucket: "year",
    import: "x",
    alert: "x",
  },
  ...{
    status: "open",
    severity: "grave",
    classification: "bad",
    suppressed: "maybe",
    sort: "x",
    order: "up",
    scope: "x",
  },
  ...{ rule: "RC", answer: "yes", vector: "phone", code: "", account: "", app: "", agent: "" },
  ...{ origin: "x".repeat(2001), filename: "", tenant: "nobody", timeZone: "Mars/Base", source: "" },
};

type Handler = (request: Request, context: { params: Promise<Record<string, string>> }) => Promise<Response>;

async function handlerOf({ path, method }: Operation): Promise<Handler> {
  const file = resolve(`app${path.replace(/\{(\w+)\}/g, "[$1]")}`, "route.ts");
  const route: Record<string, Handler> = await import(/* @vite-ignore */ file);
  const handler = route[method.toUpperCase()];
  if (!handler) throw new Error(`${file} answers no ${method}.`);
  return handler;
}

const isPlain = (body: Sent["body"]): body is object => typeof body === "object";

async function call(operation: Operation, change: Sent = {}): Promise<Response> {
  const sent: Sent = { ...CASES[operation.id]?.right(), ...change };
  const key = sent.key === undefined ? keys.all : sent.key;
  const body = isPlain(sent.body) ? JSON.stringify(sent.body) : sent.body;
  const headers = {
    ...(key === null || operation.isOpen ? {} : { authorization: `Bearer ${key}` }),
    ...(isPlain(sent.body) ? { "content-type": "application/json" } : {}),
    ...sent.headers,
  };
  const init = { method: operation.method.toUpperCase(), headers, ...(body === undefined ? {} : { body }) };
  const request = new Request(`${ORIGIN}${operation.path}?${new URLSearchParams(sent.query)}`, init);
  return (await handlerOf(operation))(request, { params: Promise.resolve(sent.params ?? {}) });
}

/** A refusal is a problem, whoever refuses. */
async function refusal(answer: Response): Promise<number> {
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  expect(Problem.parse(await answer.json()).status).toBe(answer.status);
  return answer.status;
}

/** A body holds what is documented, and nothing that is not. */
async function expectDocumented(operation: Operation, answer: Response): Promise<void> {
  const documented = operation.answers[answer.status];
  if (!documented?.schema)
    throw new Error(`${operation.id} answers ${answer.status}, which is not described.`);
  const { schema } = documented;
  const types = [documented.type ?? "application/json"].flat();
  const type = answer.headers.get("content-type")?.split(";")[0] ?? "";
  expect(types).toContain(type);
  for (const name of documented.headers ?? []) expect(answer.headers.get(name)).toBeTruthy();
  const text = await answer.text();
  const check = (value: unknown) => expect(schema.parse(value)).toEqual(value);
  if (type === "application/x-ndjson") {
    expect(text.trim().length).toBeGreaterThan(0);
    for (const line of text.trim().split("\n")) check(JSON.parse(line));
  } else if (type === "application/json") check(JSON.parse(text));
  else expect(text.length).toBeGreaterThan(0);
}

async function prepare(): Promise<void> {
  setUpToken = new URL((await prepareSetup({})) ?? "", ORIGIN).searchParams.get("token") ?? "";
  keys.all = await createApiKey(SYSTEM, { name: "all", scopes: Scope.options });
  for (const scope of Scope.options)
    keys[scope] = await createApiKey(SYSTEM, { name: scope, scopes: [scope] });
  const rows = Array.from({ length: 30 }, (_, index) =>
    graphSignIn(uuid(index), {
      ...{ ipAddress: IP, userPrincipalName: `user${index}@contoso.example` },
      createdDateTime: `2026-03-03T10:15:${String(index).padStart(2, "0")}Z`,
    }),
  );
  const good = await importText(`${jsonLines(rows)}{"half":\n`, { filename: "good.json" });
  const lost = await importText(
    `${jsonLines([graphSignIn(uuid(800), { ipAddress: "192.0.2.1" })])}{"half":\n`,
    { filename: "lost.json" },
  );
  expect([good.rows.rejected, lost.rows.rejected]).toEqual([1, 1]);
  rmSync(uploadPath(lost.sha256 ?? ""));
  const one = async (statement: string, values: unknown[] = []) =>
    (await store().pool.query(statement, values)).rows[0];
  const importIn = async (status: string, sha256: string | null) =>
    (
      await one(
        `insert into import (tenant_id, filename, status, sha256, is_resumable, heartbeat_at)
         values (1, 'a.json', $1, $2, true, now()) returning id::text`,
        [status, sha256],
      )
    ).id;
  Object.assign(held, { arriving: await importIn("receiving", null) });
  Object.assign(held, { reevaluation: (await requestReevaluation(SYSTEM, "RC-01", {})).id });
  for (const [name, status] of [
    ["queued", "queued"],
    ["failed", "failed"],
    ["again", "done"],
    ["unwanted", "failed"],
  ] as const)
    Object.assign(held, { [name]: await importIn(status, good.sha256) });
  Object.assign(held, { unkept: await importIn("failed", lost.sha256) });
  const alert = await one("select id::text, version from alert");
  const merged = await one(
    `insert into alert (tenant_id, entity_kind, entity_value, title, severity, first_seen, last_seen, rules, names,
       attempts, merged_into) values (1, 'origin', $1, 't', 'low', now(), now(), '{RC-01}', 1, 1, $2) returning id::text`,
    [IP, alert.id],
  );
  const detection = await one("select id::text from detection");
  Object.assign(held, { import: good.id, broken: lost.id, alert: alert.id, merged: merged.id });
  Object.assign(held, { detection: detection.id, version: alert.version });
  const search = OPERATIONS.find(({ id }) => id === "searchEvents") as Operation;
  const eventOf = async (id: string) =>
    (await (await call(search, { query: { import: id, limit: "1" } })).json()).items[0].id;
  Object.assign(held, { event: await eventOf(good.id), lost: await eventOf(lost.id) });
}

beforeAll(prepare, 120_000);
afterEach(() => vi.restoreAllMocks());

const byId = (id: string) => OPERATIONS.find((operation) => operation.id === id) as Operation;
const { paths = {} } = documentOf(OPERATIONS);
type Documented = {
  operationId: string;
  responses: Record<string, unknown>;
  parameters?: { in: string; name: string }[];
};
const DOCUMENTED: Documented[] = Object.values(paths).flatMap((item) => Object.values(item) as Documented[]);

/** Setting up comes first: it makes the administrator who signs in. */
const ORDER = [...DOCUMENTED].sort(
  (a, b) => Number(b.operationId === "setUp") - Number(a.operationId === "setUp"),
);

test("every documented operation is called here, and nothing else", () => {
  expect(Object.keys(CASES).sort()).toEqual(DOCUMENTED.map(({ operationId }) => operationId).sort());
});

/** The wrong calls that follow from the document alone, by the status each must get. */
function wrongCalls(operation: Operation, documented: Documented): [number, Sent][] {
  const right = CASES[operation.id]?.right() ?? {};
  const { scope, missing } = CASES[operation.id] ?? {};
  const wrong: [number, Sent][] = [[400, { query: { ...right.query, unheardOf: "1" } }]];
  if (!operation.isOpen) wrong.push([401, { key: null }], [401, { key: `rc_live_${randomUUID()}` }]);
  if (scope) wrong.push([403, { key: keys[scope === "read" ? "ingest" : "read"] }]);
  if (missing) wrong.push([404, { params: { ...right.params, ...missing } }]);
  for (const { in: place, name } of documented.parameters ?? []) {
    if (place !== "query") continue;
    if (NONSENSE[name] === undefined) throw new Error(`NONSENSE says nothing of the parameter ${name}.`);
    wrong.push([400, { query: { ...right.query, [name]: NONSENSE[name] } }]);
  }
  if (operation.body) {
    wrong.push(
      [415, { headers: { ...right.headers, "content-type": "text/plain" } }],
      [400, { body: "{", headers: { ...right.headers, "content-type": "application/json" } }],
      [
        413,
        {
          body: JSON.stringify("x".repeat(1024 * 1024)),
          headers: { ...right.headers, "content-type": "application/json" },
        },
      ],
    );
  }
  return wrong;
}

/** Statuses that have tests of their own below. */
const ELSEWHERE = [429, 500, 503];

describe.each(ORDER.map((documented) => [documented.operationId, documented] as const))(
  "%s",
  (id, documented) => {
    test("answers a right call as documented and every wrong one with its problem", async () => {
      const operation = byId(id);
      const seen = new Set<number>();
      const made: [number, Sent][] = [
        ...wrongCalls(operation, documented),
        ...(CASES[id]?.other ?? []).map(([status, sent]): [number, Sent] => [status, sent()]),
      ];
      for (const [status, sent] of made) {
        const answer = await call(operation, sent);
        expect([sent, answer.status]).toEqual([sent, status]);
        if (status >= 400) await refusal(answer);
        else await expectDocumented(operation, answer);
        seen.add(status);
      }
      const answer = await call(operation);
      seen.add(answer.status);
      await expectDocumented(operation, answer);
      const unseen = Object.keys(documented.responses).filter((status) => !seen.has(Number(status)));
      expect(unseen.filter((status) => !ELSEWHERE.includes(Number(status)))).toEqual([]);
      const undocumented = [...seen].filter((status) => !(String(status) in documented.responses));
      expect(undocumented).toEqual([]);
    });
  },
);

test("a key in a hurry is told to wait, whatever it calls", async () => {
  const key = await createApiKey(SYSTEM, { name: "hurried", scopes: Scope.options });
  vi.spyOn(Date, "now").mockReturnValue(Date.now());
  while (hasAllowance(keyParts(key)?.id ?? "", Date.now()));
  for (const operation of OPERATIONS.filter(({ isOpen }) => !isOpen)) {
    const answer = await call(operation, { key });
    expect([operation.id, answer.headers.get("retry-after")]).toEqual([operation.id, "1"]);
    expect(await refusal(answer)).toBe(429);
  }
});

test("whoever guesses passwords is told to wait", async () => {
  const headers = { [PEER_HEADER]: "192.0.2.77", "content-type": "application/json" };
  const guess = () =>
    call(byId("signIn"), { headers, body: { email: ADMIN.email, password: "wrong-horse-9" } });
  for (let guesses = 0; guesses < GUESSES; guesses++) expect((await guess()).status).toBe(401);
  expect(await refusal(await guess())).toBe(429);
});

test("without a database every call says so", async () => {
  const away = openStore("postgresql://nobody:x@127.0.0.1:9/none");
  setStore(away);
  try {
    const asking = OPERATIONS.filter(({ isOpen, id }) => !isOpen || id === "ready" || id === "setUp");
    for (const operation of asking) {
      const answer = await call(operation);
      expect([operation.id, await refusal(answer)]).toEqual([operation.id, 503]);
    }
  } finally {
    setStore(store());
    await closeStore(away);
  }
});
