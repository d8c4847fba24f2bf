-- What somebody said of a header that no format knows: which column holds what. The signature is made of the folded
-- names of the columns in their order and the delimiter; any later file with that header is read by it.
create table mapping (
  id bigserial primary key,
  signature text not null unique,
  header jsonb not null,
  mapping jsonb not null,
  created_by text not null,
  created_by_name text not null,
  created_at timestamptz(6) not null default now()
);

-- An import keeps the mappings that it was read by: reading it again, for its own or another import's sake, must not
-- depend on what was forgotten or changed meanwhile.
alter table import
  add column mappings jsonb not null default '[]',
  add column needs_mapping boolean not null default false;
