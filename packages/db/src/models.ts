import type { Db } from './client.ts';

export const BREAKER_STATES = ['closed', 'open', 'half open'] as const;

/** The breaker of a model that has failed since it last answered; half open: one call may try it, or is trying. */
export type Breaker = { model: string; failures: number; state: (typeof BREAKER_STATES)[number] };

/** The breakers of models that have failed since they last answered. */
export const breakers = (db: Db): Promise<Breaker[]> =>
  db<Breaker[]>`
    select model, failures,
           case when open_until is null                             then 'closed'
                when open_until > now() and probe_call is null      then 'open'
                else 'half open'
           end as state
    from model_breakers
    order by model`;

/** The providers whose keys have been told to slow down, and for how many seconds they still cool; 0: not any more. */
export const coolings = (db: Db): Promise<{ provider: string; seconds: number }[]> =>
  db<{ provider: string; seconds: number }[]>`
    select provider, greatest(0, extract(epoch from cool_until - now()))::float8 as seconds
    from model_providers
    where cool_until is not null
    order by provider`;
