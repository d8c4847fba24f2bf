-- What somebody ticked in an alert's guide or playbook: append-only, the latest of a step counts, and taking a tick
-- back is another row. Numbered from the rulings' own sequence: what an alert inherits when alerts merge or split
-- is bounded by one number (alert_lineage.up_to), whichever of the two it is.
create table guide_tick (
  id             bigint primary key default nextval('classification_id_seq'),
  alert_id       bigint not null references alert (id),
  step           text not null,
  state          text not null check (state in ('done', 'open')),
  note           text,
  ticked_by      text not null,
  ticked_by_name text not null,
  ticked_at      timestamptz not null default now()
);
create index guide_tick_alert on guide_tick (alert_id, id);
