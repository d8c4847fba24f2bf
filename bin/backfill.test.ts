import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterEach, beforeAll, expect, test } from "vitest";
import "@/test/data-folder";
import { SYSTEM } from "@/lib/access/schema";
import { listReevaluations } from "@/lib/detection/read";
import { databaseForFile } from "@/test/database";
import { ask, names } from "@/test/ledger";
import { settle } from "@/test/settle";
import { startWorker, until } from "@/test/worker";

const store = databaseForFile();
let worker: ReturnType<typeof startWorker> | null = null;

beforeAll(async () => {
  await ask(store().pool, names(60, "2026-03-02T09:10:00Z", 1));
  await settle(store());
});

afterEach(async () => {
  await worker?.end("SIGKILL");
  worker = null;
});

async function backfill(...flags: string[]) {
  const script = join(import.meta.dirname, "backfill.mjs");
  const child = spawn(process.execPath, [script, ...flags], {
    env: process.env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let out = "";
  let err = "";
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  child.stderr.on("data", (chunk) => {
    err += chunk;
  });
  const [code] = await once(child, "close");
  return { code, out, err };
}

test("evaluates every rule anew through the worker, follows each to its end and says what changed", async () => {
  worker = startWorker();
  // The first worker evaluates what a rule's version is not noted for by itself: that is to be over.
  await until(async () => {
    const open = "select from reevaluation where status in ('queued', 'running')";
    const { rowCount } = await store().pool.query(
      `${open} union all select from setting where name = 'rule-versions' having count(*) = 0`,
    );
    return rowCount === 0;
  });
  await store().pool.query("delete from detection where rule_id = 'RC-01'");
  const { code, out } = await backfill();
  expect(code).toBe(0);
  expect(out).toContain("RC-01: Done over 1 origin-hours.");
  expect(out).toContain("RC-01: 0 detections before, 1 after.");
  expect(out).toContain("RC-03: Done over 1 origin-hours.");
}, 120_000);

test("takes one rule and a range, and refuses what it does not understand without queueing anything", async () => {
  worker = startWorker();
  const flags = ["--rule", "RC-02", "--from", "2026-03-02T09:30:00Z", "--to", "2026-03-03T00:00:00Z"];
  expect(await backfill(...flags)).toMatchObject({ code: 0 });
  const before = (await listReevaluations(SYSTEM, "RC-02", { limit: 10 })).items;
  expect(before[0]).toMatchObject({ from: "2026-03-02T09:00:00.000Z", status: "done" });
  for (const wrong of [
    ["--rule", "RC-99"],
    ["--rule", "RC-02", "--from", "yesterday"],
    ["--rule", "RC-02", "--from", "2026-03-03T00:00:00Z", "--to", "2026-03-02T00:00:00Z"],
    ["--rules", "RC-02"],
  ]) {
    const { code, err } = await backfill(...wrong);
    expect([code, err.length > 10]).toEqual([1, true]);
  }
  expect((await listReevaluations(SYSTEM, "RC-02", { limit: 10 })).items).toEqual(before);
}, 120_000);
