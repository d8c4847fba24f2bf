import { setTimeout as sleep } from "node:timers/promises";
import { isDatabaseAway } from "@/lib/database-away";
import { store } from "@/lib/db";
import { Interrupted } from "@/lib/intake/batches";
import { runImport } from "@/lib/intake/run-import";
import { runQueue, runQueuePack } from "@/lib/intake/run-queue";
import { giveUpImport } from "@/lib/intake/write";
import { log } from "@/lib/log";
import { detect } from "./detect";

const MAX_WAIT_MS = 5000;
/** Errors that nobody foresaw, before an import is given up. */
const MAX_FAILURES = 3;

/** Deadlock, serialisation, too many connections: nobody's mistake, gone at the next try. */
const PASSING = new Set(["40P01", "40001", "53300"]);

/** No room left: where the database lies, or where the uploads lie. */
const FULL = new Set(["53100", "ENOSPC", "EDQUOT"]);

function isPassing(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : null;
  return isDatabaseAway(error) || (typeof code === "string" && PASSING.has(code));
}

/**
 * Brings an import to its end. While the database is away it waits and goes on from the last committed batch; when
 * the worker is asked to stop, the job is given back at once, without using up an attempt.
 */
export async function importTask(importId: string, signal: AbortSignal): Promise<void> {
  let failures = 0;
  for (let wait = 250; ; wait = Math.min(MAX_WAIT_MS, wait * 2)) {
    try {
      const started = Date.now();
      await runImport(importId, {
        detect: () => detect(signal),
        signal,
        onCommitted: ({ read }) => log.debug({ importId, read }, "batch committed"),
      });
      log.info({ importId, ms: Date.now() - started }, "import ended");
      await runQueuePack(store().pool);
      return;
    } catch (error) {
      if (error instanceof Interrupted) return giveBack(importId);
      failures += isPassing(error) ? 0 : 1;
      log.error({ importId, err: error, failures }, "import stumbled");
      if (failures >= MAX_FAILURES) return giveUp(importId, error);
    }
    await sleep(wait, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return giveBack(importId);
  }
}

/** Where this fails, the sweep of the next worker finds an import without a job. */
async function giveBack(importId: string): Promise<void> {
  await runQueue(store().pool, importId).catch((error: unknown) => {
    log.warn({ importId, err: error }, "the job was not given back");
  });
}

async function giveUp(importId: string, error: unknown): Promise<void> {
  if (error instanceof Error && "code" in error && FULL.has(String(error.code))) {
    return giveUpImport(
      importId,
      "The disk of this Rollcall is full. What was read until then is kept; make room and try this import again.",
    );
  }
  const name = error instanceof Error ? error.name : "Error";
  const code = error instanceof Error && "code" in error ? ` ${String(error.code)}` : "";
  await giveUpImport(
    importId,
    `Rollcall could not finish this import because of a fault of its own (${name}${code}); its log says more. ` +
      "What was read until then is kept.",
  );
}
