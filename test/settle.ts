import { chainAlerts } from "@/lib/alert/run-chain";
import { type Store, transaction } from "@/lib/db";
import { RULES } from "@/lib/detection/catalogue";
import type { Rule } from "@/lib/detection/rule";
import { evaluateTouched } from "@/lib/detection/run-evaluate";
import { reevaluateSlice } from "@/lib/detection/run-reevaluate";

/** Evaluates and chains slice by slice until nothing is touched, as the worker does; returns the slices taken. */
export async function settle(
  { pool }: Pick<Store, "pool">,
  limit = 2000,
  rules: readonly Rule[] = RULES,
): Promise<number> {
  for (let slices = 0; ; slices++) {
    const evaluated = await transaction(pool, async (connection) => {
      const slice = await evaluateTouched(connection, { limit, rules });
      if (slice) await chainAlerts(connection, slice.changed);
      return slice;
    });
    if (!evaluated) return slices;
  }
}

/** The same by the hourly rules alone, for tests of what alerts make of detections, whatever finds them. */
export const settleHours = (store: Pick<Store, "pool">, limit = 2000) => settle(store, limit, HOURLY);
const HOURLY = RULES.filter(({ kind }) => kind === "hour");

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
