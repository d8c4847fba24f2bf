-- What each client did on each UTC day, sign-ins included: which applications and agents a tenant is used to. Always
-- what a group by over `event` says; counted where the rollup is, with the same batches and the same days.
create table client_day (
  tenant_id smallint not null,
  day       date not null,
  source    smallint not null,
  client_id bigint not null,
  events    bigint not null,
  sign_ins  bigint not null,
  primary key (tenant_id, client_id, day, source)
);
create index client_day_day on client_day (tenant_id, day, source);

insert into client_day
select e.tenant_id, (e.at at time zone 'UTC')::date, e.source, e.client_id, count(*),
       count(*) filter (where u.answer = 'signed-in')
from event e join outcome u on u.id = e.outcome_id
where e.source = 1
group by 1, 2, 3, 4;

-- All clients of an application or an agent. A hash, because both are the prober's own text.
create index client_app_id on client using hash (app_id);
create index client_user_agent on client using hash (user_agent);
