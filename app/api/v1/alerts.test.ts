import { beforeAll, expect, test } from "vitest";
import { readAlertCall, readAlertNamesCall } from "@/app/operations/alerts";
import { readDetectionNamesCall } from "@/app/operations/detections";
import { readOriginCall, readTimelineCall } from "@/app/operations/origins";
import { SYSTEM } from "@/lib/access/schema";
import { createApiKey } from "@/lib/access/write";
import { Alert, AlertFacets, AlertHistory, AlertList, BulkResult } from "@/lib/alert/schema";
import { DetectionList } from "@/lib/detection/schema";
import { databaseForFile } from "@/test/database";
import { ask, names } from "@/test/ledger";
import { settle } from "@/test/settle";
import { GET as facets } from "./alerts/[id]/facets/route";
import { GET as history } from "./alerts/[id]/history/route";
import { GET as alertNames } from "./alerts/[id]/names/route";
import { GET as read, PATCH as rule } from "./alerts/[id]/route";
import { POST as bulk } from "./alerts/bulk/route";
import { GET as list } from "./alerts/route";
import { GET as detectionNames } from "./detections/[id]/names/route";
import { GET as detections } from "./detections/route";
import { GET as origin } from "./origins/[origin]/route";
import { GET as timeline } from "./origins/[origin]/timeline/route";

const store = databaseForFile();
const IP = "198.51.100.7";
const CLOSING = { status: "closed", classification: "benign-positive", category: "penetration-test" };
let key = "";
let readOnly = "";
let alert: Alert;

type Handler = typeof list;
type Sent = {
  params?: Record<string, string>;
  body?: unknown;
  headers?: Record<string, string>;
  key?: string;
};

function call(handler: Handler, search = "", sent: Sent = {}): Promise<Response> {
  const isWrite = sent.body !== undefined;
  const request = new Request(`http://127.0.0.1:3000/api/v1/x${search}`, {
    method: isWrite ? "POST" : "GET",
    headers: {
      authorization: `Bearer ${sent.key ?? key}`,
      ...(isWrite ? { "content-type": "application/json" } : {}),
      ...sent.headers,
    },
    ...(isWrite ? { body: JSON.stringify(sent.body) } : {}),
  });
  return handler(request, { params: Promise.resolve(sent.params ?? {}) });
}

const patch = (id: string, ifMatch: string | null, body: unknown, by = key) =>
  call(rule, "", { params: { id }, body, key: by, headers: ifMatch === null ? {} : { "if-match": ifMatch } });
const statusOf = async (answer: Promise<Response>) => (await answer).status;

beforeAll(async () => {
  key = await createApiKey(SYSTEM, { name: "all", scopes: ["read", "triage"] });
  readOnly = await createApiKey(SYSTEM, { name: "reader", scopes: ["read"] });
  const attempts = names(60, "2026-03-02T09:10:00Z", 1).map((attempt) => ({ ...attempt, ip: IP }));
  await ask(store().pool, attempts);
  await settle(store());
  alert = AlertList.parse(await (await call(list, `?origin=${IP}`)).json()).items[0] as Alert;
});

test("an alert is found by its filters and read with its version as ETag", async () => {
  expect(alert.origin).toBe(IP);
  expect(await (await call(list, "?status=closed")).json()).toEqual({ items: [], nextCursor: null });
  expect(await statusOf(call(list, "?status=open"))).toBe(400);
  expect(await statusOf(call(list, "?state=new"))).toBe(400);
  expect(await statusOf(call(list, "?limit=0"))).toBe(400);
  expect(await statusOf(call(list, "?limit=1001"))).toBe(400);
  const answer = await call(read, "", { params: { id: alert.id } });
  expect(answer.headers.get("etag")).toBe(`"${alert.version}"`);
  expect(readAlertCall.answers[200].schema.parse(await answer.json())).toEqual(alert);
  expect(await statusOf(call(read, "", { params: { id: "99" } }))).toBe(404);
  expect(await statusOf(call(read, "", { params: { id: "x" } }))).toBe(404);
});

test("everything under an alert answers as it is described", async () => {
  const params = { id: alert.id };
  const named = await (await call(alertNames, "?limit=5", { params })).json();
  expect(readAlertNamesCall.answers[200].schema.parse(named).items).toHaveLength(5);
  expect(AlertFacets.parse(await (await call(facets, "", { params })).json()).codes).not.toEqual([]);
  expect(AlertHistory.parse(await (await call(history, "", { params })).json()).items).toEqual([]);
  const found = DetectionList.parse(await (await call(detections, `?alert=${alert.id}`)).json()).items;
  expect(found.map(({ id }) => id).sort()).toEqual([...alert.detections].sort());
  const first = await call(detectionNames, "", { params: { id: found[0]?.id ?? "" } });
  expect(readDetectionNamesCall.answers[200].schema.parse(await first.json()).items).toHaveLength(60);
});

test("the timeline's attempts are those of its origin", async () => {
  const params = { origin: IP };
  const whole = readOriginCall.answers[200].schema.parse(await (await call(origin, "", { params })).json());
  const answer = await call(timeline, "?bucket=minute", { params });
  const { items } = readTimelineCall.answers[200].schema.parse(await answer.json());
  expect(items.reduce((sum, { attempts }) => sum + attempts, 0)).toBe(whole.attempts);
  expect(await statusOf(call(timeline, "?bucket=year", { params }))).toBe(400);
  expect(await statusOf(call(timeline, "?from=yesterday", { params }))).toBe(400);
  const far = "?bucket=minute&from=2020-01-01T00:00:00Z&to=2026-01-01T00:00:00Z";
  expect(await statusOf(call(timeline, far, { params }))).toBe(400);
});

test("a ruling needs the scope, the version that was seen, and a whole state", async () => {
  const { id, version } = alert;
  expect(await statusOf(patch(id, `"${version}"`, CLOSING, readOnly))).toBe(403);
  expect(await statusOf(patch(id, null, CLOSING))).toBe(428);
  expect(await statusOf(patch(id, "*", CLOSING))).toBe(428);
  expect(await statusOf(patch(id, `"${version + 1}"`, CLOSING))).toBe(409);
  expect(await statusOf(patch(id, `"${version}"`, { status: "closed" }))).toBe(422);
  expect(await statusOf(patch(id, `"${version}"`, { status: "shut" }))).toBe(400);
  expect(await statusOf(patch(id, `"${version}"`, { status: ["closed"] }))).toBe(400);
  expect(await statusOf(patch(id, `"${version}"`, { ...CLOSING, id: "7", severity: "low" }))).toBe(400);
  const unchanged = await (await call(read, "", { params: { id } })).json();
  expect(unchanged).toEqual(alert);
});

test("of twenty rulings on one version, one wins and the others are told", async () => {
  const { id, version } = alert;
  const all = Array.from({ length: 20 }, (_, index) =>
    statusOf(patch(id, `"${version}"`, { ...CLOSING, comment: `by ${index}` })),
  );
  const statuses = (await Promise.all(all)).sort();
  expect(statuses).toEqual([200, ...Array(19).fill(409)]);
  const after = Alert.parse(await (await call(read, "", { params: { id } })).json());
  expect([after.status, after.version]).toEqual(["closed", version + 1]);
  const { rows } = await store().pool.query("select count(*)::int as n from audit where subject = $1", [
    `alert:${id}`,
  ]);
  expect(rows[0].n).toBe(1);
});

test("a bulk ruling says what became of each", async () => {
  const body = { ids: [alert.id, "99"], status: "active" };
  const { items } = BulkResult.parse(await (await call(bulk, "", { body })).json());
  expect(items.map(({ id, ok, code }) => [id, ok, code])).toEqual([
    [alert.id, true, null],
    ["99", false, "not-found"],
  ]);
  const many = { ids: Array.from({ length: 1001 }, (_, index) => String(index)), status: "active" };
  expect(await statusOf(call(bulk, "", { body: many }))).toBe(400);
});

test("a merged alert leads to the one it became part of", async () => {
  const { rows } = await store().pool.query(
    `insert into alert (tenant_id, entity_kind, entity_value, title, severity, first_seen, last_seen, rules, names,
                        attempts, merged_into)
     values (1, 'origin', $1, 't', 'low', now(), now(), '{RC-01}', 1, 1, $2) returning id::text`,
    [IP, alert.id],
  );
  const answer = await call(read, "", { params: { id: rows[0].id } });
  expect([answer.status, answer.headers.get("location")]).toEqual([308, `/api/v1/alerts/${alert.id}`]);
});
