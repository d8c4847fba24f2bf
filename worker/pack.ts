import { store } from "@/lib/db";
import { runPack, Yielded } from "@/lib/intake/run-pack";
import { runQueuePack } from "@/lib/intake/run-queue";
import { log } from "@/lib/log";

/** Between two looks whether something more urgent waits. */
const LOOK_MS = 500;
const LATER_SECONDS = 20;

/** Rewrites kept uploads while nobody waits for anything; stops within a moment when somebody does. */
export async function packTask(signal: AbortSignal): Promise<void> {
  let lookedAt = 0;
  const proceed = async () => {
    if (signal.aborted) throw new Yielded();
    if (Date.now() - lookedAt < LOOK_MS) return;
    lookedAt = Date.now();
    if (await isBusy()) throw new Yielded();
  };
  try {
    const { packed, failed } = await runPack({ proceed });
    for (const [sha256, err] of failed) log.warn({ sha256, err }, "an upload was not rewritten");
    if (packed.length > 0) log.info({ packed: packed.length }, "uploads rewritten");
  } catch (error) {
    if (!(error instanceof Yielded)) throw error;
    if (!signal.aborted) await runQueuePack(store().pool, LATER_SECONDS);
  }
}

async function isBusy(): Promise<boolean> {
  const { rows } = await store().pool.query<{ busy: boolean }>(
    `select exists (select from import where status in ('queued', 'reading', 'detecting') or task is not null)
         or exists (select from graphile_worker.jobs
                    where task_identifier <> 'pack' and locked_at is null and run_at <= now()
                      and attempts < max_attempts) as busy`,
  );
  return rows[0]?.busy ?? false;
}
