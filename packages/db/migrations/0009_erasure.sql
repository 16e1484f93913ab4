-- Up Migration

-- When the data of its user was erased: what is left is a number for statistics and money, and nothing can be done with it.
alter table agent_runs add erased_at timestamptz;

-- Erasure asks for a user of one owner or of all, and whether a chart is still somebody's.
drop index readings_user;
create index readings_user   on readings (user_id, owner);
create index readings_charts on readings using gin (chart_ids);
