import type { Connection } from "@/lib/db";
import type { Answered } from "./answered";

/**
 * Which of these accounts a directory says are privileged; nobody where none was uploaded. The one place of detection
 * that asks.
 */
export async function privilegedOf(
  connection: Connection,
  tenantId: number,
  answers: readonly Answered[],
): Promise<ReadonlySet<string>> {
  const { rows: views } = await connection.query<{ isThere: boolean }>(
    `select to_regclass('known_person') is not null as "isThere"`,
  );
  if (!views[0]?.isThere) return new Set();
  const { rows } = await connection.query<{ id: string }>(
    `select asked_id::text as id from known_person
     where tenant_id = $1 and is_privileged and asked_id = any($2::bigint[])`,
    [tenantId, [...new Set(answers.map(({ name }) => name.accountId))]],
  );
  return new Set(rows.map(({ id }) => id));
}
