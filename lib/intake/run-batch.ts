import { type Connection, store, transaction } from "@/lib/db";
import { instantText } from "@/lib/event/instant";
import type { Load } from "@/lib/event/run-load";
import type { Filled, Refused } from "@/lib/source/read-packs";
import { type Receipt, withBatch } from "./receipt";

/** An import in the hands of one worker; `lease` says which. */
export type Held = { id: string; tenantId: number; lease: string };

/** Another worker has taken the import over, or it was removed: nothing more may be written for it. */
export class Fenced extends Error {
  constructor(id: string) {
    super(`Import ${id} is no longer ours.`);
    this.name = "Fenced";
  }
}

/**
 * Commits one batch: events, ledger, rejects and receipt together, or nothing. The receipt moves on from the
 * very count it was read at, so a batch whose commit was in doubt cannot count twice. Throws `Fenced`.
 */
export async function runBatch(
  held: Held,
  load: Load,
  receipt: Receipt,
  filled: Filled,
  bytesRead: number,
): Promise<Receipt> {
  const { pool } = store();
  await load.prepare(pool, filled.pack);
  const { next, committed } = await transaction(pool, async (connection) => {
    await checkLease(connection, held);
    const loaded = await load.store(connection, filled.pack);
    const next = withBatch(receipt, filled, loaded);
    await storeRejects(connection, held.id, filled.refused);
    await moveOn(connection, held, receipt.read, next, bytesRead);
    return { next, committed: loaded.committed };
  });
  committed();
  load.release(filled.pack);
  return next;
}

/** Spares a worker that was overtaken while it slept the work; moveOn is what holds. */
async function checkLease(connection: Connection, { id, lease }: Held): Promise<void> {
  const { rowCount } = await connection.query("select 1 from import where id = $1 and lease = $2", [
    id,
    lease,
  ]);
  if (rowCount === 0) throw new Fenced(id);
}

async function storeRejects(connection: Connection, id: string, refused: Refused[]): Promise<void> {
  const rejects = refused.filter(({ as }) => as === "rejected");
  if (rejects.length === 0) return;
  await connection.query(
    `insert into import_reject (import_id, position, raw_offset, raw_length, reason)
     select $1, * from unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::text[])`,
    [
      id,
      rejects.map(({ position }) => position),
      rejects.map(({ span }) => span.offset),
      rejects.map(({ span }) => span.length),
      rejects.map(({ reason }) => reason),
    ],
  );
}

async function moveOn(
  connection: Connection,
  { id, lease }: Held,
  before: number,
  next: Receipt,
  bytesRead: number,
): Promise<void> {
  const { rowCount } = await connection.query(
    `update import set rows_read = $4, accepted = $5, duplicate = $6, skipped = $7, rejected = $8,
       out_of_range = $9, unmapped = $10, skipped_by = $11, rejected_by = $12, duplicate_by = $13,
       events_from = $14, events_to = $15, bytes_read = greatest(bytes_read, $16), heartbeat_at = now(), attempts = 0
     where id = $1 and lease = $2 and rows_read = $3`,
    [
      ...[id, lease, before, next.read, next.accepted, next.duplicate, next.skipped, next.rejected],
      ...[next.outOfRange, next.unmapped, next.skippedBy, next.rejectedBy, next.duplicateBy],
      next.from === null ? null : instantText(next.from),
      next.to === null ? null : instantText(next.to),
      bytesRead,
    ],
  );
  if (rowCount === 0) throw new Fenced(id);
}
