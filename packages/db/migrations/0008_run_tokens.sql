-- Up Migration

-- A backend hands a browser a token that reads one run for an hour; its key stays at home.
create table run_tokens (
  id         text primary key,
  hash       bytea not null,                                -- SHA-256 of the secret; the secret itself is shown once
  run_id     uuid not null references agent_runs on delete cascade,
  key_id     text not null references api_keys on delete cascade,
  expires_at timestamptz not null
);
create index run_tokens_run on run_tokens (run_id);                                                 -- erasure of a run
create index run_tokens_age on run_tokens (expires_at);                                             -- sweeper
