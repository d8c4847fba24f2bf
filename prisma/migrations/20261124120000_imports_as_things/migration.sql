-- Which imports hold copies of the same rows: written whenever a row of one meets a stored copy of another,
-- whichever of the two wins. When an import goes, those it met are read again. No foreign keys: the loader
-- knows numbers only, and whoever deletes an import deletes these.
create table import_overlap (
  import_id bigint not null,
  other_id  bigint not null,
  primary key (import_id, other_id)
);
create index import_overlap_other on import_overlap (other_id);

-- What is to be done with an import before anything else: `remove` takes its events away and then itself;
-- `replay` takes them away and reads the kept file again, and so do those it shares rows with; `reread` is what
-- those do.
alter table import add column task text check (task in ('remove', 'replay', 'reread'));
-- Who asked for the task, as the audit trail names people.
alter table import add column task_by text;
-- Events that the present task has taken away, of those it found.
alter table import add column unloaded bigint not null default 0;
alter table import add column to_unload bigint not null default 0;
-- The file is being read again: until that is over, the store lacks rows that it had.
alter table import add column is_again boolean not null default false;
-- What an analyst chose over what the file seems to say.
alter table import add column date_order text check (date_order in ('month-first', 'day-first'));
-- A cancelled import: reading it again for the sake of another one stops where it stopped, and says why.
alter table import add column stop_after bigint;
alter table import add column stop_why text;
-- It failed for a reason outside of the file, so a retry goes on after the last row that was read.
alter table import add column is_resumable boolean not null default false;
create index import_task on import (id) where task is not null or is_again;
