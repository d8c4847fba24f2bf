-- When an account's best answer came first. Until an alert is counted again, which its next reader does, the first
-- answer stands in: readers of names find all of them meanwhile.
alter table alert_name add column learned timestamptz;
update alert_name set learned = first;
alter table alert_name alter column learned set not null;
update alert set facets = null;
