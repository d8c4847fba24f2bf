import type { Connection } from "@/lib/db";

/** Advisory locks of the store; the first number names what is locked. */
const LOAD = 7020;
const LEDGER = 7021;
const PRESENCE = 7022;

/** One batch of a tenant's source at a time: duplicates are found before either of two copies is stored. */
export async function lockLoad(connection: Connection, tenantId: number, sources: number[]): Promise<void> {
  // Shared: loads do not wait for each other here, only for a slice of detection.
  await connection.query("select pg_advisory_xact_lock_shared($1, 0)", [LEDGER]);
  for (const source of [...sources].sort((a, b) => a - b)) {
    await connection.query("select pg_advisory_xact_lock($1, $2)", [LOAD, tenantId * 16 + source]);
  }
}

/**
 * No load commits while detection takes and evaluates a slice of `touched`: a mark set again meanwhile would
 * be removed together with the old one.
 */
export async function lockDetection(connection: Connection): Promise<void> {
  await connection.query("select pg_advisory_xact_lock($1, 0)", [LEDGER]);
}

/** Both sources of a tenant write the same presence rows. */
export async function lockPresence(connection: Connection, tenantId: number): Promise<void> {
  await connection.query("select pg_advisory_xact_lock($1, $2)", [PRESENCE, tenantId]);
}
