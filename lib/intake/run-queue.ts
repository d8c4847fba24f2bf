import type { Connection, Pool } from "@/lib/db";

/** A worker that is killed uses up an attempt; imports count their own (column attempts). */
const MAX_ATTEMPTS = 30_000;

/**
 * Queues the reading of an import inside the caller's transaction, to begin in `seconds`; a second call replaces
 * the first.
 */
export async function runQueue(connection: Connection | Pool, importId: string, seconds = 0): Promise<void> {
  await connection.query(
    `select graphile_worker.add_job('import', json_build_object('importId', $1::text),
       job_key => 'import-' || $1::text, max_attempts => $2::int,
       run_at => now() + $3::int * interval '1 second')`,
    [importId, MAX_ATTEMPTS, seconds],
  );
}

/** After what people wait for: a lower number goes first, and theirs is 0. */
const IDLE = 10;

/** Queues the rewriting of kept uploads for when nothing else is to be done; there is one such job at most. */
export async function runQueuePack(connection: Connection | Pool, seconds = 5): Promise<void> {
  await connection.query(
    `select graphile_worker.add_job('pack', '{}'::json, job_key => 'pack', priority => $1::int,
       run_at => now() + $2::int * interval '1 second')`,
    [IDLE, seconds],
  );
}
