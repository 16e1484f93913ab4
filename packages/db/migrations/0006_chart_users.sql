-- Up Migration

-- Who has asked for a chart: charts belong to nobody and equal births share one, so this says whose erasure may take one along.
-- Readings refer to their charts themselves; a row of theirs is here only if the chart was stored for them.
create table chart_users (
  owner    text not null,
  user_id  text not null,                                   -- as the caller named the user, or the owner of the key
  chart_id uuid not null references charts on delete cascade,
  primary key (owner, user_id, chart_id)                                                            -- erasure: charts of a user
);
create index chart_users_chart on chart_users (chart_id);                                           -- erasure: other users of a chart
