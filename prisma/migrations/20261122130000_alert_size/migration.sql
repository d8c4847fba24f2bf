-- How many detections an alert was last counted over: one that vanished leaves nothing else behind to notice.
alter table alert add column detections int not null default 0;
