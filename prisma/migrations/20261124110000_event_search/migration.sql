-- The address of an origin, for searches by network; null for a workstation's name and for what only looks like
-- an address. The guard spares names the exception. Behind an index and not a column: loaders copy whole rows.
create function address_of(value text) returns inet language plpgsql immutable strict parallel safe as $$
begin
  if value !~ '^[0-9a-f:.]{2,45}$' then return null; end if;
  return value::inet;
exception when invalid_text_representation then return null;
end $$;
create index origin_address on origin (address_of(value)) where kind = 'address';

-- "Where was this account asked for": the days of presence lead to the events by (origin, at).
create index presence_account on presence (account_id, day);

-- Audit rows without an answer are in no presence. Sign-ins (source 1) never enter this index.
create index event_audit_identity on event (identity_id, at) where source = 2;

-- Which suppression labels an alert. It hides nothing by itself: an expired one counts no more.
alter table alert add column suppressed_by bigint references suppression (id) on delete set null;
create index alert_suppressed on alert (suppressed_by) where suppressed_by is not null;
