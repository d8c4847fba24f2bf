import "@/test/data-folder";
import { afterEach, expect, test } from "vitest";
import { SYSTEM } from "@/lib/access/schema";
import { readImport } from "@/lib/intake/read";
import { receiveUpload } from "@/lib/intake/run-receive";
import { databaseForFile } from "@/test/database";
import { graphSignIn, jsonLines, uuid } from "@/test/graph";
import { bytesOf } from "@/test/upload";
import { startWorker, until } from "@/test/worker";

const store = databaseForFile();
const workers: ReturnType<typeof startWorker>[] = [];

function start() {
  const worker = startWorker();
  workers.push(worker);
  return worker;
}

afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.end("SIGKILL");
});

let number = 0;
async function upload(rows: number): Promise<string> {
  const signIns = Array.from({ length: rows }, () => {
    number += 1;
    return graphSignIn(uuid(number), {
      createdDateTime: new Date(Date.UTC(2026, 2, 3) + number * 1000).toISOString(),
      userPrincipalName: `name${number}@contoso.example`,
    });
  });
  return (await receiveUpload(SYSTEM, bytesOf(jsonLines(signIns), 65_536), { filename: "a.json" })).id;
}

const ended = (id: string) =>
  until(async () => {
    const found = await readImport(SYSTEM, id);
    return (found.status === "done" || found.status === "failed") && found;
    // A bound on what hangs: 25,000 rows took over a minute while other tests ran.
  }, 150_000);
const firstBatch = (id: string) => until(async () => (await readImport(SYSTEM, id)).rows.read > 0);

test("the worker takes an upload to its alert and ends with code 0 when asked to", async () => {
  const worker = start();
  const id = await upload(30);
  expect(await ended(id)).toMatchObject({ status: "done", rows: { accepted: 30 }, detections: 3, alerts: 1 });
  expect(await worker.end("SIGTERM")).toEqual({ code: 0, signal: null });
  for (const line of worker.log().trim().split("\n")) JSON.parse(line);
}, 90_000);

test("asked to stop in the middle, it gives the job back at once and the next worker goes on", async () => {
  const worker = start();
  const id = await upload(25_000);
  await firstBatch(id);
  expect(await worker.end("SIGTERM")).toEqual({ code: 0, signal: null });
  const { rows } = await store().pool.query(
    "select key, attempts, locked_by from graphile_worker.jobs where key like 'import-%'",
  );
  // On a machine so busy that a batch outlasts the patience, the job stays locked until the next worker frees it.
  if (!worker.log().includes("took too long")) {
    expect(rows).toEqual([{ key: `import-${id}`, attempts: 0, locked_by: null }]);
  }
  start();
  expect(await ended(id)).toMatchObject({ status: "done", rows: { read: 25_000, accepted: 25_000 } });
}, 300_000);

test("a killed worker's job goes on within seconds, and so does work whose connections were cut", async () => {
  const worker = start();
  const id = await upload(25_000);
  await firstBatch(id);
  await worker.end("SIGKILL");
  const { rows } = await store().pool.query("select lease from import where id = $1", [id]);
  start();
  await until(async () => {
    const now = await store().pool.query("select lease from import where id = $1", [id]);
    return now.rows[0].lease !== rows[0].lease;
  }, 15_000);
  // As when Postgres is restarted under it. Each process names its connections: our own are not the worker's.
  const cut = await store().pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and application_name like 'rollcall %'
       and application_name <> current_setting('application_name')`,
  );
  expect(cut.rowCount).toBeGreaterThan(0);
  expect(await ended(id)).toMatchObject({ status: "done", rows: { read: 25_000, accepted: 25_000 } });
}, 300_000);
