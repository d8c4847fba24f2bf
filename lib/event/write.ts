import type { Connection } from "@/lib/db";
import type { Loaded } from "./loaded";
import { EventRange } from "./range";
import { dimensionKey, ensureMonths, Load } from "./run-load";
import { type Row, SOURCE_NUMBER } from "./star";

export type Batch = { tenantId: number; importId: bigint; rows: Row[]; now?: Date };

/** Stores one batch of events inside the caller's transaction: what `Load` does pack by pack, for those who have few. */
export async function loadBatch(connection: Connection, batch: Batch): Promise<Loaded> {
  const { rows, now = new Date(), ...owner } = batch;
  const load = new Load(await dimensionKey(connection), {
    ...owner,
    now,
    capacity: Math.max(1, rows.length),
    fillsMonths: false,
  });
  const pack = load.pack();
  for (const { event, span } of rows) pack.add(event, span);
  await ensureMonths(connection, new EventRange(now).monthsOf(pack));
  return load.store(connection, pack);
}

/** Every source of a tenant, for those who must keep loads out altogether. */
export const ALL_SOURCES = Object.values(SOURCE_NUMBER);
