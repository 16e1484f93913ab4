-- Up Migration

-- One row per execution of any kind. Postgres decides; the queue only rings.
create table agent_runs (
  id                  uuid primary key,                     -- UUIDv7 from the API: index-friendly, and known before the commit
  kind                text not null,
  agent               text not null,
  owner               text not null,                        -- owner of the API key: scopes everything a service may see
  user_id             text,
  priority            int not null,
  definition_version  text not null,
  trigger             text not null default 'api',
  parent_run_id       uuid references agent_runs,
  run_key             text,
  input               jsonb not null default '{}',
  output              jsonb,

  status              text not null default 'pending' check (status in ('pending', 'processing', 'completed', 'failed', 'cancelled')),
  attempt             int not null default 0,               -- fencing token: only the claim raises it
  error_count         int not null default 0,
  error_limit         int not null,
  crash_count         int not null default 0,
  retry_count         int not null default 0,
  attempt_ms          int not null,                         -- longest attempt, from its claim
  run_ms              int not null,                         -- longest run, from its first claim
  budget_micros       bigint,                               -- null: no budget of its own

  not_before          timestamptz not null default now(),
  wait_reason         text,
  rung_at             timestamptz,
  lease_owner         text,
  lease_until         timestamptz,
  claim_token         uuid,
  cancel_requested_at timestamptz,
  attempt_deadline_at timestamptz,
  deadline_at         timestamptz not null,

  progress            int not null default 0,
  last_seq            int not null default 0,
  error_code          text,
  error_message       text,
  error_meta          jsonb,
  created_at          timestamptz not null default now(),
  started_at          timestamptz,                          -- first claim since the start or the last manual retry
  finished_at         timestamptz,
  updated_at          timestamptz not null default now()
) with (fillfactor = 70);                                   -- a run is rewritten a handful of times: leave room on its page

create index agent_runs_due      on agent_runs (not_before)  where status = 'pending';              -- sweeper: unheard bells
create index agent_runs_leases   on agent_runs (lease_until) where status = 'processing';           -- sweeper: lost workers
create index agent_runs_deadline on agent_runs (deadline_at) where status in ('pending', 'processing'); -- sweeper: TIMEOUT
create index agent_runs_owner    on agent_runs (owner, created_at, id);                             -- lists
create index agent_runs_finished on agent_runs (agent, finished_at) where status in ('completed', 'failed'); -- health, statistics
create unique index agent_runs_key on agent_runs (run_key) where run_key is not null and status in ('pending', 'processing', 'completed');

-- The only step store of every kind: a resumed run skips what is done.
create table run_steps (
  run_id      uuid not null references agent_runs on delete cascade,
  name        text not null,
  position    int not null,
  status      text not null check (status in ('waiting', 'active', 'done', 'error', 'skipped')),
  attempts    int not null default 0,
  input_hash  text,
  output      jsonb,
  usage       jsonb,
  error_code  text,
  started_at  timestamptz,
  finished_at timestamptz,
  primary key (run_id, name)
);

-- One log, one cursor. Numbers have no holes: they come from the row that is locked for the change itself.
create table events (
  topic text not null,
  seq   int not null,
  type  text not null,
  data  jsonb not null,
  at    timestamptz not null default now(),
  primary key (topic, seq)
);

-- Counter of topics that belong to no run; locked last, so it is held shortest.
create table topics (
  topic    text primary key,
  last_seq int not null default 0
);
insert into topics (topic) values ('system');

create table workers (
  instance     text primary key,
  agents       text[] not null,
  running      int not null default 0,
  started_at   timestamptz not null default now(),
  heartbeat_at timestamptz not null default now()
);
