-- What was done with each application id, agent and protocol on each UTC day, sign-ins included: what a tenant is used
-- to. Always what a group by over `event` says. By client it had nearly as many rows as there are events, since hardly
-- two people have all of a client in common: 497,000 for 700,000 events, against 20,000 by trait.
drop table client_day;
create table client_day (
  tenant_id smallint not null,
  trait     text not null,      -- app, agent or protocol
  key       bytea not null,     -- trait_key of its value: that is the prober's own text, and may be of any length
  day       date not null,
  events    bigint not null,
  sign_ins  bigint not null,
  primary key (tenant_id, trait, key, day)
);
create index client_day_day on client_day (tenant_id, day);

create function trait_key(value text) returns bytea language sql immutable strict parallel safe as
  $$ select sha256(convert_to(value, 'UTF8')) $$;

-- Of the traits of a client each that it states, in the spelling that they are compared in.
create function traits_of(c client) returns table (trait text, value text) language sql immutable parallel safe as $$
  select * from (values ('app', lower(c.app_id)), ('agent', c.user_agent), ('protocol', lower(trim(c.protocol)))) t (trait, value)
  where t.value <> ''
$$;

-- Counts the sign-ins of a table, from one time to another, of one tenant or all: one pass, and each text hashed once a day.
create function add_client_days(part text, tenant smallint, lo timestamptz, hi timestamptz)
returns void language plpgsql set work_mem = '64MB' set jit = off as $$
begin
  execute format(
    'insert into client_day
     select tenant_id, case by when 3 then ''app'' when 5 then ''agent'' else ''protocol'' end,
            trait_key(coalesce(app, agent, protocol)), (day at time zone ''UTC'')::date, events, sign_ins
     from (
       select tenant_id, day, app, agent, protocol, grouping(app, agent, protocol) as by, count(*) as events,
              count(*) filter (where is_in) as sign_ins
       from (
         select e.tenant_id, day_of(e.at) as day, lower(c.app_id) as app, c.user_agent as agent,
                lower(trim(c.protocol)) as protocol, u.is_in
         from %I e
         join (select id, coalesce(answer = ''signed-in'', false) as is_in from outcome) u on u.id = e.outcome_id
         join client c on c.id = e.client_id
         where e.source = 1 and (%L::smallint is null or e.tenant_id = %L::smallint) and e.at >= %L and e.at < %L
       ) said
       group by grouping sets ((tenant_id, day, app), (tenant_id, day, agent), (tenant_id, day, protocol))
     ) counted
     where coalesce(app, agent, protocol) <> ''''
     order by 1, 2, 3, 4', part, tenant, tenant, lo, hi);
end $$;

select add_client_days('event', null, '-infinity', 'infinity');

create or replace function count_month(part text) returns void language sql as
  $$ select add_client_days(part, null, '-infinity', 'infinity') $$;

-- Few clients ask by it, and it is asked who.
create index client_ropc on client (id) where lower(trim(protocol)) = 'ropc';
-- Nobody looks an application up by its id any more, and keeping the index cost every new client.
drop index client_app_id;
