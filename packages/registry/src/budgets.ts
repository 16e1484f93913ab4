/** Budgets that can be set: what an API key, or all keys of an owner together, may spend a day (UTC). */
export const BUDGET_SCOPES = ['key', 'owner'] as const;
export type BudgetScope = (typeof BUDGET_SCOPES)[number];

/** Why a model call may not be made, in micro-USD. `run`: the budget of that run alone, which no day renews. */
export type Shortage = {
  scope: BudgetScope | 'run';
  subject: string;
  budgetMicros: number;
  /** Paid, or taken for paid because a worker died with the call. */
  spentMicros: number;
  /** The most that calls under way may still cost. */
  reservedMicros: number;
  /** The most this call may cost; null: its price is unknown, so no budget can bound it. */
  estimateMicros: number | null;
  /** When the budget begins anew (ISO 8601); null: never. */
  freesAt: string | null;
};

const MICROS = 1_000_000;

/** Micro-USD as USD. */
export const usdOf = (micros: number): number => micros / MICROS;

/** USD as micro-USD, to the nearest. */
export const microsOf = (usd: number): number => Math.round(usd * MICROS);

const OF: Record<Shortage['scope'], (subject: string) => string> = {
  run: () => 'The budget of this run',
  key: (subject) => `The daily budget of the API key ${subject}`,
  owner: (subject) => `The daily budget of ${subject}`,
};

const written = (micros: number): string =>
  `${usdOf(micros)
    .toFixed(6)
    .replace(/(\.\d\d\d*?)0*$/, '$1')} USD`;

/** One sentence or two that say what is short, by how much, and when that changes. */
export function describeShortage(shortage: Shortage): string {
  const { scope, subject, budgetMicros, spentMicros, reservedMicros, estimateMicros, freesAt } = shortage;
  const budget = `${OF[scope](subject)} is ${written(budgetMicros)}`;
  if (estimateMicros === null) return `${budget}, and the price of this model is unknown: no budget can bound it.`;
  const taken = `${written(spentMicros)} are spent and ${written(reservedMicros)} reserved`;
  const renewal = freesAt === null ? '' : ` It begins anew at ${freesAt}.`;
  return `${budget}: ${taken}, and this call may cost ${written(estimateMicros)}.${renewal}`;
}

/** A shortage as a problem document or a run's `errorMeta` shows it, in USD. */
export const shortageMeta = (shortage: Shortage) => ({
  scope: shortage.scope,
  subject: shortage.subject,
  budgetUsd: usdOf(shortage.budgetMicros),
  spentUsd: usdOf(shortage.spentMicros),
  reservedUsd: usdOf(shortage.reservedMicros),
  estimateUsd: shortage.estimateMicros === null ? null : usdOf(shortage.estimateMicros),
  freesAt: shortage.freesAt,
});
