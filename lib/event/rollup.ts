import type { Settled } from "./duplicates";
import { dayOf } from "./ledger";
import type { RollupDay, RollupRow } from "./run-rollup";

/** What a batch does to the rollup: rows to add up, and days to count anew because a copy left them. */
export type RollupChange = { rows: RollupRow[]; recount: RollupDay[] };

/** The change of the rollup for settled rows; a day that a copy left is counted whole, its new rows included. */
export function rollupChange({ inserted, replaced }: Pick<Settled, "inserted" | "replaced">): RollupChange {
  const recount = new Map<string, RollupDay>();
  for (const { at, source } of replaced) {
    const day = dayOf(at);
    recount.set(`${day} ${source}`, { day, source });
  }
  const rows = new Map<string, RollupRow>();
  for (const { at, source, outcomeId } of inserted) {
    const day = dayOf(at);
    if (recount.has(`${day} ${source}`)) continue;
    const name = `${day} ${source} ${outcomeId}`;
    const row = rows.get(name);
    if (!row) {
      rows.set(name, { day, source, outcomeId, events: 1, first: at, last: at });
      continue;
    }
    row.events += 1;
    if (at < row.first) row.first = at;
    if (at > row.last) row.last = at;
  }
  return { rows: [...rows.values()], recount: [...recount.values()] };
}
