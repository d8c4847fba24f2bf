-- Rules that look closer than a clock hour, or longer than one. What they weigh is not an address but where somebody
-- sits: an IPv4 address, an IPv6 /64 (a host has 2^64 addresses of it), a workstation's name.
create function source_of(value text) returns text language sql immutable strict parallel safe as $$
  select case when family(address_of(value)) = 6 then network(set_masklen(address_of(value), 64))::text else value end
$$;

-- All six digits of a time, which Date has not.
create function micros_of(at timestamptz) returns bigint language sql stable strict parallel safe as $$
  select (extract(epoch from at) * 1000000)::bigint
$$;

-- Sources that asked for enough names to be looked at closer, once or ever. A late sign-in changes what such a source's
-- episodes say; of all others nobody needs to know when a sign-in comes.
create table watched (
  tenant_id smallint not null,
  source    text not null,
  primary key (tenant_id, source)
);

-- Hours of a tenant that changed, for rules that look across its sources. Filled while single sources are looked at.
create table touched_tenant (
  tenant_id smallint not null,
  hour      timestamptz not null,
  primary key (tenant_id, hour)
);

-- Whom a detection's alert is about: `origin` (origin_id), `network`, `campaign`, `account` or `rule`.
alter table detection add column entity_kind text not null default 'origin';
alter table detection add column entity_value text not null default '';
update detection d set entity_kind = 'rule', entity_value = d.rule_id
from origin o where o.id = d.origin_id and o.kind = 'none';
create index detection_entity on detection using hash (entity_value) where entity_kind <> 'origin';
create index detection_wide on detection (tenant_id, window_from) where entity_kind <> 'origin';

-- The severity's arithmetic, and a digest of all that an episode says, its rows included: most evaluations find what is
-- stored already, and write nothing.
alter table detection add column severity_why jsonb not null default '[]';
alter table detection add column digest text;

-- The ledger rows that an episode counts, with the attempts inside it. Hourly rules need none: their rows are their hour's.
create table detection_row (
  detection_id bigint not null references detection (id) on delete cascade,
  tenant_id    smallint not null,
  origin_id    bigint not null,
  hour         timestamptz not null,
  client_id    bigint not null,
  outcome_id   bigint not null,
  identity_id  bigint not null,
  attempts     int not null,
  first        timestamptz not null,
  last         timestamptz not null,
  primary key (detection_id, origin_id, hour, client_id, outcome_id, identity_id)
);

-- An episode's window moves when late rows lengthen or shorten it; what people saw of it is found by overlap.
alter table coverage add column window_to timestamptz;

alter table alert drop constraint alert_entity_kind_check;
alter table alert add constraint alert_entity_kind_check
  check (entity_kind in ('origin', 'network', 'rule', 'campaign', 'account'));
