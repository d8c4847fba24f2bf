-- Days of the audit log as detection last saw them: an episode is looked at again when one around it changed.
create table lifecycle_day (
  tenant_id smallint not null,
  day       date not null,
  digest    text not null,
  primary key (tenant_id, day)
);
