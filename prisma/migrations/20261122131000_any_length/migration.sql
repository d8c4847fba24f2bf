-- Names, workstations and codes are whatever somebody typed; an ordinary index refuses a value beyond a third
-- of a page, and one such row would cost its whole batch. Only equality is asked for.
drop index origin_value;
create index origin_value on origin using hash (value);
drop index identity_account;
create index identity_account on identity using hash (account);
drop index outcome_vector_code;
create index outcome_code on outcome using hash (code);

-- How often a worker took this import up since it last made progress: a file that kills every worker must end.
alter table import add column attempts int not null default 0;
