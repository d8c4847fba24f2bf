import type { Connection } from "@/lib/db";

/**
 * Remembers that rows of this import met stored copies of these others, whichever copy won. For every row, whoever
 * has a copy is linked to its holder, directly or over better copies; so when an import goes, reading again those
 * that it met brings back every row that it hid.
 */
export async function noteOverlaps(
  connection: Connection,
  importId: bigint,
  otherIds: Iterable<bigint>,
): Promise<void> {
  const others = [...new Set(otherIds)].filter((id) => id !== importId);
  if (others.length === 0) return;
  await connection.query(
    `insert into import_overlap (import_id, other_id)
     select $1, other from unnest($2::bigint[]) as other order by other
     on conflict do nothing`,
    [importId, others],
  );
}

/** The imports that share a row with this one, in either direction, the oldest first. */
export async function overlapsOf(connection: Connection, importId: bigint): Promise<bigint[]> {
  const { rows } = await connection.query<{ id: string }>(
    `select other_id::text as id from import_overlap where import_id = $1
     union
     select import_id::text from import_overlap where other_id = $1`,
    [importId],
  );
  return rows.map(({ id }) => BigInt(id)).sort((a, b) => (a < b ? -1 : 1));
}

/** An import that is gone shares nothing any more. */
export async function forgetOverlaps(connection: Connection, importIds: readonly bigint[]): Promise<void> {
  await connection.query(
    "delete from import_overlap where import_id = any($1::bigint[]) or other_id = any($1::bigint[])",
    [importIds],
  );
}
