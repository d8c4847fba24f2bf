import { AppError } from "@/lib/errors";
import type { Parsed } from "@/lib/event/schema";

/** A batch ends at either: large enough for COPY, small enough to repeat and to hold in memory. */
export const BATCH_ROWS = 10_000;
export const BATCH_BYTES = 16 * 1024 * 1024;

/** The last one carries what was wrong with the file, if anything; it may hold no records. */
export type Batch = { records: Parsed[]; damage: string | null };

/**
 * Gathers records into batches. Damage (an AppError of the reader) ends the file after everything before it;
 * any other error is ours and is thrown.
 */
export async function* batchesOf(parsed: AsyncIterable<Parsed[]>): AsyncGenerator<Batch> {
  let records: Parsed[] = [];
  let bytes = 0;
  let damage: string | null = null;
  try {
    for await (const some of parsed) {
      for (const record of some) {
        records.push(record);
        bytes += record.span.length;
        if (records.length < BATCH_ROWS && bytes < BATCH_BYTES) continue;
        yield { records, damage: null };
        records = [];
        bytes = 0;
      }
    }
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    damage = error.message;
  }
  yield { records, damage };
}
