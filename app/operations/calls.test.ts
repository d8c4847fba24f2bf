import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { resolve } from "node:path";
import { Readable } from "node:stream";
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
import { receivePlaces } from "@/lib/enrich/run-places";
import { importNetworks } from "@/lib/enrich/write";
import { listMappings } from "@/lib/intake/read-mappings";
import { receiveDirectory } from "@/lib/intake/run-directory";
import { saveMapping } from "@/lib/intake/run-mapping";
import { uploadPath } from "@/lib/intake/spool";
import { Problem } from "@/lib/problem";
import { Mapping } from "@/lib/source/mapping";
import { databaseForFile } from "@/test/database";
import { graphSignIn, jsonLines, uuid } from "@/test/graph";
import { mmdb } from "@/test/mmdb";
import { CASES } from "@/test/operation-cases";
import { ADMIN, held, IP, keys, LIST, MAPPING, ORIGIN, type Sent, TABLE, USERS } from "@/test/operation-held";
import { NONSENSE } from "@/test/operation-nonsense";
import { expectNoSecret, tablesAsText } from "@/test/secrets";
import { bytesOf, drain, importText } from "@/test/upload";
import { OPERATIONS } from "./all";
import { documentOf } from "./document";
import type { Operation } from "./operation";

const store = databaseForFile();

type Handler = (request: Request, context: { params: Promise<Record<string, string>> }) => Promise<Response>;

async function handlerOf({ path, method }: Operation): Promise<Handler> {
  const file = resolve(`app${path.replace(/\{(\w+)\}/g, "[$1]")}`, "route.ts");
  const route: Record<string, Handler> = await import(/* @vite-ignore */ file);
  const handler = route[method.toUpperCase()];
  if (!handler) throw new Error(`${file} answers no ${method}.`);
  return handler;
}

const isPlain = (body: Sent["body"]): body is object =>
  typeof body === "object" && !(body instanceof Uint8Array);

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
  const answer = await (await handlerOf(operation))(request, {
    params: Promise.resolve(sent.params ?? {}),
  });
  said.push(answer.clone().text());
  return answer;
}

/** The body of every answer of this file. */
const said: Promise<string>[] = [];

/** A refusal is a problem, whoever refuses. */
async function refusal(answer: Response): Promise<number> {
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  expect(Problem.parse(await answer.json()).status).toBe(answer.status);
  return answer.status;
}

/** A body holds what is documented, and nothing that is not. */
async function expectDocumented(operation: Operation, answer: Response): Promise<void> {
  const documented = operation.answers[answer.status];
  if (!documented) throw new Error(`${operation.id} answers ${answer.status}, which is not described.`);
  for (const name of documented.headers ?? [])
    expect([name, answer.headers.get(name)]).not.toEqual([name, null]);
  const { schema } = documented;
  if (!schema) return expect(await answer.text()).toBe("");
  const types = [documented.type ?? "application/json"].flat();
  const type = answer.headers.get("content-type")?.split(";")[0] ?? "";
  expect(types).toContain(type);
  const text = await answer.text();
  const check = (value: unknown) => expect(schema.parse(value)).toEqual(value);
  if (type === "application/x-ndjson") {
    expect(text.trim().length).toBeGreaterThan(0);
    for (const line of text.trim().split("\n")) check(JSON.parse(line));
  } else if (type === "application/json") check(JSON.parse(text));
  else expect(text.length).toBeGreaterThan(0);
}

async function prepare(): Promise<void> {
  held.setUpToken = new URL((await prepareSetup({})) ?? "", ORIGIN).searchParams.get("token") ?? "";
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
  await importNetworks(SYSTEM, "203.0.113.1\n203.0.113.2", LIST);
  await importNetworks(SYSTEM, "198.51.100.0/24", { ...LIST, kind: "isp" });
  const network = await one("select id::text from network where range = '203.0.113.2'");
  const other = mmdb({ "203.0.113.0/24": { country: "SE" } });
  const places = await receivePlaces(SYSTEM, Readable.from([other]), "other.mmdb");
  Object.assign(held, { network: network.id, places: places.id });
  await prepareMappings();
  const importIn = async (status: string, sha256: string | null) =>
    (
      await one(
        `insert into import (tenant_id, filename, status, sha256, is_resumable, heartbeat_at)
         values (1, 'a.json', $1, $2, true, now()) returning id::text`,
        [status, sha256],
      )
    ).id;
  Object.assign(held, { arriving: await importIn("receiving", null) });
  for (const name of ["upload", "cutUpload", "unwantedUpload", "endedUpload", "arrivedUpload"] as const) {
    const location = (await call(byId("beginUpload"))).headers.get("location");
    Object.assign(held, { [name]: location?.split("/").at(-1) });
  }
  await call(byId("endUpload"), { params: { upload: held.endedUpload } });
  await call(byId("continueUpload"), { params: { upload: held.arrivedUpload } });
  Object.assign(held, { reevaluation: (await requestReevaluation(SYSTEM, "RC-01", {})).id });
  for (const [name, status] of [
    ["queued", "queued"],
    ["failed", "failed"],
    ["again", "done"],
    ["unwanted", "failed"],
  ] as const)
    Object.assign(held, { [name]: await importIn(status, good.sha256) });
  Object.assign(held, { unkept: await importIn("failed", lost.sha256) });
  await one("insert into tenant (name) values ('fabrikam'), ('bare')");
  for (const tenant of ["default", "fabrikam"])
    await receiveDirectory(SYSTEM, bytesOf(USERS), { filename: "users.csv", tenant });
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

/** Three tables that nobody knows: one to be mapped, one whose file is gone, one whose mapping is to be forgotten. */
async function prepareMappings(): Promise<void> {
  const [unknown, unkept, mapped] = [TABLE, TABLE.replace("Uhr", "When"), TABLE.replace("Uhr", "Uhr 2")];
  const ids: string[] = [];
  for (const text of [unknown, unkept, mapped]) {
    const { id, sha256, needsMapping } = await importText(text, { filename: "table.csv" });
    expect(needsMapping).toBe(true);
    ids.push(id);
    if (text === unkept) rmSync(uploadPath(sha256 ?? ""));
  }
  const [unknownId = "", unkeptId = "", mappedId = ""] = ids;
  await saveMapping(SYSTEM, mappedId, Mapping.parse({ ...MAPPING, time: "uhr 2" }));
  await drain();
  const mapping = (await listMappings(SYSTEM, { limit: 1 })).items[0]?.id ?? "";
  Object.assign(held, { unknown: unknownId, unkeptUnknown: unkeptId, mapping });
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

test("no answer and no table holds a password, a key or a token", async () => {
  const secrets = [
    ADMIN.password,
    held.setUpToken,
    ...Object.values(keys).map((key) => keyParts(key)?.secret ?? ""),
  ];
  expectNoSecret(secrets, await Promise.all(said));
  expectNoSecret(secrets, await tablesAsText());
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
