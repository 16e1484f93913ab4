import type { ErrorCode, Price, Shortage, Usage } from '@taktstock/registry';
import { type Booking, book, lockBudgets, payerOf, reserve, shortageIn } from './budgets.ts';
import type { Db, Sql, Transaction } from './client.ts';

/** A model call about to be made, with the most it can use. */
export type CallIntent = {
  id: string;
  runId: string;
  attempt: number;
  step: string;
  agent: string;
  owner: string;
  provider: string;
  model: string;
  promptHash: string;
  /** Worst case of input and output. */
  reservedTokens: number;
  /** Worst case in micro-USD; null when the price is unknown. */
  reservedMicros: number | null;
  /** Of the provider's key; null: no limit. */
  requestsPerMinute: number | null;
  tokensPerMinute: number | null;
};

/** Why a call may not be made now, and after how long it is worth asking again. */
export type Refusal =
  | { reason: 'provider cooling' | 'rate limit' | 'breaker open' | 'breaker half open'; waitMs: number }
  /** null: what is spent already leaves too little, so waiting does not help before the budget begins anew. */
  | { reason: 'budget'; waitMs: number | null; shortage: Shortage };

export type Opening = { callId: string } | Refusal;

/** Consecutive failures that open a model's breaker, and how long it then stays open. */
export const BREAKER = { failures: 5, openMs: 30_000 } as const;

/** A probe is usually answered within seconds; the spread keeps those who wait for it from coming back all at once. */
const PROBE_WAIT_MS = { atLeast: 2_500, spread: 2_500 } as const;

/** Calls under way turn out cheaper than their worst case: what they leave over is worth asking for again after so long. */
const RESERVED_WAIT_MS = 5_000;

/**
 * Reserves a model call, or says why not: cooling, requests and tokens per minute of the provider's key, budgets of run, API key
 * and owner, breaker. The checks stand under locks of the provider and the budgets, so that nobody can overshoot together with
 * somebody else. The breaker comes last, because asking it can make this call its probe.
 */
export async function openCall(sql: Sql, intent: CallIntent): Promise<Opening> {
  return sql.begin(async (tx) => {
    const { id, runId, attempt, step, agent, owner, provider, model, promptHash, reservedTokens, reservedMicros } =
      intent;
    const busy = await refusedByProvider(tx, intent);
    if (busy !== null) return busy;
    const payer = await payerOf(tx, runId, owner);
    const bounds = await lockBudgets(tx, payer);
    const refusal = refusedByBudget(shortageIn(bounds, reservedMicros)) ?? (await refusedByBreaker(tx, intent));
    if (refusal !== null) return refusal;
    await reserve(tx, bounds, reservedMicros);
    await tx`
      insert into llm_calls (id, run_id, key_id, attempt, step, agent, owner, provider, model, prompt_hash, reserved_tokens,
                             reserved_micros, opened_at)
      values (${id}, ${runId}, ${payer.keyId}, ${attempt}, ${step}, ${agent}, ${owner}, ${provider}, ${model}, ${promptHash},
              ${reservedTokens}, ${reservedMicros}, greatest(now(), ${bounds.day}::date::timestamp at time zone 'UTC'))`;
    return { callId: id };
  });
}

async function refusedByProvider(tx: Transaction, intent: CallIntent): Promise<Refusal | null> {
  const { provider, requestsPerMinute, tokensPerMinute, reservedTokens } = intent;
  await tx`insert into model_providers (provider) values (${provider}) on conflict do nothing`;
  const limited = requestsPerMinute !== null || tokensPerMinute !== null;
  const [cooling] = await tx<{ waitMs: number | null }[]>`
    select extract(epoch from cool_until - now())::float8 * 1000 as wait_ms
    from model_providers where provider = ${provider} ${limited ? tx`for update` : tx``}`;
  if ((cooling?.waitMs ?? 0) > 0) return { reason: 'provider cooling', waitMs: cooling!.waitMs! };
  if (!limited) return null;
  const [minute] = await tx<{ waitMs: number }[]>`
    with recent as (
      select opened_at,
             row_number() over (order by opened_at desc) as requests,
             sum(coalesce(tokens_in + cache_read + cache_write + tokens_out, reserved_tokens)) over (order by opened_at desc) as tokens
      from llm_calls
      where provider = ${provider} and opened_at > now() - interval '1 min'
    )
    select extract(epoch from opened_at + interval '1 min' - now())::float8 * 1000 as wait_ms
    from recent
    where requests >= ${requestsPerMinute ?? 2 ** 31}::bigint or tokens + ${reservedTokens} > ${tokensPerMinute ?? 2 ** 52}::bigint
    order by opened_at desc
    limit 1`;
  return minute === undefined ? null : { reason: 'rate limit', waitMs: minute.waitMs };
}

async function refusedByBreaker(tx: Transaction, { model, id }: CallIntent): Promise<Refusal | null> {
  // Half open: the first to ask becomes the probe; if it dies, the next window finds another.
  const [breaker] = await tx<{ waitMs: number; isProbed: boolean }[]>`
    select extract(epoch from open_until - now())::float8 * 1000 as wait_ms, probe_call is not null as is_probed
    from model_breakers where model = ${model} and open_until is not null for update`;
  if (breaker === undefined) return null;
  if (breaker.waitMs > 0) {
    return breaker.isProbed
      ? { reason: 'breaker half open', waitMs: PROBE_WAIT_MS.atLeast + Math.random() * PROBE_WAIT_MS.spread }
      : { reason: 'breaker open', waitMs: breaker.waitMs };
  }
  await tx`
    update model_breakers set probe_call = ${id}, open_until = now() + ${BREAKER.openMs} * interval '1 ms' where model = ${model}`;
  return null;
}

function refusedByBudget(shortage: Shortage | null): Refusal | null {
  if (shortage === null) return null;
  const { spentMicros, estimateMicros, budgetMicros } = shortage;
  const onlyReserved = estimateMicros !== null && spentMicros + estimateMicros <= budgetMicros;
  return { reason: 'budget', waitMs: onlyReserved ? RESERVED_WAIT_MS : null, shortage };
}

export type CallEnd = {
  callId: string;
  provider: string;
  model: string;
  usage: Usage;
  /** null when the price is unknown. */
  costMicros: number | null;
  firstTokenMs: number | null;
  durationMs: number;
  finishReason: string | null;
  errorCode: ErrorCode | 'ABORTED' | null;
  /** From a 429: cools the provider's key for everybody. */
  coolMs: number | null;
};

/** Closes a call with what it really used, and tells budgets, breaker and cooling how it went. Not fenced: a zombie's spending counts. */
export async function closeCall(sql: Sql, end: CallEnd): Promise<void> {
  await sql.begin(async (tx) => {
    if (end.coolMs !== null) {
      await tx`
        insert into model_providers (provider, cool_until) values (${end.provider}, now() + ${end.coolMs} * interval '1 ms')
        on conflict (provider) do update set cool_until = greatest(model_providers.cool_until, excluded.cool_until)`;
    }
    const closed = await tx<Booking[]>`
      with call as (
        select * from llm_calls where id = ${end.callId} for update
      ), closed as (
        update llm_calls c
        set tokens_in = ${end.usage.input}, cache_read = ${end.usage.cacheRead}, cache_write = ${end.usage.cacheWrite},
            tokens_out = ${end.usage.output}, cost_micros = ${end.costMicros}, estimated = false,
            first_token_ms = ${end.firstTokenMs}, duration_ms = ${end.durationMs},
            finish_reason = ${end.finishReason}, error_code = ${end.errorCode}, closed_at = now()
        from call
        where c.id = call.id
      )
      select ${bookingOf(tx)}, ${end.costMicros ?? 0} - coalesce(cost_micros, 0) as spent_micros from call`;
    await book(tx, closed);
    await tellBreaker(tx, end);
  });
}

/** Of a call as it was before it was closed; an open one has cost nothing yet, a closed one reserves nothing any more. */
const bookingOf = (db: Db) => db`
  key_id, owner, (opened_at at time zone 'UTC')::date::text as day,
  case when closed_at is null then coalesce(reserved_micros, 0) else 0 end as released_micros`;

/** Failures that are the model's own; a 429 is neutral, and so are a cancelled call and a request it refused. */
const BREAKING: readonly string[] = [
  'TIMEOUT',
  'NETWORK_ERROR',
  'UPSTREAM_UNAVAILABLE',
  'EMPTY_OUTPUT',
  'TRUNCATED_OUTPUT',
];

async function tellBreaker(tx: Transaction, { callId, model, errorCode }: CallEnd): Promise<void> {
  if (errorCode === null) {
    await tx`delete from model_breakers where model = ${model}`;
  } else if (BREAKING.includes(errorCode)) {
    await tx`
      insert into model_breakers (model, failures) values (${model}, 1)
      on conflict (model) do update
      set failures = model_breakers.failures + 1,
          open_until = case when model_breakers.failures + 1 >= ${BREAKER.failures} then now() + ${BREAKER.openMs} * interval '1 ms' end,
          probe_call = null`;
  } else {
    // A probe that said nothing about the model: let the next call probe at once.
    await tx`update model_breakers set probe_call = null, open_until = now() where model = ${model} and probe_call = ${callId}`;
  }
}

/** Closes calls whose attempt is over without them, at their reservation: the money may be spent, so it counts. */
export async function sweepOpenCalls(sql: Sql, limit: number): Promise<number> {
  return sql.begin(async (tx) => {
    const closed = await tx<Booking[]>`
      with dead as (
        select c.* from llm_calls c
        left join agent_runs r on r.id = c.run_id
        where c.closed_at is null and c.opened_at < now() - interval '10 s'
          and (r.id is null or r.attempt <> c.attempt or r.status <> 'processing')
        order by c.id
        limit ${limit}
        for update of c skip locked
      ), closed as (
        update llm_calls c
        set tokens_in = greatest(c.reserved_tokens, 0), cache_read = 0, cache_write = 0, tokens_out = 0,
            cost_micros = c.reserved_micros, estimated = true, error_code = 'WORKER_LOST', closed_at = now()
        from dead where c.id = dead.id
      )
      select ${bookingOf(tx)}, coalesce(reserved_micros, 0) as spent_micros from dead`;
    await book(tx, closed);
    return closed.length;
  });
}

export type CallTotals = { calls: number; tokensIn: number; tokensOut: number; costMicros: number; unpriced: number };

/** What a run used so far; tokens in include cached ones. `unpriced` counts closed calls of unknown price. */
export async function callTotals(db: Db, runId: string): Promise<CallTotals> {
  const [row] = await db<CallTotals[]>`
    select count(*)::int as calls,
           coalesce(sum(tokens_in + cache_read + cache_write), 0)::int as tokens_in,
           coalesce(sum(tokens_out), 0)::int as tokens_out,
           coalesce(sum(cost_micros), 0)::bigint as cost_micros,
           (count(*) filter (where closed_at is not null and cost_micros is null))::int as unpriced
    from llm_calls where run_id = ${runId}`;
  return row!;
}

/** The price of a call's worst case in micro-USD; null when the price is unknown. */
export const worstCaseMicros = (price: Price | null, tokensIn: number, tokensOut: number): number | null =>
  price === null
    ? null
    : Math.ceil((tokensIn * Math.max(price.input, price.cacheWrite) + tokensOut * price.output) / 1_000_000);
