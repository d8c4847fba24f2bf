-- Accounts that a flagged source knows of, each with the days on which its sign-ins matter: a month before it became
-- known (what is usual) and a fortnight after. Such accounts are few; of all others nobody needs to know.
create table followed (
  tenant_id  smallint not null,
  account_id bigint not null,
  suspect    text not null,      -- the source, as in `watched`, or a campaign's key
  from_day   date not null,
  to_day     date not null,
  primary key (tenant_id, account_id, suspect)
);
create index followed_suspect on followed (tenant_id, suspect);

-- Suspects to look at again, with the day on which an account that they know of signed in or was refused somewhere.
create table touched_suspect (
  tenant_id smallint not null,
  suspect   text not null,
  day       date not null,
  primary key (tenant_id, suspect, day)
);
