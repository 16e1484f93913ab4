-- Up Migration

-- One row per model call: intent, reservation, ledger, and the answer to "why does it not run".
create table llm_calls (
  id              uuid primary key,
  run_id          uuid,                                     -- no foreign key: money stays when a run is erased
  attempt         int not null,
  step            text not null,
  agent           text not null,
  owner           text not null,
  provider        text not null,
  model           text not null,
  prompt_hash     text not null,
  reserved_tokens bigint not null,
  reserved_micros bigint,                                   -- null: price unknown
  tokens_in       int,
  cache_read      int,
  cache_write     int,
  tokens_out      int,
  cost_micros     bigint,                                   -- null: open, or price unknown; unknown is never free
  estimated       boolean not null default false,           -- closed by the sweeper at its reservation
  first_token_ms  int,
  duration_ms     int,
  finish_reason   text,
  error_code      text,
  opened_at       timestamptz not null default now(),
  closed_at       timestamptz
);
create index llm_calls_run     on llm_calls (run_id, opened_at);                                    -- cost of a run
create index llm_calls_rate    on llm_calls (provider, opened_at);                                  -- requests and tokens of the last minute
create index llm_calls_owner   on llm_calls (owner, opened_at);                                     -- budget of the day
create index llm_calls_open    on llm_calls (opened_at) where closed_at is null;                    -- sweeper: calls of dead attempts

-- Cooling of a provider's key after a 429, shared by all workers; also the lock under which limits are checked.
create table model_providers (
  provider   text primary key,
  cool_until timestamptz
);

create table model_breakers (
  model       text primary key,
  failures    int not null default 0,
  open_until  timestamptz,
  probe_call  uuid                                          -- the one call that may try while the breaker is half open
);

create table owner_budgets (
  owner          text primary key,
  micros_per_day bigint not null check (micros_per_day >= 0)
);
