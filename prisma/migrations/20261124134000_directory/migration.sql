-- A directory export that an analyst uploaded: who has an account. One per tenant counts, the newest; the one before
-- stays until the new one is whole.
create table directory (
  id              bigserial primary key,
  tenant_id       smallint not null references tenant (id),
  filename        text not null,
  status          text not null check (status in ('receiving', 'done')),
  bytes           bigint not null default 0,
  rows_read       bigint not null default 0,
  accepted        bigint not null default 0,
  duplicate       bigint not null default 0,
  rejected        bigint not null default 0,
  rejected_by     jsonb not null default '{}',
  -- Values that could not be read and count as not stated, by field.
  unread_by       jsonb not null default '{}',
  -- The optional fields that some row stated: mail, displayName, enabled, privileged, created.
  states          text[] not null default '{}',
  privileged      bigint not null default 0,
  disabled        bigint not null default 0,
  created_by      text not null,
  created_by_name text not null,
  created_at      timestamptz not null default now(),
  heartbeat_at    timestamptz not null default now(),
  finished_at     timestamptz,
  check (rows_read = accepted + duplicate + rejected)
);
create unique index directory_current on directory (tenant_id) where status = 'done';

-- Ids are those of identity.account_id, so that who was asked for and who exists meet without a text.
create table directory_person (
  directory_id bigint not null references directory (id) on delete cascade,
  account_id   bigint not null,
  account      text not null,
  mail         text not null,
  -- Null where it is the account itself, another's account, or already somebody's mail.
  mail_id      bigint,
  display_name text not null,
  is_enabled   boolean,
  is_privileged boolean,
  created_at   timestamptz,
  primary key (directory_id, account_id)
);
create index directory_person_mail on directory_person (directory_id, mail_id) where mail_id is not null;

create table directory_reject (
  directory_id bigint not null references directory (id) on delete cascade,
  position     bigint not null,
  reason       text not null,
  raw          text not null,
  primary key (directory_id, position)
);

-- Everybody who can be asked for by name, in the directory that counts: by user principal name, or by mail address. An
-- id is at most one person's.
create view known_person as
  select d.tenant_id, d.id as directory_id, p.account_id as asked_id, p.account_id, p.account, p.mail, p.display_name,
         p.is_enabled, p.is_privileged, p.created_at
  from directory d join directory_person p on p.directory_id = d.id where d.status = 'done'
  union all
  select d.tenant_id, d.id, p.mail_id, p.account_id, p.account, p.mail, p.display_name,
         p.is_enabled, p.is_privileged, p.created_at
  from directory d join directory_person p on p.directory_id = d.id
  where d.status = 'done' and p.mail_id is not null;

-- Who was added and deleted when. Sign-ins (source 1) never enter this index.
create index event_audit_at on event (tenant_id, at) where source = 2;
