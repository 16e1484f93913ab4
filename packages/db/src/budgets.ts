import type { BudgetScope, Principal, Shortage } from '@taktstock/registry';
import { recordAudit } from './audit.ts';
import type { Db, Sql, Transaction } from './client.ts';

/** Who pays for the calls of a run, and the run's own budget in micro-USD. */
export type Payer = { runId: string; keyId: string | null; owner: string; budgetMicros: number | null };

/** A budget that a call has to fit into, locked until its transaction ends. */
type Bound = Omit<Shortage, 'estimateMicros'>;

/** The budgets that a call has to fit into, and the UTC day (`2026-01-15`) that it is counted in by all of them. */
export type Bounds = { day: string; bounds: Bound[] };

type Subject = { scope: BudgetScope; subject: string };

/** Whoever counts calls shares this lock, whoever sets a budget holds it alone: no call may slip by while its ledger is added up. */
const LEDGER_LOCK = 0x6c656467; // "ledg" in ASCII

const DAY_MS = 86_400_000;

const dayOf = (db: Db, instant: ReturnType<Db>) => db`(${instant} at time zone 'UTC')::date`;
const spentIn = (db: Db) => db`coalesce(sum(cost_micros) filter (where closed_at is not null), 0)::bigint`;
const reservedIn = (db: Db) => db`coalesce(sum(reserved_micros) filter (where closed_at is null), 0)::bigint`;

/** The payer of a run; a run that is not there has no key and no budget. */
export async function payerOf(tx: Transaction, runId: string, owner: string): Promise<Payer> {
  const [run] = await tx<{ keyId: string | null; budgetMicros: number | null }[]>`
    select key_id, budget_micros from agent_runs where id = ${runId}`;
  return { runId, owner, keyId: run?.keyId ?? null, budgetMicros: run?.budgetMicros ?? null };
}

/** All budgets that a payer has to keep, locked always in the same order, with what is spent and reserved. */
export async function lockBudgets(tx: Transaction, payer: Payer): Promise<Bounds> {
  const { keyId, owner, budgetMicros } = payer;
  const [begun] = await tx<{ day: string }[]>`
    select pg_advisory_xact_lock_shared(${LEDGER_LOCK}), ${dayOf(tx, tx`now()`)}::text as day`;
  const daily = await tx<(Omit<Bound, 'freesAt'> & { day: string })[]>`
    select scope, subject, micros_per_day as budget_micros, day::text, spent_micros, reserved_micros
    from budgets
    where scope = 'key' and subject = ${keyId} or scope = 'owner' and subject = ${owner}
    order by scope, subject
    for update`;
  // This transaction may have begun before midnight, and others have counted the new day meanwhile: no row is turned back.
  const day = daily.reduce((latest, row) => (row.day > latest ? row.day : latest), begun!.day);
  const freesAt = new Date(Date.parse(day) + DAY_MS).toISOString();
  const bounds = daily.map(({ day: counted, ...bound }) => ({
    ...bound,
    ...(counted === day ? {} : { spentMicros: 0, reservedMicros: 0 }),
    freesAt,
  }));
  return {
    day,
    bounds: budgetMicros === null ? bounds : [...bounds, await lockRunBudget(tx, payer.runId, budgetMicros)],
  };
}

/** A run makes few calls, so its ledger is added up; in a second statement, because the first may have waited for the lock. */
async function lockRunBudget(tx: Transaction, runId: string, budgetMicros: number): Promise<Bound> {
  await tx`select from agent_runs where id = ${runId} for no key update`;
  const [spending] = await tx<{ spentMicros: number; reservedMicros: number }[]>`
    select ${spentIn(tx)} as spent_micros, ${reservedIn(tx)} as reserved_micros from llm_calls where run_id = ${runId}`;
  return { scope: 'run', subject: runId, budgetMicros, ...spending!, freesAt: null };
}

/** The first budget that a call does not fit into; null: it fits. Equal to the budget is allowed, an unknown price never. */
export function shortageIn({ bounds }: Bounds, estimateMicros: number | null): Shortage | null {
  const short = bounds.find(
    ({ budgetMicros, spentMicros, reservedMicros }) =>
      estimateMicros === null || spentMicros + reservedMicros + estimateMicros > budgetMicros,
  );
  return short === undefined ? null : { ...short, estimateMicros };
}

/** Counts a call that is about to be entered into the ledger against the daily budgets that are locked for it. */
export async function reserve(tx: Transaction, { day, bounds }: Bounds, estimateMicros: number | null): Promise<void> {
  const daily = bounds.filter(({ scope }) => scope !== 'run');
  if (daily.length === 0) return;
  await tx`
    update budgets
    set day             = ${day}::date,
        spent_micros    = case when day = ${day}::date then spent_micros    else 0 end,
        reserved_micros = case when day = ${day}::date then reserved_micros else 0 end + ${estimateMicros}
    where (scope, subject) in (select * from unnest(${daily.map(({ scope }) => scope)}::text[],
                                                    ${daily.map(({ subject }) => subject)}::text[]))`;
}

/** A call that was closed, perhaps not for the first time: what it no longer reserves, and what it cost more than was known. */
export type Booking = { keyId: string | null; owner: string; day: string; releasedMicros: number; spentMicros: number };

/** Counts closed calls against the budgets that still count the day on which they were opened. */
export async function book(tx: Transaction, bookings: readonly Booking[]): Promise<void> {
  if (bookings.length === 0) return;
  await tx`select pg_advisory_xact_lock_shared(${LEDGER_LOCK})`; // one that is being set may have added them up as open
  await tx`
    with booked as (
      select scope, subject, call.day, sum(released) as released, sum(spent) as spent
      from unnest(${bookings.map(({ keyId }) => keyId)}::text[], ${bookings.map(({ owner }) => owner)}::text[],
                  ${bookings.map(({ day }) => day)}::date[], ${bookings.map(({ releasedMicros }) => releasedMicros)}::bigint[],
                  ${bookings.map(({ spentMicros }) => spentMicros)}::bigint[])
             as call (key_id, owner, day, released, spent)
      cross join lateral (values ('key', key_id), ('owner', owner)) as payer (scope, subject)
      group by scope, subject, call.day
    ), locked as (
      select b.scope, b.subject, k.released, k.spent
      from budgets b
      join booked k on (b.scope, b.subject, b.day) = (k.scope, k.subject, k.day)
      order by b.scope, b.subject
      for update of b
    )
    update budgets b
    set reserved_micros = b.reserved_micros - l.released, spent_micros = b.spent_micros + l.spent
    from locked l
    where (b.scope, b.subject) = (l.scope, l.subject)`;
}

/** A daily budget and what is left of it today; `owner` is whose money it is. */
export type BudgetRow = Subject & {
  owner: string;
  microsPerDay: number;
  spentMicros: number;
  reservedMicros: number;
  freesAt: Date;
};

/** All daily budgets, or those of an owner and of the owner's keys. */
export const dailyBudgets = (db: Db, owner: string | null): Promise<BudgetRow[]> =>
  budgetsWhere(db, db`${owner}::text is null or coalesce(k.owner, b.subject) = ${owner}`);

const budgetsWhere = (db: Db, condition: ReturnType<Db>): Promise<BudgetRow[]> =>
  db<BudgetRow[]>`
    select b.scope, b.subject, b.micros_per_day, coalesce(k.owner, b.subject) as owner,
           case when b.day = today then b.spent_micros    else 0 end as spent_micros,
           case when b.day = today then b.reserved_micros else 0 end as reserved_micros,
           (today + 1)::timestamp at time zone 'UTC'                 as frees_at
    from budgets b
    left join api_keys k on b.scope = 'key' and k.id = b.subject
    cross join lateral greatest(b.day, ${dayOf(db, db`now()`)}) as today
    where ${condition}
    order by b.scope, b.subject`;

/** Sets a daily budget in micro-USD; what was spent today counts from the start. Undefined: there is no such key. */
export async function setBudget(
  sql: Sql,
  { scope, subject, microsPerDay }: Subject & Pick<BudgetRow, 'microsPerDay'>,
  by: Principal,
): Promise<BudgetRow | undefined> {
  return sql.begin(async (tx) => {
    if (scope === 'key' && (await tx`select from api_keys where id = ${subject}`).length === 0) return undefined;
    await tx`select pg_advisory_xact_lock(${LEDGER_LOCK})`;
    const [before] = await tx<{ microsPerDay: number }[]>`
      select micros_per_day from budgets where scope = ${scope} and subject = ${subject} for update`;
    await tx`
      with clock as materialized (              -- not now(): calls have been counted while the lock was waited for
        select ${dayOf(tx, tx`clock_timestamp()`)} as day
      )
      insert into budgets (scope, subject, micros_per_day, day, spent_micros, reserved_micros)
      select ${scope}, ${subject}, ${microsPerDay}::bigint, clock.day, ${spentIn(tx)}, ${reservedIn(tx)}
      from clock
      left join llm_calls on ${scope === 'key' ? tx`key_id` : tx`owner`} = ${subject}
                         and opened_at >= clock.day::timestamp at time zone 'UTC'
      group by clock.day
      on conflict (scope, subject) do update
      set micros_per_day = excluded.micros_per_day, day = excluded.day, spent_micros = excluded.spent_micros,
          reserved_micros = excluded.reserved_micros, updated_at = now()`;
    const after = { microsPerDay };
    await recordAudit(tx, by, { action: 'budget_set', subject: `${scope} ${subject}`, before: before ?? null, after });
    const [budget] = await budgetsWhere(tx, tx`b.scope = ${scope} and b.subject = ${subject}`);
    return budget;
  });
}

/** Removes a daily budget, so that nothing limits its subject any more. False: there was none. */
export async function removeBudget(sql: Sql, { scope, subject }: Subject, by: Principal): Promise<boolean> {
  return sql.begin(async (tx) => {
    const [before] = await tx<{ microsPerDay: number }[]>`
      delete from budgets where scope = ${scope} and subject = ${subject} returning micros_per_day`;
    if (before === undefined) return false;
    await recordAudit(tx, by, { action: 'budget_removed', subject: `${scope} ${subject}`, before });
    return true;
  });
}
