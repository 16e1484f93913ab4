-- Up Migration

-- The API key that asked for a run: its budget pays for the calls. Null: no key asked, such as for a schedule.
alter table agent_runs add key_id text;
alter table llm_calls  add key_id text;                     -- of its run: the ledger alone says what a key has spent
create index llm_calls_key    on llm_calls (key_id, opened_at);                                    -- budget of the day
create index llm_calls_opened on llm_calls using brin (opened_at);                                 -- usage of everybody; rows come in order

-- What may be spent a day (UTC): by one API key, or by all keys of an owner. Whoever has no row may spend without limit.
-- A row is also the lock under which calls are reserved.
create table budgets (
  scope          text not null check (scope in ('key', 'owner')),
  subject        text not null,                             -- id of the key, or name of the owner
  micros_per_day bigint not null check (micros_per_day >= 0),
  updated_at     timestamptz not null default now(),
  primary key (scope, subject)
);
insert into budgets (scope, subject, micros_per_day) select 'owner', owner, micros_per_day from owner_budgets;
drop table owner_budgets;

-- Who did what to whom. Append-only: whoever can write here cannot take it back.
create table audit (
  id      bigint generated always as identity primary key,
  actor   text not null,                                    -- id of the API key
  role    text not null,
  action  text not null,
  subject text,
  before  jsonb,
  after   jsonb,
  reason  text,
  at      timestamptz not null default now()
);

create function refuse_change() returns trigger
language plpgsql
as $$ begin raise exception '% is append-only', tg_table_name; end $$;

create trigger audit_append_only before update or delete or truncate on audit
  for each statement execute function refuse_change();
