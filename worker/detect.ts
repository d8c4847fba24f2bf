import { chainAlerts } from "@/lib/alert/run-chain";
import { store, transaction } from "@/lib/db";
import { evaluateTouched } from "@/lib/detection/run-evaluate";
import { lockDetection } from "@/lib/event/locks";
import { Interrupted } from "@/lib/intake/batches";

/** Origin-hours per transaction: loads wait for one slice, and a kill repeats no more than one. */
const SLICE = 500;

/**
 * Evaluates and chains everything that is touched. A slice is taken, judged and turned into alerts in one
 * transaction, so a crash leaves either all of it or the mark. Throws `Interrupted` between slices.
 */
export async function detect(signal?: AbortSignal): Promise<void> {
  for (;;) {
    if (signal?.aborted) throw new Interrupted();
    const isDone = await transaction(store().pool, async (connection) => {
      await lockDetection(connection);
      const evaluated = await evaluateTouched(connection, { limit: SLICE });
      if (evaluated) await chainAlerts(connection, evaluated.changed);
      return evaluated === null;
    });
    if (isDone) return;
  }
}
