import { z } from "zod";
import type { Connection, Pool } from "@/lib/db";
import { lockDetection } from "@/lib/event/locks";
import { RULES } from "./catalogue";
import { FLAGGING } from "./flagged";
import type { Rule } from "./rule";
import type { Entity } from "./run-entities";
import type { Changed } from "./run-episodes";
import { evaluateTenants, evaluateWindows, isOfTenants } from "./run-evaluate";
import { CAMPAIGN } from "./run-suspects";
import type { Windows } from "./tally";

/** Where the versions that all of the stored detections were made with are kept. */
const SETTING = "rule-versions";

/** Imports have priority 0: a re-evaluation waits for every one of them. */
const PRIORITY = 10;

/** Asks the worker to go on with what is open, not before `waitMs`; part of the caller's transaction. */
export async function queueReevaluations(connection: Connection | Pool, waitMs = 0): Promise<void> {
  await connection.query(
    `select graphile_worker.add_job('reevaluate', '{}'::json, job_key => 'reevaluate', priority => $1::int,
       run_at => now() + $2::int * interval '1 millisecond')`,
    [PRIORITY, waitMs],
  );
}

/**
 * At start: queues a re-evaluation over everything for each rule that is new or whose version is not the one that
 * the stored detections were last made with. An empty store has nothing to evaluate and only notes the versions.
 * @returns the rules that were queued now; those still open from before go on by themselves.
 */
export async function queueForNewRules(connection: Connection): Promise<string[]> {
  await connection.query("lock table reevaluation in share row exclusive mode");
  const { rows } = await connection.query<{ isEmpty: boolean }>(
    'select not exists (select from probe) and not exists (select from detection) as "isEmpty"',
  );
  if (rows[0]?.isEmpty) {
    for (const rule of RULES) await noteVersion(connection, rule);
    return [];
  }
  const { rows: queued } = await connection.query<{ rule: string }>(
    `insert into reevaluation (rule_id, version, asked_by)
     select rule.id, rule.version, 'Rollcall'
     from unnest($1::text[], $2::int[]) with ordinality as rule (id, version, nr)
     where not exists (select from setting where name = $3 and value -> rule.id = to_jsonb(rule.version))
       and not exists (
         select from reevaluation r
         where r.rule_id = rule.id and r.version = rule.version and r.status in ('queued', 'running')
           and r.range_from is null and r.range_to is null
       )
     order by nr
     returning rule_id as rule`,
    [RULES.map(({ id }) => id), RULES.map(({ version }) => version), SETTING],
  );
  return queued.map(({ rule }) => rule);
}

async function noteVersion(connection: Connection, { id, version }: Rule): Promise<void> {
  await connection.query(
    `insert into setting (name, value) values ($1, jsonb_build_object($2::text, $3::int))
     on conflict (name) do update set value = setting.value || excluded.value, updated_at = now()`,
    [SETTING, id, version],
  );
}

const Row = z.object({
  id: z.string(),
  ruleId: z.string(),
  version: z.number(),
  from: z.string(),
  to: z.string(),
  isWhole: z.boolean(),
  isBegun: z.boolean(),
  cursor: z.tuple([z.string(), z.string(), z.string()]),
});
type Open = z.infer<typeof Row>;

export type Slice = {
  id: string;
  /** Windows that hold or held a detection; the caller chains their alerts in the same transaction. */
  changed: Changed[];
  isOver: boolean;
};

/**
 * One step of the oldest open re-evaluation, in the caller's transaction: it begins, evaluates its next hours or
 * ends. Whatever kills the process, calling this again goes on from the last committed step. Rows that arrive
 * meanwhile are marked by their batch and evaluated with it.
 * @returns null when none is open.
 */
export async function reevaluateSlice(
  connection: Connection,
  { limit = 500 }: { limit?: number } = {},
): Promise<Slice | null> {
  await lockDetection(connection);
  const open = await oldestOpen(connection);
  if (!open) return null;
  const over = { id: open.id, changed: [], isOver: true };
  const rule = RULES.find(({ id }) => id === open.ruleId);
  if (rule?.version !== open.version) {
    const why = rule
      ? `Version ${rule.version} took its place.`
      : "The rule is not in the catalogue any more.";
    await failReevaluation(connection, open.id, why);
    return over;
  }
  if (!open.isBegun) {
    await begin(connection, open);
    return { ...over, isOver: false };
  }
  const windows = await nextWindows(connection, open, rule, limit);
  if (windows.hours.length === 0) {
    await end(connection, open, rule);
    return over;
  }
  const changed = isOfTenants(rule)
    ? await evaluateTenants(connection, withFollowers(rule), tenantsOf(windows))
    : await evaluateWindows(connection, withFollowers(rule), windows);
  await moveOn(connection, open, windows);
  return { id: open.id, changed, isOver: false };
}

/** A rule that flags somebody, and the rules that look at whoever it flagged. */
const withFollowers = (rule: Rule): Rule[] => [
  rule,
  ...(FLAGGING.includes(rule.id) ? RULES.filter(({ kind }) => kind === "flagged") : []),
];

async function oldestOpen(connection: Connection): Promise<Open | null> {
  const { rows } = await connection.query(
    `select id::text, rule_id as "ruleId", version, coalesce(range_from, '-infinity')::text as from,
            coalesce(range_to, 'infinity')::text as to, range_from is null and range_to is null as "isWhole",
            hours_total is not null as "isBegun",
            array[coalesce(cursor_tenant, 0)::text, coalesce(cursor_hour, '-infinity')::text,
                  coalesce(cursor_origin, 0)::text] as cursor
     from reevaluation where status in ('queued', 'running')
     order by reevaluation.id limit 1 for update`,
  );
  return rows[0] ? Row.parse(rows[0]) : null;
}

/** Every hour of an origin that holds rows, or rows of a detection of the rule that the ledger may no longer support. */
const WINDOWS = `
  select tenant_id, hour, origin_id from probe where hour >= $1 and hour < $2
  union
  select tenant_id, window_from, origin_id from detection
  where rule_id = $3 and digest is null and origin_id is not null and window_from >= $1 and window_from < $2
  union
  select r.tenant_id, r.hour, r.origin_id from detection d join detection_row r on r.detection_id = d.id
  where d.rule_id = $3 and r.hour >= $1 and r.hour < $2`;

/**
 * Counts what lies ahead. Hours in which the ledger has nothing but some reset was finished are in neither
 * relation; they are few, and marked for the ordinary evaluation, which the worker runs before it goes on.
 */
async function begin(connection: Connection, { id, from, to, ruleId }: Open): Promise<void> {
  // The rules about logs are evaluated anew wherever the watch has not looked.
  await connection.query("delete from watched_day where day >= $1 and day < $2", [from, to]);
  await connection.query(
    `update reevaluation set status = 'running', started_at = now(), heartbeat_at = now(),
       hours_total = (select count(*)::int from (${WINDOWS}) w),
       detections_before = (select count(*)::int from detection
                            where rule_id = $3 and window_from >= $1 and window_from < $2)
     where id = $4`,
    [from, to, ruleId, id],
  );
  await connection.query(
    `insert into touched (tenant_id, origin_id, hour)
     select distinct e.tenant_id, e.origin_id, date_trunc('hour', e.at, 'UTC')
     from rollup r
     join outcome u on u.id = r.outcome_id and u.vector = 'sspr' and u.answer = 'signed-in'
     join event e on e.tenant_id = r.tenant_id and e.source = r.source and e.outcome_id = r.outcome_id
       and e.at >= r.first and e.at <= r.last
     where e.at >= $1 and e.at < $2
     on conflict do nothing`,
    [from, to],
  );
  // Campaigns have no windows of their own: the ordinary evaluation comes to them.
  await connection.query(
    `insert into touched_suspect
     select distinct d.tenant_id, $4 || d.entity_value, (d.window_from at time zone 'UTC')::date
     from detection d
     where $3::text = any($5::text[]) and d.entity_kind = 'campaign' and d.rule_id = any($6::text[])
       and d.window_from >= $1 and d.window_from < $2
     on conflict do nothing`,
    [
      from,
      to,
      ruleId,
      CAMPAIGN,
      RULES.filter(({ kind }) => kind === "flagged").map(({ id }) => id),
      [...FLAGGING],
    ],
  );
}

const Window = z.object({ tenantId: z.number().int(), originId: z.string(), hour: z.date() });

/**
 * The next hours after the cursor, in its order; an index gives the ledger's in it. By hour and then origin for hourly
 * rules and those of tenants; by origin and then hour where each source is seen whole, so that it is seen once or twice.
 */
async function nextWindows(connection: Connection, open: Open, rule: Rule, limit: number): Promise<Windows> {
  const isBySource = rule.kind === "flagged" || (rule.kind === "span" && rule.entity === "source");
  const order = isBySource ? "tenant_id, origin_id, hour" : "tenant_id, hour, origin_id";
  const cursor = isBySource
    ? "($4::smallint, $6::bigint, $5::timestamptz)"
    : "($4::smallint, $5::timestamptz, $6::bigint)";
  const { rows } = await connection.query(
    `select tenant_id as "tenantId", origin_id::text as "originId", hour
     from (
       (select distinct tenant_id, hour, origin_id from probe
        where (${order}) > ${cursor} and hour >= $1 and hour < $2
        order by ${order} limit $7)
       union
       (select distinct tenant_id, hour, origin_id from (
          select tenant_id, window_from as hour, origin_id from detection
          where rule_id = $3 and digest is null and origin_id is not null
          union all
          select r.tenant_id, r.hour, r.origin_id from detection d join detection_row r on r.detection_id = d.id
          where d.rule_id = $3
        ) held
        where hour >= $1 and hour < $2 and (${order}) > ${cursor}
        order by ${order} limit $7)
     ) w
     order by ${order} limit $7`,
    [open.from, open.to, open.ruleId, ...open.cursor, limit],
  );
  const parsed = z.array(Window).parse(rows);
  return {
    tenantIds: parsed.map(({ tenantId }) => tenantId),
    originIds: parsed.map(({ originId }) => originId),
    hours: parsed.map(({ hour }) => hour),
  };
}

/** The tenants of these windows, each from its first to its last hour. */
function tenantsOf({ tenantIds, hours }: Windows): Entity[] {
  return [...new Set(tenantIds)].map((tenantId) => {
    const times = hours.filter((_, index) => tenantIds[index] === tenantId).map((hour) => hour.getTime());
    const [from, to] = [new Date(Math.min(...times)), new Date(Math.max(...times))];
    return { tenantId, value: "", originIds: [], from, to, rows: 0, isAnew: true };
  });
}

/** Rows that arrive meanwhile may add hours ahead of the cursor, so the total is never less than what is done. */
async function moveOn(connection: Connection, { id }: Open, windows: Windows): Promise<void> {
  await connection.query(
    `update reevaluation set status = 'running', cursor_tenant = $2, cursor_hour = $3, cursor_origin = $4,
       hours_done = hours_done + $5::int, hours_total = greatest(hours_total, hours_done + $5::int),
       heartbeat_at = now()
     where id = $1`,
    [id, windows.tenantIds.at(-1), windows.hours.at(-1), windows.originIds.at(-1), windows.hours.length],
  );
}

async function end(connection: Connection, { id, from, to, isWhole }: Open, rule: Rule): Promise<void> {
  await connection.query(
    `update reevaluation set status = 'done', hours_total = hours_done, finished_at = now(), heartbeat_at = null,
       detections_after = (select count(*)::int from detection
                           where rule_id = $2 and window_from >= $3 and window_from < $4)
     where id = $1`,
    [id, rule.id, from, to],
  );
  if (isWhole) await noteVersion(connection, rule);
}

/** Ends one that cannot go on; what it did until then stays, and so does every ruling. */
export async function failReevaluation(
  connection: Connection | Pool,
  id: string,
  why: string,
): Promise<void> {
  await connection.query(
    `update reevaluation set status = 'failed', error = $2, finished_at = now(), heartbeat_at = null
     where id = $1 and status in ('queued', 'running')`,
    [id, why],
  );
}

/** Between two turns nobody works on it, and it says so. */
export async function restReevaluations(connection: Connection | Pool): Promise<void> {
  await connection.query(
    "update reevaluation set status = 'queued', heartbeat_at = null where status = 'running'",
  );
}
