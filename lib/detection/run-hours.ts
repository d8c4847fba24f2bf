import { z } from "zod";
import type { Connection } from "@/lib/db";
import { HOUR } from "@/lib/time";
import { groupKeyOf, groupOf } from "./group-key";
import { type Counted, type HourRule, thresholdsOf } from "./rule";
import type { Changed } from "./run-episodes";
import { countGroups, crowdedOf, scopeOf, type Windows } from "./tally";

/** Rows per statement; a detection with its samples is about 2 KB. */
const BATCH = 500;

const Window = z.object({ tenantId: z.number().int(), originId: z.string(), hour: z.date() });
type Window = z.infer<typeof Window>;

/** Evaluates an hourly rule in these windows and in those that it reaches from there. */
export async function evaluateHours(
  connection: Connection,
  rule: HourRule,
  touched: Windows,
): Promise<Changed[]> {
  const windows = reachOf(rule, touched);
  const thresholds = thresholdsOf(rule);
  const least = thresholds[rule.least] ?? 1;
  const scope = rule.isInLedger ? crowdedOf(scopeOf(windows), least) : scopeOf(windows);
  const counted = await countGroups(connection, rule, scope, least);
  const judged = counted.map((group) => detectionOf(rule, group, thresholds));
  const removed = await removeOthers(connection, rule, windows, judged);
  for (let at = 0; at < judged.length; at += BATCH) {
    await storeDetections(connection, judged.slice(at, at + BATCH));
  }
  return [...counted, ...removed].map(({ tenantId, originId, hour }) => ({
    ...{ tenantId, kind: "origin" as const, value: "", originId, from: hour },
  }));
}

/** The windows that a change in these hours can change, each once. */
function reachOf(rule: HourRule, windows: Windows): Windows {
  const reached = new Map<string, Window>();
  windows.hours.forEach((hour, index) => {
    const tenantId = windows.tenantIds[index] ?? 0;
    const originId = windows.originIds[index] ?? "0";
    for (let step = -rule.reach.back; step <= rule.reach.forward; step++) {
      const at = new Date(hour.getTime() + step * HOUR);
      reached.set(`${tenantId} ${originId} ${at.getTime()}`, { tenantId, originId, hour: at });
    }
  });
  const rows = [...reached.values()];
  return {
    tenantIds: rows.map((row) => row.tenantId),
    originIds: rows.map((row) => row.originId),
    hours: rows.map((row) => row.hour),
  };
}

function detectionOf(rule: HourRule, counted: Counted, thresholds: Record<string, number>) {
  const group = groupOf(rule, counted.keys);
  const { verdict, severity, measures } = rule.judge(counted, thresholds);
  return {
    tenant_id: counted.tenantId,
    rule_id: rule.id,
    version: rule.version,
    origin_id: counted.originId,
    group_key: groupKeyOf(group),
    group,
    window_from: counted.hour,
    window_to: new Date(counted.hour.getTime() + HOUR),
    names: counted.names,
    attempts: counted.attempts,
    first_seen: counted.first,
    last_seen: counted.last,
    verdict,
    severity,
    measures,
    name_sample: counted.nameSample,
    apps: counted.apps,
    codes: counted.codes,
  };
}

type Judged = ReturnType<typeof detectionOf>;

/** Deletes what the rows no longer say; returns the windows that lost a detection. */
async function removeOthers(
  connection: Connection,
  rule: HourRule,
  { tenantIds, originIds, hours }: Windows,
  judged: Judged[],
): Promise<Window[]> {
  const { rows } = await connection.query(
    `delete from detection d
     using unnest($2::smallint[], $3::bigint[], $4::timestamptz[]) as slice (tenant_id, origin_id, hour)
     where d.rule_id = $1 and d.tenant_id = slice.tenant_id and d.origin_id = slice.origin_id
       and d.window_from = slice.hour
       and not exists (
         select from unnest($5::smallint[], $6::text[], $7::timestamptz[]) as kept (tenant_id, group_key, window_from)
         where kept.tenant_id = d.tenant_id and kept.group_key = d.group_key and kept.window_from = d.window_from
       )
     returning d.tenant_id as "tenantId", d.origin_id::text as "originId", d.window_from as hour`,
    [
      rule.id,
      tenantIds,
      originIds,
      hours,
      judged.map((row) => row.tenant_id),
      judged.map((row) => row.group_key),
      judged.map((row) => row.window_from),
    ],
  );
  return z.array(Window).parse(rows);
}

async function storeDetections(connection: Connection, judged: Judged[]): Promise<void> {
  await connection.query(
    `insert into detection (tenant_id, rule_id, version, origin_id, group_key, "group", window_from, window_to, names,
       attempts, first_seen, last_seen, verdict, severity, measures, name_sample, apps, codes, entity_kind, entity_value)
     select tenant_id, rule_id, version, origin_id, group_key, "group", window_from, window_to, names,
       attempts, first_seen, last_seen, verdict, severity, measures, name_sample, apps, codes,
       case o.kind when 'none' then 'rule' else 'origin' end, case o.kind when 'none' then rule_id else '' end
     from jsonb_to_recordset($1::jsonb) as row (tenant_id smallint, rule_id text, version int, origin_id bigint,
       group_key text, "group" jsonb, window_from timestamptz, window_to timestamptz, names int, attempts int,
       first_seen timestamptz, last_seen timestamptz, verdict text, severity text, measures jsonb,
       name_sample text[], apps text[], codes jsonb)
     join origin o on o.id = row.origin_id
     on conflict (tenant_id, rule_id, group_key, window_from) do update set
       version = excluded.version, names = excluded.names, attempts = excluded.attempts,
       first_seen = excluded.first_seen, last_seen = excluded.last_seen, verdict = excluded.verdict,
       severity = excluded.severity, measures = excluded.measures, name_sample = excluded.name_sample,
       apps = excluded.apps, codes = excluded.codes, updated_at = now()
     where (detection.version, detection.names, detection.attempts, detection.first_seen, detection.last_seen,
            detection.verdict, detection.severity, detection.measures, detection.name_sample, detection.apps,
            detection.codes)
       is distinct from (excluded.version, excluded.names, excluded.attempts, excluded.first_seen,
            excluded.last_seen, excluded.verdict, excluded.severity, excluded.measures, excluded.name_sample,
            excluded.apps, excluded.codes)`,
    [JSON.stringify(judged)],
  );
}
