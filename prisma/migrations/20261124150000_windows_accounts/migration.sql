-- Windows' rows that answer nobody (a lockout, a logon with other credentials) are in no presence, and the index cannot
-- know which those are: it holds all rows of that log, which are then found by account without presence.
create index event_windows_identity on event (identity_id, at) where source = 4;

-- The same for a month that is filled beside the others: attaching would build it alone.
create or replace function filling_builds(asked date) returns setof text language sql stable as $$
  select format(statement, part, asked)
  from filling_table(asked) as part, unnest(array[
    'select fill_presence(%2$L)',
    'create unique index if not exists %1$s_pkey on %1$s (origin_id, at, source, key, tenant_id)',
    'create index if not exists %1$s_key on %1$s (key, source, tenant_id)',
    'create index if not exists %1$s_at on %1$s (at, key, tenant_id)',
    'create index if not exists %1$s_audit on %1$s (identity_id, at) where source = 2',
    'create index if not exists %1$s_audit_at on %1$s (tenant_id, at) where source = 2',
    'create index if not exists %1$s_windows on %1$s (identity_id, at) where source = 4'
  ]) as statement
$$;
