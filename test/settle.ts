import { chainAlerts } from "@/lib/alert/run-chain";
import { type Store, transaction } from "@/lib/db";
import { evaluateTouched } from "@/lib/detection/run-evaluate";

/** Evaluates and chains slice by slice until nothing is touched, as the worker does; returns the slices taken. */
export async function settle({ pool }: Store, limit = 2000): Promise<number> {
  for (let slices = 0; ; slices++) {
    const evaluated = await transaction(pool, async (connection) => {
      const slice = await evaluateTouched(connection, { limit });
      if (slice) await chainAlerts(connection, slice.changed);
      return slice;
    });
    if (!evaluated) return slices;
  }
}
