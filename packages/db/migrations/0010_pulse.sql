-- Up Migration

-- The connection over which a worker renews its leases is as lasting as its process: when it is gone, so is the worker, a minute
-- before anybody would miss its heartbeat.
alter table workers add session text;                       -- application_name of that connection; null: none is known
alter table workers add slots int not null default 0;       -- runs at a time per agent
