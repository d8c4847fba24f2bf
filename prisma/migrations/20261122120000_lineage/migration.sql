-- What a human last said of an alert, apart from what the data makes of it: a closed alert that new
-- detections opened again stays `closed` here. Null: nobody has ruled yet.
alter table alert add column ruled_status text check (ruled_status in ('new', 'active', 'closed'));

-- Merges and splits: the rulings of an ancestor, up to one of them, belong to the alert's history.
create table alert_lineage (
  alert_id    bigint not null references alert (id) on delete cascade,
  ancestor_id bigint not null references alert (id) on delete cascade,
  up_to       bigint not null,   -- the last classification of the ancestor that is inherited
  primary key (alert_id, ancestor_id)
);

-- "What did the last closing ruling see of this detection?"
create index coverage_detection on coverage (rule_id, group_key, window_from, classification_id desc);

-- A group's text may be longer than an index row may be (a user agent is the prober's own text), so the key
-- is its hash.
comment on column detection.group_key is 'SHA-256 of the canonical JSON of "group"';
