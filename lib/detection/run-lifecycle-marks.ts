import type { Connection } from "@/lib/db";

/**
 * Marks episodes again around whose time the audit log says something else than when it was last looked at: names that
 * come and go in the directory explain them. Goes by the day, whose rollup tells whether it changed, and reaches two days
 * either side. @returns how many origin-hours were marked.
 */
export async function touchLifecycles(connection: Connection): Promise<number> {
  const { rowCount } = await connection.query(
    `with seen as materialized (
       select r.tenant_id, r.day,
              md5(string_agg(concat_ws(' ', r.outcome_id, r.events, r.first, r.last), ',' order by r.outcome_id)) as digest
       from rollup r join outcome u on u.id = r.outcome_id and u.vector in ('entra-audit', 'sspr')
       group by r.tenant_id, r.day
     ), stale as materialized (
       select coalesce(s.tenant_id, l.tenant_id) as tenant_id, coalesce(s.day, l.day) as day
       from seen s full join lifecycle_day l on l.tenant_id = s.tenant_id and l.day = s.day
       where s.digest is distinct from l.digest
     ), gone as (
       delete from lifecycle_day l using stale s where l.tenant_id = s.tenant_id and l.day = s.day
         and not exists (select from seen where seen.tenant_id = l.tenant_id and seen.day = l.day)
     ), noted as (
       insert into lifecycle_day
       select seen.* from seen join stale using (tenant_id, day) order by 1, 2
       on conflict (tenant_id, day) do update set digest = excluded.digest
     )
     insert into touched
     select distinct d.tenant_id, r.origin_id, r.hour
     from (select distinct on (d.id) d.tenant_id, d.id
           from stale s join detection d on d.tenant_id = s.tenant_id and d.digest is not null
             and d.window_from < (s.day + 3)::timestamp at time zone 'UTC'
             and d.window_to >= (s.day - 2)::timestamp at time zone 'UTC') d
     cross join lateral (
       select r.origin_id, r.hour from detection_row r where r.detection_id = d.id order by r.hour, r.origin_id limit 1
     ) r
     order by 1, 2, 3
     on conflict do nothing`,
  );
  return rowCount ?? 0;
}
