import { instantOf, type Pack } from "./pack";
import type { RollupDay, RollupRow } from "./run-rollup";

/** What a batch does to the rollup: rows to add up, and days to count anew because a copy left them. */
export type RollupChange = { rows: RollupRow[]; recount: RollupDay[] };

type Count = { row: number; events: number; first: number; last: number };

/** The change of the rollup for settled rows; a day that a copy left is counted whole, its new rows included. */
export function rollupChange(pack: Pack, inserted: number[], left: RollupDay[]): RollupChange {
  const recount = new Map<string, RollupDay>();
  for (const { day, source } of left) recount.set(`${day} ${source}`, { day, source });
  const counts = new Map<string, Count>();
  for (const row of inserted) {
    const day = `${pack.day[row]} ${pack.source[row]}`;
    if (recount.size > 0 && recount.has(day)) continue;
    const name = `${day} ${pack.outcome[row]}`;
    const micros = pack.micros[row] as number;
    const found = counts.get(name);
    if (!found) {
      counts.set(name, { row, events: 1, first: micros, last: micros });
      continue;
    }
    found.events += 1;
    if (micros < found.first) found.first = micros;
    if (micros > found.last) found.last = micros;
  }
  const rows = [...counts.values()].map((count) => rowOf(pack, count));
  return { rows, recount: [...recount.values()] };
}

function rowOf(pack: Pack, { row, events, first, last }: Count): RollupRow {
  const day = pack.day[row] as number;
  return {
    day,
    source: pack.source[row] as number,
    outcomeId: pack.names.outcomes.ids[pack.outcome[row] as number] as bigint,
    events,
    first: instantOf({ day, micros: first }),
    last: instantOf({ day, micros: last }),
  };
}
