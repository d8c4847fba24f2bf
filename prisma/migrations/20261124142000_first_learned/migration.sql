-- When an account's best answer came first. The names of an alert are counted again, by whoever needs them first.
update alert set facets = null;
delete from alert_name;
alter table alert_name add column learned timestamptz not null;
