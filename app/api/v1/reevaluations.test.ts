import { beforeAll, expect, test } from "vitest";
import { SYSTEM } from "@/lib/access/schema";
import { createApiKey } from "@/lib/access/write";
import { Reevaluation, ReevaluationList } from "@/lib/detection/schema";
import { databaseForFile } from "@/test/database";
import { ask, names } from "@/test/ledger";
import { reevaluate, settle } from "@/test/settle";
import { GET as one } from "./rules/[id]/reevaluations/[reevaluation]/route";
import { GET as list, POST as post } from "./rules/[id]/reevaluations/route";

const store = databaseForFile();
let key = "";
let reader = "";

beforeAll(async () => {
  key = await createApiKey(SYSTEM, { name: "all", scopes: ["read", "triage"] });
  reader = await createApiKey(SYSTEM, { name: "reader", scopes: ["read"] });
  await ask(store().pool, names(60, "2026-03-02T09:10:00Z", 1));
  await settle(store());
});

type Sent = { by?: string; body?: unknown; search?: string };

function call(
  handler: typeof list,
  params: Record<string, string>,
  { by = key, body, search = "" }: Sent = {},
) {
  const headers = { authorization: `Bearer ${by}`, "content-type": "application/json" };
  const init = body === undefined ? { headers } : { method: "POST", headers, body: JSON.stringify(body) };
  const request = new Request(`http://127.0.0.1:3000/api/v1/x${search}`, init);
  return handler(request, { params: Promise.resolve(params) });
}

test("a re-evaluation is asked for, followed and listed", async () => {
  const made = await call(post, { id: "RC-01" }, { body: {} });
  expect(made.status).toBe(202);
  const asked = Reevaluation.parse(await made.json());
  expect(made.headers.get("location")).toBe(`/api/v1/rules/RC-01/reevaluations/${asked.id}`);
  expect(asked).toMatchObject({ status: "queued", askedBy: "all", hours: { done: 0, total: null } });
  const ranged = await call(post, { id: "RC-01" }, { body: { from: "2026-03-02T09:30:00Z" } });
  expect(await ranged.json()).toMatchObject({ from: "2026-03-02T09:00:00.000Z", to: null });
  await reevaluate(store());
  const read = await call(one, { id: "RC-01", reevaluation: asked.id }, { by: reader });
  expect(await read.json()).toMatchObject({
    id: asked.id,
    status: "done",
    detections: { before: 1, after: 1 },
  });
  const first = ReevaluationList.parse(
    await (await call(list, { id: "RC-01" }, { search: "?limit=1" })).json(),
  );
  expect(first.items).toHaveLength(1);
  const search = `?limit=1&cursor=${first.nextCursor}`;
  const next = ReevaluationList.parse(await (await call(list, { id: "RC-01" }, { search })).json());
  expect([next.items[0]?.id, next.nextCursor]).toEqual([asked.id, null]);
});

test("a reader may not ask; what is wrong or not there is refused with its reason", async () => {
  const statusOf = async (answer: Promise<Response>) => (await answer).status;
  expect(await statusOf(call(post, { id: "RC-01" }, { by: reader, body: {} }))).toBe(403);
  expect(await statusOf(call(post, { id: "RC-99" }, { body: {} }))).toBe(404);
  expect(await statusOf(call(post, { id: "RC-01" }, { body: { form: "2026-03-02T09:30:00Z" } }))).toBe(400);
  const backwards = { from: "2026-03-03T00:00:00Z", to: "2026-03-02T00:00:00Z" };
  expect(await statusOf(call(post, { id: "RC-01" }, { body: backwards }))).toBe(400);
  expect(await statusOf(call(list, { id: "RC-99" }))).toBe(404);
  expect(await statusOf(call(one, { id: "RC-01", reevaluation: "999" }))).toBe(404);
  expect(await statusOf(call(one, { id: "RC-01", reevaluation: "x" }))).toBe(404);
});
