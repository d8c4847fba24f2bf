import type { Connection } from "@/lib/db";
import { RULES } from "./catalogue";

/** Where the versions that the stored detections were made with are kept. */
const SETTING = "rule-versions";

/** Marks every window that holds rows or detections, so that all of it is evaluated anew. */
export async function touchAll(connection: Connection): Promise<void> {
  await connection.query(
    `insert into touched (tenant_id, origin_id, hour)
     select tenant_id, origin_id, hour from probe
     union
     select tenant_id, origin_id, window_from from detection where origin_id is not null
     on conflict do nothing`,
  );
}

/**
 * At start: when a rule is new or its version was raised, everything held is evaluated anew.
 * @returns whether anything was marked.
 */
export async function touchForNewRules(connection: Connection): Promise<boolean> {
  const versions = JSON.stringify(Object.fromEntries(RULES.map((rule) => [rule.id, rule.version])));
  const { rowCount } = await connection.query(
    `insert into setting (name, value) values ($1, $2::jsonb)
     on conflict (name) do update set value = excluded.value, updated_at = now()
     where setting.value <> excluded.value`,
    [SETTING, versions],
  );
  if (rowCount === 0) return false;
  await touchAll(connection);
  return true;
}
