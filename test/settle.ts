import { chainAlerts } from "@/lib/alert/run-chain";
import { type Store, transaction } from "@/lib/db";
import { evaluateTouched } from "@/lib/detection/run-evaluate";
import { reevaluateSlice } from "@/lib/detection/run-reevaluate";

/** Evaluates and chains slice by slice until nothing is touched, as the worker does; returns the slices taken. */
export async function settle({ pool }: Pick<Store, "pool">, limit = 2000): Promise<number> {
  for (let slices = 0; ; slices++) {
    const evaluated = await transaction(pool, async (connection) => {
      const slice = await evaluateTouched(connection, { limit });
      if (slice) await chainAlerts(connection, slice.changed);
      return slice;
    });
    if (!evaluated) return slices;
  }
}

/**
 * Does all that is open of re-evaluations, as the worker does; returns the steps taken. `between` runs after each
 * of them, as an import that comes meanwhile would.
 */
export async function reevaluate(
  { pool }: Pick<Store, "pool">,
  limit = 500,
  between?: (step: number) => Promise<unknown>,
): Promise<number> {
  for (let steps = 0; ; steps++) {
    await settle({ pool });
    const slice = await transaction(pool, async (connection) => {
      const done = await reevaluateSlice(connection, { limit });
      if (done) await chainAlerts(connection, done.changed);
      return done;
    });
    if (!slice) return steps;
    await between?.(steps);
  }
}
