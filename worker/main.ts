import { EventEmitter } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { Logger, type Runner, run, type WorkerEvents } from "graphile-worker";
import { z } from "zod";
import { isDatabaseAway } from "@/lib/database-away";
import { closeStore, store, transaction } from "@/lib/db";
import { queueForNewRules, queueReevaluations } from "@/lib/detection/run-reevaluate";
import { foldOrigins } from "@/lib/insight/run-fold";
import { recountTotals } from "@/lib/insight/run-totals";
import { Interrupted } from "@/lib/intake/batches";
import { isHollow } from "@/lib/intake/run-import";
import { runQueuePack } from "@/lib/intake/run-queue";
import { runSweep } from "@/lib/intake/run-sweep";
import { expireUploads, tidyUploads } from "@/lib/intake/run-tidy";
import { log } from "@/lib/log";
import { detect, queueFold, queueTotals } from "./detect";
import { enrichmentTask } from "./enrichment";
import { importTask } from "./import";
import { freeJobsOfDead, Lifeline } from "./lifeline";
import { packTask } from "./pack";
import { reevaluateTask } from "./reevaluate";

const SWEEP_MS = 3000;
const AWAY_MS = 500;
/** The folder of uploads is listed this often. */
const TIDY_MS = 60_000;
let tidiedAt = 0;
/** The supervisor kills after 5 s; a batch that is not done by then is rolled back and read again. */
const STOP_MS = 4000;
/** A database that stays away longer ends the worker, with the reason. */
const MAX_OUTAGE_MS = 5 * 60_000;

const ImportPayload = z.object({ importId: z.string() });

const logger = new Logger(() => (level, message, meta) => {
  const { failure, error } = { failure: false, error: undefined, ...meta };
  const isNoise = level === "debug" || (level === "info" && !failure);
  log[level === "warning" ? "warn" : isNoise ? "debug" : level]({ err: error }, message);
});

/** Reads imports one after the other until `signal`; throws what ends the queue. */
async function work(signal: AbortSignal): Promise<void> {
  const { pool } = store();
  await sweep(null);
  const rules = await transaction(pool, queueForNewRules);
  if (rules.length > 0)
    log.info({ rules }, "new versions are evaluated over what is stored, in the background");
  await pool.query("select graphile_worker.add_job('detect', '{}'::json, job_key => 'detect')");
  await pool.query(
    "select graphile_worker.add_job('enrichment', '{}'::json, job_key => 'enrichment', priority => 5)",
  );
  await runQueuePack(pool);
  await queueReevaluations(pool);
  await queueTotals();
  await queueFold();
  const events: WorkerEvents = new EventEmitter();
  let lifeline: Lifeline | null = null;
  events.on("pool:create", ({ workerPool }) => {
    lifeline = new Lifeline(pool, workerPool.id);
    lifeline.hold().catch((error: unknown) => log.error({ err: error }, "the lifeline was not taken"));
  });
  const runner = await run({
    ...{ pgPool: pool, concurrency: 1, pollInterval: 1000, noHandleSignals: true, logger, events },
    taskList: {
      import: (payload) => importTask(ImportPayload.parse(payload).importId, signal),
      detect: () => patiently(signal, () => detectTask(signal)),
      pack: () => patiently(signal, () => packTask(signal)),
      enrichment: () => patiently(signal, () => enrichmentTask(signal)),
      reevaluate: () => patiently(signal, () => reevaluateTask(signal)),
      fold: () => patiently(signal, () => foldTask(signal)),
      totals: () => patiently(signal, () => totalsTask(signal)),
    },
    parsedCronItems: [],
  });
  try {
    await untilOver(runner, signal, () => sweep(lifeline?.workerId ?? null));
  } finally {
    // A job that waits for a database that is gone must not keep the worker from saying so.
    await Promise.race([runner.stop().catch(() => undefined), sleep(STOP_MS)]);
    (lifeline as Lifeline | null)?.letGo();
  }
}

/**
 * Begins a task again when the database was away and is back. A task that fails meanwhile would be written down as failed
 * by the queue, which cannot reach the database either, and then ends the process.
 */
async function patiently(signal: AbortSignal, task: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await task();
    } catch (error) {
      if (!isDatabaseAway(error)) throw error;
      log.warn({ err: error }, "the database is away; the task begins again when it is back");
    }
    await sleep(AWAY_MS, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
  }
}

/** While imports are being read again the last of them looks at what is marked, when every row is back. */
async function detectTask(signal: AbortSignal): Promise<void> {
  if (await isHollow(null)) return;
  await detect(signal).catch((error: unknown) => {
    // What is left stays marked, and every import and every start looks again.
    if (!(error instanceof Interrupted)) throw error;
  });
}

/** The list of origins is true without this; it only spares its readers the counting. */
async function totalsTask(signal: AbortSignal): Promise<void> {
  while (!signal.aborted && (await recountTotals(store().pool)) > 0);
}

/** Pages are true without this too; it only spares those of large origins the reading. */
async function foldTask(signal: AbortSignal): Promise<void> {
  while (!signal.aborted && (await foldOrigins(store().pool)) > 0);
}

async function sweep(ownId: string | null): Promise<void> {
  await freeJobsOfDead(store().pool, ownId);
  const swept = await runSweep();
  if (
    swept.abandoned.length + swept.finished.length + swept.requeued.length + swept.parts + swept.settled >
    0
  )
    log.warn(swept, "swept");
  if (Date.now() - tidiedAt < TIDY_MS) return;
  tidiedAt = Date.now();
  const gone = await tidyUploads();
  if (gone.length > 0) log.info({ gone }, "tidied the uploads");
  const expired = await expireUploads();
  if (expired.length > 0)
    log.info({ expired: expired.length, imports: expired }, "gave up interrupted uploads");
}

/** Resolves when asked to stop; throws when the queue ends by itself or the database stays away too long. */
async function untilOver(runner: Runner, signal: AbortSignal, tidy: () => Promise<void>): Promise<void> {
  const ended = runner.promise.then(() => {
    if (!signal.aborted) throw new Error("The job queue ended by itself.");
  });
  let seenAt = Date.now();
  const tidying = (async () => {
    while (!signal.aborted) {
      await sleep(SWEEP_MS, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      try {
        await tidy();
        seenAt = Date.now();
      } catch (error) {
        if (!isDatabaseAway(error)) log.error({ err: error }, "the sweep failed");
        else if (Date.now() - seenAt > MAX_OUTAGE_MS) throw error;
      }
    }
  })();
  await Promise.race([ended, tidying]);
}

/**
 * Batches leave garbage that outlives a short collection, and V8 lets its heap double before it looks at that: 550 MB at
 * a million rows, against 370 so. A ceiling would do too, and end the worker at the first record of 32 MB.
 */
function collectEarly(): void {
  setFlagsFromString("--heap-growing-percent=30");
  setFlagsFromString("--max-semi-space-size=8");
}

async function main(): Promise<void> {
  collectEarly();
  // What the queue itself cannot write down while the database is away is no reason to end; anything else is.
  process.on("unhandledRejection", (error) => {
    if (!isDatabaseAway(error)) throw error;
    log.warn({ err: error }, "the queue could not reach the database");
  });
  const controller = new AbortController();
  for (const name of ["SIGTERM", "SIGINT"] as const) {
    process.on(name, () => {
      controller.abort();
      setTimeout(() => {
        log.warn("the current batch took too long to wait for; it is read again at the next start");
        process.exit(0);
      }, STOP_MS).unref();
    });
  }
  const { signal } = controller;
  log.info({ pid: process.pid }, "worker started");
  let downSince: number | null = null;
  while (!signal.aborted) {
    try {
      await store().pool.query("select 1");
      downSince = null;
      await work(signal);
    } catch (error) {
      downSince ??= Date.now();
      if (!isDatabaseAway(error) || Date.now() - downSince > MAX_OUTAGE_MS) throw error;
      log.warn({ err: error }, "the database is away; trying again");
      await sleep(1000, undefined, { signal }).catch(() => undefined);
    }
  }
  await closeStore(store());
  log.info("worker stopped");
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    log.fatal({ err: error }, "the worker cannot go on");
    process.exit(1);
  },
);
