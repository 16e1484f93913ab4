-- Up Migration

-- Content-addressed and never updated. `json`, not `jsonb`: equal input gives the equal chart byte for byte.
create table charts (
  id         uuid primary key,
  input_key  bytea not null unique,                         -- HMAC of the normalised input with the installation's secret
  version    text not null,
  content    json not null,
  created_at timestamptz not null default now()
);

create index charts_content on charts using hash ((content::jsonb));                               -- inline charts, found by content

create table readings (
  id         uuid primary key,
  run_id     uuid not null unique references agent_runs,
  owner      text not null,
  user_id    text not null,
  agent      text not null,
  context    text,
  question   text,
  depth      text not null,
  style      text not null,
  locale     text not null,
  fallback   text not null,
  chart_ids  uuid[] not null,
  labels     text[] not null,                               -- of the persons, empty for one person
  selection  jsonb not null,
  created_at timestamptz not null default now()
);
create index readings_user on readings (owner, user_id);                                            -- erasure

create table reading_versions (
  reading_id    uuid not null references readings on delete cascade,
  version       int not null,
  run_id        uuid not null,
  attempt       int not null,
  status        text not null check (status in ('accepted', 'rejected')),
  model         text not null,
  prompt_hash   text not null,
  content       jsonb not null,
  missing_parts text[] not null default '{}',
  metadata      jsonb not null,
  violations    jsonb not null default '[]',
  created_at    timestamptz not null default now(),
  primary key (reading_id, version)
);
