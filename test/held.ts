import type { Pool } from "@/lib/db";

/**
 * All that imports leave behind, by content and sorted: ids, import numbers and the time of writing are left out.
 * Two stores that were fed the same rows are equal, whatever happened on the way.
 */
export async function held(pool: Pool) {
  const of = async (text: string) => (await pool.query(text)).rows.map((row) => JSON.stringify(row)).sort();
  return {
    events: await of(
      `select e.tenant_id, e.source, (extract(epoch from e.at) * 1000000)::bigint::text as at, e.key, e.correlation,
              o.kind, o.value, i.name, i.account, c.app, c.app_id, c.client_app, c.user_agent, c.protocol, u.vector,
              u.code, u.qualifier, u.description, u.answer, d.interactive, d.facts, p.country, p.city, p.asn,
              e.digits, e.ingest_time, e.filled, e.content::text
       from event e join origin o on o.id = e.origin_id join identity i on i.id = e.identity_id
       join client c on c.id = e.client_id join outcome u on u.id = e.outcome_id
       join detail d on d.id = e.detail_id join place p on p.id = e.place_id`,
    ),
    probe: await of(
      `select p.tenant_id, p.hour::text, o.value, i.name, c.app, c.client_app, c.user_agent, u.vector, u.code,
              u.description, p.attempts, p.first::text, p.last::text
       from probe p join origin o on o.id = p.origin_id join identity i on i.id = p.identity_id
       join client c on c.id = p.client_id join outcome u on u.id = p.outcome_id`,
    ),
    presence: await of(
      `select p.tenant_id, o.value, i.account, p.day::text, p.successes, p.failures, p.first::text, p.last::text
       from presence p join origin o on o.id = p.origin_id
       join (select distinct account, account_id from identity) i on i.account_id = p.account_id`,
    ),
    rollup: await of(
      `select r.tenant_id, r.day::text, r.source, u.vector, u.code, u.qualifier, u.operation, u.activity, u.description,
              r.events, r.first::text, r.last::text
       from rollup r join outcome u on u.id = r.outcome_id`,
    ),
    touched: await of("select tenant_id, hour::text from touched"),
    detections: await of(
      `select tenant_id, rule_id, version, "group", window_from::text, window_to::text, names, attempts,
              first_seen::text, last_seen::text, verdict, severity, measures, name_sample, apps, codes
       from detection`,
    ),
    alerts: await of(
      `select a.tenant_id, a.entity_kind, a.entity_value, a.title, a.severity, a.severity_why, a.status,
              a.first_seen::text, a.last_seen::text, a.rules, a.names, a.attempts, a.exists_count, a.password_known,
              a.signed_in, a.facets, (select array_agg(d.rule_id || ' ' || d.window_from order by d.rule_id, d.window_from) from detection d
                            where d.alert_id = a.id) as detections
       from alert a where a.merged_into is null`,
    ),
    alertNames: await of(
      `select a.tenant_id, a.entity_kind, a.entity_value, a.first_seen::text as since, n.account, n.rank, n.names, n.code,
              n.codes, n.mfa_missing, n.attempts, n.first::text, n.last::text
       from alert a join alert_name n on n.alert_id = a.id`,
    ),
  };
}

/** Where the rollup and a group by over the events differ, from both sides; empty when it is true. */
async function clientDayErrors(pool: Pool) {
  const { rows } = await pool.query(
    `with counted as (
       select e.tenant_id, t.trait, sha256(convert_to(t.value, 'UTF8')) as key, (e.at at time zone 'UTC')::date as day,
              count(*) as events, count(*) filter (where u.answer = 'signed-in') as sign_ins
       from event e join outcome u on u.id = e.outcome_id join client c on c.id = e.client_id
       cross join lateral (
         values ('app', lower(c.app_id)), ('agent', c.user_agent), ('protocol', lower(trim(c.protocol)))
       ) t (trait, value)
       where e.source = 1 and t.value <> '' group by 1, 2, 3, 4
     )
     select 'client missing' as what, c.* from (table counted except all table client_day) c
     union all
     select 'client wrong', r.* from (table client_day except all table counted) r`,
  );
  return rows;
}

export async function rollupErrors(pool: Pool) {
  const { rows } = await pool.query(
    `with counted as (
       select tenant_id, (at at time zone 'UTC')::date as day, source, outcome_id, count(*) as events,
              min(at) as first, max(at) as last
       from event group by 1, 2, 3, 4
     )
     select 'missing' as what, c.* from (table counted except all table rollup) c
     union all
     select 'wrong', r.* from (table rollup except all table counted) r`,
  );
  return [...rows, ...(await clientDayErrors(pool))];
}
