-- An upload that may be gone on with. Its id is its address and not to be guessed; how much of it is safely on disk
-- stands at its import (bytes). The hash is written down before the file gets its name, so that whoever finds the
-- part gone knows where it went. The row stays with its import: a sender that lost the last answer asks again.
create table upload (
  id uuid primary key,
  import_id bigint not null unique references import (id) on delete cascade,
  length bigint not null check (length > 0),
  metadata text not null,
  sha256 text
);
