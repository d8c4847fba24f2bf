import { type Connection, store, transaction } from "@/lib/db";
import { RULES } from "@/lib/detection/catalogue";
import type { Rule } from "@/lib/detection/rule";
import { queueReevaluations } from "@/lib/detection/run-reevaluate";
import { locateOrigins } from "@/lib/enrich/run-locate";
import { enrichmentVersion } from "@/lib/enrich/version";
import { log } from "@/lib/log";

/** Where the enrichment that the stored detections were last asked to follow is kept. */
const SETTING = "enrichment-followed";

/**
 * After a change of lists, of databases of places or of the table of tools, and at every start: origins that were not
 * asked for yet are, and then the rules that weigh what a source is are evaluated over everything, behind the imports.
 * Enrichment knows no rules and rules no jobs, so this is put together here. What was stopped half-way the next start
 * goes on with.
 */
export async function enrichmentTask(signal: AbortSignal, catalogue: readonly Rule[] = RULES): Promise<void> {
  const { pool } = store();
  let origins = 0;
  for (let asked = 1; asked > 0; origins += asked) {
    if (signal.aborted) return;
    ({ asked } = await transaction(pool, (connection) => locateOrigins(connection)));
  }
  const rules = await transaction(pool, (connection) => follow(connection, catalogue));
  if (origins + rules.length > 0) log.info({ origins, rules }, "what sources are was read anew");
}

/** Queues what must be evaluated anew, if the enrichment is not the one that was followed last. */
async function follow(connection: Connection, catalogue: readonly Rule[]): Promise<string[]> {
  await connection.query("lock table reevaluation in share row exclusive mode");
  const version = await enrichmentVersion(connection);
  const { rowCount } = await connection.query(
    `insert into setting as s (name, value) values ($1, to_jsonb($2::text))
     on conflict (name) do update set value = excluded.value, updated_at = now() where s.value <> excluded.value`,
    [SETTING, version],
  );
  const { rows } = await connection.query<{ isEmpty: boolean }>(
    'select not exists (select from probe) as "isEmpty"',
  );
  if (rowCount === 0 || rows[0]?.isEmpty) return [];
  return queueWeighing(
    connection,
    catalogue.filter(({ weighsEnrichment }) => weighsEnrichment),
  );
}

/** One re-evaluation over everything for each of these rules that has none waiting; one that began passed hours already. */
async function queueWeighing(connection: Connection, weighing: readonly Rule[]): Promise<string[]> {
  const { rows } = await connection.query<{ rule: string }>(
    `insert into reevaluation (rule_id, version, asked_by)
     select rule.id, rule.version, 'Rollcall'
     from unnest($1::text[], $2::int[]) as rule (id, version)
     where not exists (
       select from reevaluation r
       where r.rule_id = rule.id and r.version = rule.version and r.status = 'queued' and r.hours_total is null
         and r.range_from is null and r.range_to is null
     )
     returning rule_id as rule`,
    [weighing.map(({ id }) => id), weighing.map(({ version }) => version)],
  );
  if (rows.length > 0) await queueReevaluations(connection);
  return rows.map(({ rule }) => rule);
}
