-- A severity's rank, so that an index can hold the order that people ask for.
create function severity_rank(severity text) returns int language sql immutable parallel safe as $$
  select case severity when 'informational' then 1 when 'low' then 2 when 'medium' then 3 when 'high' then 4
                       when 'critical' then 5 end
$$;

-- The list of alerts by each of its orders, the most urgent open ones, and how many there are of each kind:
-- an index each, so that none of them reads or sorts them all.
create index alert_first_seen on alert (first_seen desc, id desc) where merged_into is null;
create index alert_severity on alert (severity_rank(severity) desc, id desc) where merged_into is null;
create index alert_names on alert (names desc, id desc) where merged_into is null;
create index alert_attempts on alert (attempts desc, id desc) where merged_into is null;
create index alert_tally on alert (status, severity) where merged_into is null;
create index alert_urgent on alert
  (severity_rank(severity) desc, signed_in desc, password_known desc, last_seen desc, id)
  where merged_into is null and status <> 'closed';

-- The accounts of an alert as its page shows them, written when the alert is counted: a page of a large alert
-- would otherwise count all of its rows again (4.5 s at 26,556 names).
create table alert_name (
  alert_id    bigint not null references alert (id) on delete cascade,
  account_id  bigint not null,
  account     text not null,
  rank        smallint not null,   -- of its best answer, from 1
  names       text[] not null,     -- as typed, the first asked first
  code        text not null,       -- the code that gave the best answer
  codes       text[] not null,
  mfa_missing boolean not null,
  attempts    int not null,
  first       timestamptz not null,
  last        timestamptz not null,
  primary key (alert_id, account_id)
);
-- An account is whatever somebody typed; only its beginning fits into an index row for certain.
create index alert_name_order on alert_name (alert_id, (-rank), (left(account, 100) collate "C"));

-- Applications, clients, agents and codes of an alert's rows; null: not counted yet.
alter table alert add column facets jsonb;

-- Alerts of before this migration are counted once more by the worker, and by whoever opens one sooner.
insert into touched (tenant_id, origin_id, hour)
select distinct tenant_id, origin_id, window_from from detection where origin_id is not null
on conflict do nothing;
