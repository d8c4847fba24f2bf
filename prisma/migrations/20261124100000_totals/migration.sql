-- What the list of origins shows of each, over all tenants. Counting the ledger anew for every look takes a second
-- at 5 M events.
create table origin_total (
  origin_id       bigint primary key,
  is_sample       boolean not null,
  attempts        bigint not null,
  names           int not null,     -- accounts
  names_by_answer jsonb not null,   -- each account once, by its best answer
  first           timestamptz not null,
  last            timestamptz not null
);

-- Origins whose total may be behind the ledger. They, and those in `touched`, are counted by whoever looks, so the
-- list is always true; the worker brings the totals up to date when it has nothing else to do.
create table origin_stale (
  origin_id bigint primary key
);
insert into origin_stale select distinct origin_id from probe;
