import { chainAlerts } from "@/lib/alert/run-chain";
import { isDatabaseAway } from "@/lib/database-away";
import { store, transaction } from "@/lib/db";
import {
  failReevaluation,
  queueReevaluations,
  reevaluateSlice,
  restReevaluations,
} from "@/lib/detection/run-reevaluate";
import { Interrupted } from "@/lib/intake/batches";
import { log } from "@/lib/log";
import { detect } from "./detect";

/** How long a turn lasts: an import that comes meanwhile waits for no more than this. */
const TURN_MS = 1000;

/** Deadlock, serialisation: nobody's mistake, gone at the next turn. */
const PASSING = new Set(["40P01", "40001", "53300"]);

/**
 * Goes on with what is open for one turn and asks for the next. A slice is judged and turned into alerts in one
 * transaction with the cursor, so a kill repeats no more than one. When the worker is asked to stop, the next
 * start goes on.
 */
export async function reevaluateTask(signal: AbortSignal): Promise<void> {
  const { pool } = store();
  const until = Date.now() + TURN_MS;
  try {
    do {
      if (signal.aborted) return;
      // What waits to be looked at comes first: hours that the re-evaluation left to it are then done when it is.
      await detect(signal);
      if (!(await step())) return;
    } while (Date.now() < until);
  } catch (error) {
    if (error instanceof Interrupted) return;
    if (!isPassing(error)) await giveUp(error);
    else throw error;
  } finally {
    await restReevaluations(pool);
  }
  await queueReevaluations(pool);
}

/** False when nothing is open. */
async function step(): Promise<boolean> {
  const slice = await transaction(store().pool, async (connection) => {
    const done = await reevaluateSlice(connection);
    if (done && done.changed.length > 0) await chainAlerts(connection, done.changed);
    return done;
  });
  if (slice?.isOver) log.info({ reevaluation: slice.id }, "re-evaluation ended");
  return slice !== null;
}

function isPassing(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : null;
  return isDatabaseAway(error) || (typeof code === "string" && PASSING.has(code));
}

/** An error that nobody foresaw ends this one, so that those behind it have their turn; a start tries again. */
async function giveUp(error: unknown): Promise<void> {
  log.error({ err: error }, "a re-evaluation cannot go on");
  const { rows } = await store().pool.query<{ id: string }>(
    "select id::text from reevaluation where status in ('queued', 'running') order by reevaluation.id limit 1",
  );
  const name = error instanceof Error ? error.name : "Error";
  const code = error instanceof Error && "code" in error ? ` ${String(error.code)}` : "";
  const why = `Rollcall could not finish because of a fault of its own (${name}${code}); its log says more.`;
  if (rows[0]) await failReevaluation(store().pool, rows[0].id, why);
}
