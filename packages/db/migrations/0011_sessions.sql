-- Up Migration

-- A link that signs a browser in, once and within minutes: it may stand in a terminal, which is no place for a key.
create table sign_in_links (
  hash       bytea primary key,                             -- SHA-256 of the token
  key_id     text not null references api_keys on delete cascade,
  expires_at timestamptz not null
);

-- What a browser got for such a link: it acts as its key until the end of the day's work, or until the key is revoked.
create table sessions (
  id         text primary key,
  hash       bytea not null,                                -- SHA-256 of the secret; the secret itself is shown once
  key_id     text not null references api_keys on delete cascade,
  expires_at timestamptz not null
);
create index sessions_age on sessions (expires_at);                                                 -- sweeper
