import { instantOf, type Pack } from "./pack";
import type { ClientDayRow } from "./run-client-days";
import type { RollupDay, RollupRow } from "./run-rollup";
import { SOURCE_NUMBER } from "./star";

/** Clients are counted for sign-ins only: nobody asks what application wrote an audit row. */
const SIGN_INS = SOURCE_NUMBER["entra-signin"];

/** What a batch does to the rollup: rows to add up, and days to count anew because a copy left them. */
export type RollupChange = { rows: RollupRow[]; clients: ClientDayRow[]; recount: RollupDay[] };

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
  return { rows, clients: clientDays(pack, inserted, recount), recount: [...recount.values()] };
}

/** What clients did on their days. Days and entries are few enough to be one number. */
function clientDays(pack: Pack, inserted: number[], recount: ReadonlyMap<string, RollupDay>): ClientDayRow[] {
  const { names } = pack;
  const counts = new Map<number, ClientDayRow>();
  for (const row of inserted) {
    const source = pack.source[row] as number;
    if (source !== SIGN_INS) continue;
    const [day, client] = [pack.day[row] as number, pack.client[row] as number];
    if (recount.size > 0 && recount.has(`${day} ${source}`)) continue;
    const name = day * 2 ** 28 + client;
    let found = counts.get(name);
    if (!found) {
      found = { day, source, clientId: names.clients.ids[client] as bigint, events: 0, signIns: 0 };
      counts.set(name, found);
    }
    found.events += 1;
    if (names.readings[pack.outcome[row] as number]?.answer === "signed-in") found.signIns += 1;
  }
  return [...counts.values()];
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
