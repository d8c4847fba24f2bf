import { chainAlerts } from "@/lib/alert/run-chain";
import { store, transaction } from "@/lib/db";
import { evaluateTouched } from "@/lib/detection/run-evaluate";
import { touchLifecycles } from "@/lib/detection/run-lifecycle-marks";
import { locateTouched } from "@/lib/enrich/run-locate";
import { lockDetection } from "@/lib/event/locks";
import { Interrupted } from "@/lib/intake/batches";

/** Origin-hours per transaction: loads wait for one slice, and a kill repeats no more than one. */
const SLICE = 2000;

/**
 * Evaluates and chains everything that is touched. A slice is taken, judged and turned into alerts in one
 * transaction, so a crash leaves either all of it or the mark. Throws `Interrupted` between slices.
 */
export async function detect(signal?: AbortSignal): Promise<void> {
  // First, so that an episode which the audit log explains is looked at once and not before and after.
  await transaction(store().pool, async (connection) => {
    await lockDetection(connection);
    await touchLifecycles(connection);
  });
  for (let slices = 0; ; slices++) {
    if (signal?.aborted) throw new Interrupted();
    const isDone = await transaction(store().pool, async (connection) => {
      await lockDetection(connection);
      // Rules weigh what a source is, so that is known before they look.
      await locateTouched(connection, SLICE);
      const evaluated = await evaluateTouched(connection, { limit: SLICE });
      if (evaluated) await chainAlerts(connection, evaluated.changed);
      return evaluated === null;
    });
    if (!isDone) continue;
    if (slices > 0) await queueTotals();
    await queueFold();
    return;
  }
}

/** Imports that come one after the other are folded together, when it has been quiet for a while. */
const FOLD_AFTER = "20 seconds";

/** The folds of large origins, after everything else. */
export async function queueFold(): Promise<void> {
  await store().pool.query(
    "select graphile_worker.add_job('fold', '{}'::json, job_key => 'fold', priority => 6, run_at => now() + $1::interval)",
    [FOLD_AFTER],
  );
}

/** The totals of the list of origins, after the imports that wait. */
export async function queueTotals(): Promise<void> {
  await store().pool.query(
    "select graphile_worker.add_job('totals', '{}'::json, job_key => 'totals', priority => 5)",
  );
}
