-- The index that the life cycle of accounts is read by is built beside the others: attaching would build it alone.
create or replace function filling_builds(asked date) returns setof text language sql stable as $$
  select format(statement, part, asked)
  from filling_table(asked) as part, unnest(array[
    'select fill_presence(%2$L)',
    'create unique index if not exists %1$s_pkey on %1$s (origin_id, at, source, key, tenant_id)',
    'create index if not exists %1$s_key on %1$s (key, source, tenant_id)',
    'create index if not exists %1$s_at on %1$s (at, key, tenant_id)',
    'create index if not exists %1$s_audit on %1$s (identity_id, at) where source = 2',
    'create index if not exists %1$s_audit_at on %1$s (tenant_id, at) where source = 2'
  ]) as statement
$$;

-- The days of clients too are counted from the whole month, instead of batch by batch.
create or replace function count_month(part text) returns void language plpgsql as $$
begin
  execute format(
    'insert into client_day
     select tenant_id, (day at time zone ''UTC'')::date, source, client_id, events, sign_ins
     from (
       select e.tenant_id, day_of(e.at) as day, e.source, e.client_id, count(*) as events,
              count(*) filter (where u.is_in) as sign_ins
       from %I e
       join (select id, coalesce(answer = ''signed-in'', false) as is_in from outcome) u on u.id = e.outcome_id
       where e.source = 1
       group by 1, 2, 3, 4
     ) counted
     order by tenant_id, client_id, day, source', part);
end $$;
