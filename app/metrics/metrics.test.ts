import { expect, test } from "vitest";
import { GET as live } from "@/app/api/health/live/route";
import { databaseForFile } from "@/test/database";
import { ask, names } from "@/test/ledger";
import { settle } from "@/test/settle";
import { GET } from "./route";

const store = databaseForFile();
const TOKEN = "a-token-of-metrics";
const get = (authorization?: string) =>
  GET(new Request("http://x/metrics", { headers: authorization ? { authorization } : {} }));

test("without a token configured there are no metrics", async () => {
  const { env } = await import("@/lib/env");
  expect((await get(`Bearer ${TOKEN}`)).status).toBe(404);
  env().ROLLCALL_METRICS_TOKEN = TOKEN;
  expect((await get()).status).toBe(401);
  expect((await get("Bearer wrong")).status).toBe(401);
  expect((await get(`Basic ${TOKEN}`)).status).toBe(401);
  expect((await get(`Bearer ${TOKEN}`)).status).toBe(200);
});

test("the metrics count what is stored, asked and queued", async () => {
  await ask(store().pool, names(30, "2026-03-02T09:10:00Z", 1));
  await settle(store());
  await store().pool.query(`
    insert into import (tenant_id, filename, status, accepted, rejected) values (1, 'a', 'done', 7, 2), (1, 'b', 'failed', 1, 0)`);
  await store().pool.query("select graphile_worker.add_job('detect', '{}'::json)");
  await store().pool.query("analyze event");
  await live(new Request("http://x/api/health/live"), { params: Promise.resolve({}) });
  const answer = await get(`Bearer ${TOKEN}`);
  expect(answer.headers.get("content-type")).toContain("text/plain");
  const text = await answer.text();
  for (const line of [
    'rollcall_imports{status="done"} 1',
    'rollcall_imports{status="failed"} 1',
    'rollcall_rows{fate="accepted"} 8',
    'rollcall_rows{fate="rejected"} 2',
    "rollcall_events 30",
    'rollcall_queue_jobs{task="detect"} 1',
    'rollcall_http_requests_total{method="GET",route="/api/health/live",status="200"} 1',
  ])
    expect(text).toContain(line);
  expect(text).toMatch(/^rollcall_alerts\{status="new",severity="\w+"\} 1$/m);
  expect(text).toMatch(/^rollcall_queue_oldest_seconds\{task="detect"\} [\d.e-]+$/m);
  expect(text).toMatch(/^rollcall_database_connections\{state="idle"\} \d+$/m);
  expect(text).toMatch(/^nodejs_eventloop_lag_seconds /m);
});
