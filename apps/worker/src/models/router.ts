import { randomUUIDv7 } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { type CallEnd, closeCall, openCall, type Refusal, type Sql, worstCaseMicros } from '@taktstock/db';
import {
  AppError,
  costMicros,
  describeShortage,
  type ErrorCode,
  NO_USAGE,
  type PromptMessage,
  priceOf,
  shortageMeta,
  splitModelId,
  type Usage,
} from '@taktstock/registry';
import PQueue from 'p-queue';
import { HandBack } from '../runs/interrupt.ts';
import { persist } from '../runs/persist.ts';
import { ModelError, type ModelEvent, type Provider, promptLength } from './provider.ts';

/** What is asked of whichever model of the chain can answer. */
export type Question = {
  runId: string;
  attempt: number;
  step: string;
  agent: string;
  owner: string;
  /** Of the agent: lower goes first where calls have to wait. */
  priority: number;
  chain: readonly string[];
  promptHash: string;
  system: string;
  messages: readonly PromptMessage[];
  maxTokens: number;
  temperature: number;
  signal: AbortSignal;
};

/** Takes the text of one model call; a new one is begun for every model that is tried. */
export type TextSink = { write(piece: string): void; close(): Promise<void> };
export type Answer<S extends TextSink> = { model: string; sink: S; usage: Usage };

type Options = {
  sql: Sql;
  providers: ReadonlyMap<string, Provider>;
  /** Requests per minute of a provider's key; null: no limit. */
  requestsPerMinute: (provider: string) => number | null;
  tokensPerMinute: number | null;
  /** Told once of every model whose calls cannot be priced. */
  onUnpriced: (model: string) => void;
  idleMs: number;
  /** Model calls at a time in this process. */
  concurrency: number;
};

/** A wait that is slept under the lease; a longer one gives the run back. */
const SHORT_WAIT_MS = 2_000;
/** How long the ledger is waited for when a call has ended. */
const LEDGER_MS = 10 * 60_000;

/** Asks the models of a chain one after the other until one answers; every call is a row in the ledger before it is made. */
export function createRouter(options: Options) {
  const { sql, providers, tokensPerMinute, idleMs, concurrency } = options;
  const queue = new PQueue({ concurrency });
  const unpriced = new Set<string>();

  async function ask<S extends TextSink>(question: Question, begin: (model: string) => S): Promise<Answer<S>> {
    const failures: Asked<ModelError>[] = [];
    const refusals: Asked<Refusal>[] = [];
    for (const model of question.chain) {
      const callId = randomUUIDv7();
      const refusal = await admitted(question, model, callId);
      if (refusal !== null) {
        refusals.push({ model, answer: refusal });
        continue;
      }
      try {
        return await call(question, model, callId, begin);
      } catch (error) {
        if (!(error instanceof ModelError)) throw error;
        if (!error.retryable) throw new ModelError(error.code, `${model}: ${error.message}`);
        failures.push({ model, answer: error });
      }
    }
    throw exhausted(failures, refusals);
  }

  /** Null when the call may be made; short waits are waited here. */
  async function admitted(question: Question, model: string, callId: string): Promise<Refusal | null> {
    const { provider } = splitModelId(model);
    const { runId, attempt, step, agent, owner, promptHash, signal } = question;
    const tokensIn = Math.ceil(promptLength(question) / 3);
    const price = priceOf(model, new Date().toISOString().slice(0, 10));
    if (price === null && !unpriced.has(model)) {
      unpriced.add(model);
      options.onUnpriced(model);
    }
    const intent = {
      ...{
        id: callId,
        runId,
        attempt,
        step,
        agent,
        owner,
        provider,
        model,
        promptHash,
        requestsPerMinute: options.requestsPerMinute(provider),
        tokensPerMinute,
      },
      reservedTokens: tokensIn + question.maxTokens,
      reservedMicros: worstCaseMicros(price, tokensIn, question.maxTokens),
    };
    for (;;) {
      signal.throwIfAborted();
      const opening = await openCall(sql, intent);
      if ('callId' in opening) return null;
      if (opening.reason === 'budget') throw beyondBudget(opening);
      if (opening.waitMs > SHORT_WAIT_MS || opening.reason === 'breaker open') return opening;
      await wait(opening.waitMs, undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  }

  async function call<S extends TextSink>(
    question: Question,
    model: string,
    callId: string,
    begin: (model: string) => S,
  ): Promise<Answer<S>> {
    const { provider, name } = splitModelId(model);
    const { system, messages, maxTokens, temperature, signal } = question;
    const ledger = new LedgerEntry(callId, provider, model);
    const sink = begin(model);
    let done = () => {};
    try {
      done = await turnFor(question);
      const stream = providers
        .get(provider)!
        .stream({ callId, model: name, system, messages, maxTokens, temperature, signal, idleMs });
      for await (const event of stream) {
        ledger.note(event);
        if (event.type === 'text') sink.write(event.text);
      }
      ledger.requireWhole();
      return { model, sink, usage: ledger.usage };
    } catch (error) {
      ledger.fail(error);
      await sink.close();
      throw error;
    } finally {
      done();
      // Held while Postgres is away, because the money was spent; what is given up the sweeper closes at its reservation.
      await persist(() => closeCall(sql, ledger.end()), LEDGER_MS).catch(() => {});
    }
  }

  /** Resolves when it is this call's turn, with what ends the turn. PQueue serves the highest number first. */
  function turnFor({ priority, signal }: Question): Promise<() => void> {
    const { promise, resolve, reject } = Promise.withResolvers<() => void>();
    queue.add(() => new Promise<void>(resolve), { priority: -priority, signal }).catch(reject);
    return promise;
  }

  return {
    ask,
    /** Calls that wait for their turn in this process. */
    waiting: () => queue.size,
  };
}

export type Router = ReturnType<typeof createRouter>;

/** A model further down the chain might be cheap enough, but a budget must not choose who writes. */
function beyondBudget({ waitMs, shortage }: Extract<Refusal, { reason: 'budget' }>): Error {
  if (waitMs !== null) return new HandBack('budget', waitMs);
  return new AppError('BUDGET_EXCEEDED', describeShortage(shortage), { members: shortageMeta(shortage) });
}

/** What became of asking a model. */
type Asked<What> = { model: string; answer: What };

/** Why nobody answered, as the error that decides what the run does next. */
function exhausted(failed: Asked<ModelError>[], refused: Asked<Refusal>[]): Error {
  const [failures, refusals] = [failed.map(({ answer }) => answer), refused.map(({ answer }) => answer)];
  const waits = [...refusals.map(({ waitMs }) => waitMs), ...failures.map(({ retryAfterMs }) => retryAfterMs)].filter(
    (ms) => ms !== null,
  );
  const soonestMs = waits.length === 0 ? 0 : Math.min(...waits);
  if (failures.length === 0 && refusals.some(({ reason }) => reason !== 'breaker open')) {
    const { reason } = refusals.find(({ waitMs }) => waitMs === soonestMs) ?? refusals[0]!;
    return new HandBack(reason, soonestMs);
  }
  const codes = new Set<ErrorCode>(failures.map(({ code }) => code));
  const code = codes.size === 1 && refusals.length === 0 ? [...codes][0]! : 'UPSTREAM_UNAVAILABLE';
  const said = [
    ...failed.map(({ model, answer }) => `${model}: ${answer.message}`),
    ...refused.map(({ model, answer }) => `${model}: ${answer.reason}`),
  ].join('; ');
  return new ModelError(code, said, { retryAfterMs: soonestMs === 0 ? null : soonestMs });
}

/** What one call turned out to be. */
class LedgerEntry {
  usage: Usage = NO_USAGE;
  private readonly startedAt = performance.now();
  private readonly call: Pick<CallEnd, 'callId' | 'provider' | 'model'>;
  private firstTokenMs: number | null = null;
  private finishReason: string | null = null;
  private errorCode: CallEnd['errorCode'] = null;
  private coolMs: number | null = null;

  constructor(callId: string, provider: string, model: string) {
    this.call = { callId, provider, model };
  }

  note(event: ModelEvent): void {
    if (event.type === 'text') {
      this.firstTokenMs ??= performance.now() - this.startedAt;
      return;
    }
    this.usage = event.usage;
    if (event.type === 'end') this.finishReason = event.reason;
  }

  /** A cut or refused answer is no answer. */
  requireWhole(): void {
    if (this.finishReason === 'length')
      throw new ModelError('TRUNCATED_OUTPUT', 'the answer was cut at its length limit');
    if (this.finishReason === 'refusal') throw new ModelError('UPSTREAM_REJECTED', 'the model refused to answer');
  }

  fail(error: unknown): void {
    this.errorCode = error instanceof ModelError ? error.code : 'ABORTED';
    if (error instanceof ModelError && error.status === 429) this.coolMs = error.retryAfterMs ?? 1_000;
  }

  end(): CallEnd {
    const price = priceOf(this.call.model, new Date().toISOString().slice(0, 10));
    return {
      ...this.call,
      usage: this.usage,
      costMicros: costMicros(this.usage, price),
      firstTokenMs: this.firstTokenMs === null ? null : Math.round(this.firstTokenMs),
      durationMs: Math.round(performance.now() - this.startedAt),
      finishReason: this.finishReason,
      errorCode: this.errorCode,
      coolMs: this.coolMs,
    };
  }
}
