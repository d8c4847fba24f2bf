import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { migrate } from "@/bin/migrate.mjs";
import { startPostgres } from "@/bin/postgres.mjs";
import { SYSTEM } from "@/lib/access/schema";
import { listAlerts } from "@/lib/alert/read";
import { ruleAlert } from "@/lib/alert/write";
import { isDatabaseAway } from "@/lib/database-away";
import { closeStore, openStore, setStore, store } from "@/lib/db";
import { readImport } from "@/lib/intake/read";
import { runImport } from "@/lib/intake/run-import";
import { dataFolder } from "@/test/data-folder";
import { held } from "@/test/held";
import { expectRulings, expectWhole } from "@/test/invariants";
import { ANALYST, ruleOnAll } from "@/test/rulings";
import { scanFile } from "@/test/scans";
import { Random, SEED } from "@/test/seeded";
import { ended, isOver, receiptOf, send, whenever } from "@/test/sent";
import { detectAll } from "@/test/upload";
import { startWorker } from "@/test/worker";

const STOPS = Math.ceil(Number(process.env.POINTS ?? 20) / 5);
/** From the database being back to the next batch or the end, on a machine with nothing else to do. */
const BACK_MS = 15_000;
const random = new Random(SEED);

/** A cluster of this test's own, and durable: the others share one that may lose what it has just written. */
const folder = mkdtempSync(join(tmpdir(), "rollcall-stops-"));
let postgres: Awaited<ReturnType<typeof startPostgres>>;

async function use(name: string): Promise<void> {
  process.env.DATABASE_URL = postgres.url(name);
  setStore(openStore(postgres.url(name)));
}

async function copy(from: string, to: string): Promise<void> {
  const client = new pg.Client({ connectionString: postgres.url("postgres") });
  await client.connect();
  await client.query(`create database ${to} template ${from}`);
  // Postgres copies a sequence with the values it logged ahead; until a checkpoint a crash would hand them out again.
  await client.query("checkpoint");
  await client.end();
}

beforeAll(async () => {
  postgres = await startPostgres(folder, { durable: true });
  const client = new pg.Client({ connectionString: postgres.url("postgres") });
  await client.connect();
  await client.query("create database base");
  await client.end();
  await migrate(postgres.url("base"));
  await use("base");
}, 120_000);
afterAll(async () => {
  await closeStore(store()).catch(() => undefined);
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** `pg_ctl stop -m immediate`, and after a moment a start that recovers. */
async function stopAtOnce(): Promise<void> {
  const gone = new Promise((done) => postgres.child.once("exit", done));
  postgres.kill();
  await gone;
  await sleep(random.below(1500));
  postgres = await startPostgres(folder, { durable: true });
  // The test's own pool: what was cut goes at its next use, which is here and not in the middle of a question.
  await Promise.allSettled(Array.from({ length: 20 }, () => store().pool.query("select 1")));
}

/** Rules on alert after alert until told to stop; returns the comments of the rulings that were acknowledged. */
async function triage(isOverNow: () => boolean): Promise<{ acknowledged: string[]; unknown: string[] }> {
  const said = { acknowledged: [] as string[], unknown: [] as string[] };
  for (let turn = 0; !isOverNow(); turn++) {
    const comment = `under load ${turn}`;
    try {
      const { items } = await listAlerts(SYSTEM, { sort: "first-seen" });
      const alert = items[turn % Math.max(1, items.length)];
      if (alert) {
        said.unknown.push(comment);
        await ruleAlert(ANALYST, alert.id, alert.version, { status: "active", comment });
        said.unknown.pop();
        said.acknowledged.push(comment);
      }
    } catch (error) {
      // A stale version is no ruling; a connection that breaks leaves open whether it was one.
      if (error instanceof Error && "code" in error && error.code === "stale") said.unknown.pop();
      else if (!isDatabaseAway(error)) throw error;
    }
    await sleep(100);
  }
  return said;
}

/** What is compared leaves out what the rulings say, for each run makes others. */
async function outcome() {
  const { alerts, ...rest } = await held(store().pool);
  return { ...rest, alerts: alerts.map((alert) => JSON.stringify({ ...JSON.parse(alert), status: "" })) };
}

test(`Postgres stopped at once ${STOPS} times under load loses nothing, and all goes on by itself (SEED=${SEED})`, async () => {
  const first = await send(scanFile(0, 2000), "first.json");
  await runImport(first.id, { detect: detectAll });
  const before = await ruleOnAll("before");
  await closeStore(store());
  const bytes = scanFile(1000, 40_000);
  await copy("base", "clean");
  await use("clean");
  const clean = await send(bytes);
  await runImport(clean.id, { detect: detectAll });
  const receipt = receiptOf(await ended(clean.id));
  const expected = await outcome();
  await closeStore(store());

  await copy("base", "stopped");
  await use("stopped");
  const worker = startWorker();
  let isDone = false;
  const triaging = triage(() => isDone);
  // Awaited at the end; until then a failure of it must not end the process.
  triaging.catch(() => undefined);
  const sent = [await send(bytes, "0.json")];
  let stops = 0;
  let slowest = 0;
  while (stops < STOPS) {
    const current = sent.at(-1);
    if (!current) throw new Error("Nothing was sent.");
    await sleep(random.below(2500));
    const found = await whenever(current.id, () => true);
    if (isOver(found)) {
      // The import ended before the database did: the same file again keeps the worker busy.
      sent.push(await send(bytes, `${sent.length}.json`));
      continue;
    }
    await stopAtOnce();
    stops += 1;
    const back = Date.now();
    await whenever(
      current.id,
      (now) => isOver(now) || now.rows.read > found.rows.read || now.status !== found.status,
      4 * BACK_MS,
    ).catch((cause: unknown) => {
      throw new Error(`SEED=${SEED}: after stop ${stops} nothing went on:\n${worker.log().slice(-3000)}`, {
        cause,
      });
    });
    slowest = Math.max(slowest, Date.now() - back);
  }
  for (const { id } of sent) expect((await ended(id)).status).toBe("done");
  isDone = true;
  const { acknowledged, unknown } = await triaging;
  process.stdout.write(
    `SEED=${SEED}: ${stops} stops, on its way again after at most ${slowest} ms, ${acknowledged.length} rulings\n`,
  );
  expect(await worker.end("SIGTERM")).toMatchObject({ code: 0 });
  const { rows } = await store().pool.query<{ comment: string }>("select comment from classification");
  const stored = new Set(rows.map(({ comment }) => comment));
  // Of a ruling whose answer never came, either is right; one that was answered is there.
  const happened = unknown.filter((comment) => stored.has(comment));
  await expectRulings([...before, ...acknowledged, ...happened]);
  const [only, ...again] = await Promise.all(sent.map(({ id }) => readImport(SYSTEM, id)));
  expect(only && receiptOf(only)).toEqual({ ...receipt, filename: "0.json" });
  for (const { rows: counted } of again) expect(counted.accepted).toBe(0);
  expect(await outcome()).toEqual(expected);
  await expectWhole(dataFolder, [first, ...sent]);
  expect(slowest).toBeLessThan(BACK_MS);
});
