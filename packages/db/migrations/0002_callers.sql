-- Up Migration

-- Secret of this installation: makes the keys of charts impossible to guess from an instant.
create table installation (
  singleton boolean primary key default true check (singleton),
  secret    bytea not null
);
insert into installation (secret)
values (decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex'));

create table api_keys (
  id         text primary key,
  hash       bytea not null,                                -- SHA-256 of the secret; the secret itself is shown once
  owner      text not null,
  role       text not null check (role in ('admin', 'operator', 'service', 'viewer', 'voter:ceo', 'voter:dao')),
  name       text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  revoked_at timestamptz
);

-- Browsers cannot send a bearer token with a WebSocket: a ticket opens one, once.
create table ws_tickets (
  hash       bytea primary key,
  principal  jsonb not null,
  expires_at timestamptz not null
);

create table idempotency_keys (
  owner      text not null,
  route      text not null,
  key        text not null,
  body_hash  bytea not null,
  response   jsonb not null,
  run_id     uuid not null,
  created_at timestamptz not null default now(),
  primary key (owner, route, key)
);
create index idempotency_keys_age on idempotency_keys (created_at);                                 -- sweeper: kept 24 h
create index idempotency_keys_run on idempotency_keys (run_id);                                     -- erasure
