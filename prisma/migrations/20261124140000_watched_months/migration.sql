-- A month that comes into sight at once marks its sign-ins from watched sources too, as a batch does row by row.
create or replace function touch_month(part text) returns void language plpgsql as $$
begin
  execute format(
    'insert into touched
     select distinct e.tenant_id, e.origin_id, hour_of(e.at)
     from %I e join outcome u on u.id = e.outcome_id and (u.answer <> ''signed-in'' or u.vector = ''sspr'')
     order by 1, 2, 3
     on conflict do nothing', part);
  if not exists (select from watched) then return; end if;
  execute format(
    'insert into touched
     select distinct e.tenant_id, e.origin_id, hour_of(e.at)
     from (
       select w.tenant_id, o.id as origin_id
       from origin o join watched w on w.source = source_of(o.value)
       where o.kind = ''address''
     ) s
     join %I e on e.tenant_id = s.tenant_id and e.origin_id = s.origin_id
     join outcome u on u.id = e.outcome_id and u.answer = ''signed-in''
     order by 1, 2, 3
     on conflict do nothing', part);
end $$;

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
