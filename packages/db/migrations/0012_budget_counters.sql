-- Up Migration

-- What the calls of a day have cost and may still cost, counted under the lock that reserves them: adding up the ledger took
-- 119 ms a call at 100,000 calls a day, one call after the other.
alter table budgets
  add day             date   not null default '1970-01-01',  -- UTC day that is counted; on another one nothing is spent yet
  add spent_micros    bigint not null default 0,
  add reserved_micros bigint not null default 0;

update budgets b
set day = (now() at time zone 'UTC')::date, spent_micros = ledger.spent, reserved_micros = ledger.reserved
from (
  select p.scope, p.subject,
         coalesce(sum(c.cost_micros)     filter (where c.closed_at is not null), 0) as spent,
         coalesce(sum(c.reserved_micros) filter (where c.closed_at is null), 0)     as reserved
  from budgets p
  left join llm_calls c on c.opened_at >= date_trunc('day', now(), 'UTC')
                       and case p.scope when 'key' then c.key_id = p.subject else c.owner = p.subject end
  group by p.scope, p.subject
) ledger
where (b.scope, b.subject) = (ledger.scope, ledger.subject);
