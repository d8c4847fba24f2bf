-- A workstation or a service of a host is a source as an address is: a sign-in from there that comes late is looked at too.
create or replace function touch_month(part text) returns void language plpgsql as $$
begin
  execute format(
    'insert into touched
     select distinct e.tenant_id, e.origin_id, hour_of(e.at)
     from %I e join outcome u on u.id = e.outcome_id and (u.answer <> ''signed-in'' or u.vector = ''sspr'')
     order by 1, 2, 3
     on conflict do nothing', part);
  -- Every hour: rules that look across the tenant weigh what is usual, which sign-ins make.
  execute format(
    'insert into touched_tenant select distinct tenant_id, hour_of(at) from %I order by 1, 2 on conflict do nothing', part);
  perform touch_suspects(part);
  if not exists (select from watched) then return; end if;
  execute format(
    'insert into touched
     select distinct e.tenant_id, e.origin_id, hour_of(e.at)
     from (
       select w.tenant_id, o.id as origin_id
       from origin o join watched w on w.source = source_of(o.value)
       where o.kind <> ''none''
     ) s
     join %I e on e.tenant_id = s.tenant_id and e.origin_id = s.origin_id
     join outcome u on u.id = e.outcome_id and u.answer = ''signed-in''
     order by 1, 2, 3
     on conflict do nothing', part);
end $$;
