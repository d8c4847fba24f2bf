-- The address of an origin, for searches by network; null for a workstation's name and for what only looks like
-- an address. The patterns take the canonical forms alone, so the cast never fails: a handler for that would cost a
-- subtransaction, and 50 us, for every new origin. Behind an index and not a column: loaders copy whole rows.
create function address_of(value text) returns inet language sql immutable strict parallel safe as $$
  select case
    when value ~ '^((25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])\.){3}(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])$'
      or value ~ '^([0-9a-f]{1,4}:){7}[0-9a-f]{1,4}$'
      or (value ~ '^([0-9a-f]{1,4}(:[0-9a-f]{1,4})*)?::([0-9a-f]{1,4}(:[0-9a-f]{1,4})*)?$'
          and length(value) - length(replace(value, ':', '')) <= 7)
    then value::inet
  end
$$;
create index origin_address on origin (address_of(value)) where kind = 'address';

-- "Where was this account asked for": the days of presence lead to the events by (origin, at).
create index presence_account on presence (account_id, day);

-- Audit rows without an answer are in no presence. Sign-ins (source 1) never enter this index.
create index event_audit_identity on event (identity_id, at) where source = 2;

-- Which suppression labels an alert. It hides nothing by itself: an expired one counts no more.
alter table alert add column suppressed_by bigint references suppression (id) on delete set null;
create index alert_suppressed on alert (suppressed_by) where suppressed_by is not null;
