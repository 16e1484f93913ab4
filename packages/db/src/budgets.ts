import type { BudgetScope, Principal, Shortage } from '@taktstock/registry';
import { recordAudit } from './audit.ts';
import type { Db, Sql, Transaction } from './client.ts';

/** Who pays for the calls of a run, and the run's own budget in micro-USD. */
export type Payer = { runId: string; keyId: string | null; owner: string; budgetMicros: number | null };

type Bound = Pick<Shortage, 'scope' | 'subject' | 'budgetMicros'>;
type Spending = { spentMicros: number; reservedMicros: number };

/** The payer of a run; a run that is not there has no key and no budget. */
export async function payerOf(tx: Transaction, runId: string, owner: string): Promise<Payer> {
  const [run] = await tx<{ keyId: string | null; budgetMicros: number | null }[]>`
    select key_id, budget_micros from agent_runs where id = ${runId}`;
  return { runId, owner, keyId: run?.keyId ?? null, budgetMicros: run?.budgetMicros ?? null };
}

/**
 * The first budget that a call does not fit into; null: all allow it, and until the transaction ends nobody else is told so. Equal
 * to the budget is allowed. Each budget is locked before it is added up, in a statement of its own: one that waited for the
 * lock would still see the ledger as it was before.
 */
export async function shortageOf(
  tx: Transaction,
  payer: Payer,
  estimateMicros: number | null,
): Promise<Shortage | null> {
  for (const bound of await locked(tx, payer)) {
    const { spentMicros, reservedMicros, freesAt } = await spendingOf(tx, bound);
    const fits = estimateMicros !== null && spentMicros + reservedMicros + estimateMicros <= bound.budgetMicros;
    if (!fits) {
      const renewal = bound.scope === 'run' ? null : freesAt.toISOString();
      return { ...bound, spentMicros, reservedMicros, estimateMicros, freesAt: renewal };
    }
  }
  return null;
}

/** All budgets of a payer, locked; always in the same order. */
async function locked(tx: Transaction, { runId, keyId, owner, budgetMicros }: Payer): Promise<Bound[]> {
  const bounds = await tx<Bound[]>`
    select scope, subject, micros_per_day as budget_micros
    from budgets
    where scope = 'key' and subject = ${keyId} or scope = 'owner' and subject = ${owner}
    order by scope, subject
    for update`;
  if (budgetMicros === null) return bounds;
  await tx`select from agent_runs where id = ${runId} for no key update`;
  return [...bounds, { scope: 'run', subject: runId, budgetMicros }];
}

const today = (db: Db) => db`date_trunc('day', now(), 'UTC')`;

const CALLS = {
  run: (db: Db, id: string) => db`run_id = ${id}`,
  key: (db: Db, id: string) => db`key_id = ${id} and opened_at >= ${today(db)}`,
  owner: (db: Db, id: string) => db`owner = ${id} and opened_at >= ${today(db)}`,
} as const;

async function spendingOf(
  db: Db,
  { scope, subject }: Pick<Bound, 'scope' | 'subject'>,
): Promise<Spending & { freesAt: Date }> {
  const [row] = await db<(Spending & { freesAt: Date })[]>`
    select coalesce(sum(cost_micros)     filter (where closed_at is not null), 0)::bigint as spent_micros,
           coalesce(sum(reserved_micros) filter (where closed_at is null), 0)::bigint     as reserved_micros,
           ${today(db)} + interval '1 day' as frees_at
    from llm_calls
    where ${CALLS[scope](db, subject)}`;
  return row!;
}

/** A daily budget and what is left of it today; `owner` is whose money it is. */
export type BudgetRow = Spending & {
  scope: BudgetScope;
  subject: string;
  owner: string;
  microsPerDay: number;
  freesAt: Date;
};

type Subject = Pick<BudgetRow, 'scope' | 'subject'>;

/** All daily budgets, or those of an owner and of the owner's keys. */
export const dailyBudgets = (db: Db, owner: string | null): Promise<BudgetRow[]> =>
  budgetsWhere(db, db`${owner}::text is null or coalesce(k.owner, b.subject) = ${owner}`);

async function budgetsWhere(db: Db, condition: ReturnType<Db>): Promise<BudgetRow[]> {
  const rows = await db<Omit<BudgetRow, keyof Spending | 'freesAt'>[]>`
    select b.scope, b.subject, b.micros_per_day, coalesce(k.owner, b.subject) as owner
    from budgets b
    left join api_keys k on b.scope = 'key' and k.id = b.subject
    where ${condition}
    order by b.scope, b.subject`;
  return Promise.all(rows.map(async (row) => ({ ...row, ...(await spendingOf(db, row)) })));
}

/** Sets a daily budget in micro-USD; calls under way keep their reservation. Undefined: there is no such key. */
export async function setBudget(
  sql: Sql,
  { scope, subject, microsPerDay }: Subject & Pick<BudgetRow, 'microsPerDay'>,
  by: Principal,
): Promise<BudgetRow | undefined> {
  return sql.begin(async (tx) => {
    if (scope === 'key' && (await tx`select from api_keys where id = ${subject}`).length === 0) return undefined;
    const [before] = await tx<{ microsPerDay: number }[]>`
      select micros_per_day from budgets where scope = ${scope} and subject = ${subject} for update`;
    await tx`
      insert into budgets (scope, subject, micros_per_day) values (${scope}, ${subject}, ${microsPerDay})
      on conflict (scope, subject) do update set micros_per_day = excluded.micros_per_day, updated_at = now()`;
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
