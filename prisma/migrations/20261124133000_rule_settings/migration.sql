-- Thresholds that somebody set, with who, when and why: append-only, the latest of a rule counts. Those that a row does
-- not name are the catalogue's own. Revision 0 is the catalogue.
create table rule_setting (
  id          bigint primary key generated always as identity,
  rule_id     text not null,
  revision    int not null,
  thresholds  jsonb not null,
  reason      text not null,
  set_by      text not null,
  set_by_name text not null,
  set_at      timestamptz not null default now(),
  unique (rule_id, revision)
);
create function rule_setting_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'settings of rules are never changed or removed';
end $$;
create trigger rule_setting_append_only before update or delete on rule_setting
  for each row execute function rule_setting_is_append_only();

-- With which of them a detection was found.
alter table detection add column revision int not null default 0;
