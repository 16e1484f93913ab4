import { NO_USAGE, type Usage } from '@taktstock/registry';

/** How a call ended: as asked, with a fault we were told to show, or because the client went away. */
export type Outcome = 'done' | 'fault' | 'closed';

/** One row of the call log; times are ISO 8601 in UTC. */
export type Call = {
  /** Grows by one per call and is never used twice, not even after a reset. */
  id: number;
  protocol: string;
  model: string;
  /** What the client sent as `x-taktstock-call`: the row of its own ledger. */
  call: string | null;
  stream: boolean;
  at: string;
  /** When the first piece of text left; null while none has. */
  startedAt: string | null;
  finishedAt: string | null;
  /** Null while the call runs. */
  outcome: Outcome | null;
  fault: string | null;
  inputChars: number;
  outputChars: number;
  /** What a provider would charge for what was really written. */
  usage: Usage;
};

export type ModelCounters = Record<Outcome | 'active', number> & { usage: Usage };
export type Counters = { total: number; refused: number; models: Record<string, ModelCounters> };

// Names come from the client, so they are capped in length and number.
const NAME_CHARS = 100;
const MODELS = 500;
const OTHER_MODELS = '(other)';

const emptyCounters = (): Counters => ({ total: 0, refused: 0, models: {} });
const now = (): string => new Date().toISOString();

/** The newest calls in full and all calls in numbers. */
export class CallLog {
  readonly #size: number;
  readonly #rows: Call[] = [];
  #lastId = 0;
  #firstId = 1;
  #counters = emptyCounters();

  /** Keeps `size` calls; older ones live on in the counters only. */
  constructor(size: number) {
    this.#size = size;
  }

  open(call: Pick<Call, 'protocol' | 'model' | 'call' | 'stream' | 'fault' | 'inputChars'>): Call {
    this.#lastId += 1;
    const row: Call = {
      id: this.#lastId,
      ...call,
      model: call.model.slice(0, NAME_CHARS),
      call: call.call?.slice(0, NAME_CHARS) ?? null,
      fault: call.fault?.slice(0, NAME_CHARS) ?? null,
      at: now(),
      startedAt: null,
      finishedAt: null,
      outcome: null,
      outputChars: 0,
      usage: { ...NO_USAGE },
    };
    this.#rows[row.id % this.#size] = row;
    this.#counters.total += 1;
    this.#countersOf(row.model).active += 1;
    return row;
  }

  /** Notes that text has left. */
  wrote(row: Call, chars: number): void {
    row.startedAt ??= now();
    row.outputChars += chars;
  }

  /** Notes the end; the first end counts. */
  finish(row: Call, outcome: Outcome, usage: Usage): void {
    if (row.outcome !== null) return;
    row.finishedAt = now();
    row.outcome = outcome;
    row.usage = usage;
    // A call from before a reset belongs to counters that are gone.
    if (row.id < this.#firstId) return;
    const counters = this.#countersOf(row.model);
    counters.active -= 1;
    counters[outcome] += 1;
    for (const bucket of ['input', 'cacheRead', 'cacheWrite', 'output'] as const) {
      counters.usage[bucket] += usage[bucket];
    }
  }

  /** Counts a request that never became a call: no key, invalid body. */
  refuse(): void {
    this.#counters.refused += 1;
  }

  /** The calls after an id, oldest first, and how many of them the log no longer holds. */
  since(id: number): { calls: Call[]; missed: number; total: number } {
    const wanted = Math.max(id + 1, this.#firstId);
    const oldest = Math.max(wanted, this.#lastId - this.#size + 1);
    const calls: Call[] = [];
    for (let at = oldest; at <= this.#lastId; at += 1) calls.push(this.#rows[at % this.#size]!);
    return { calls, missed: oldest - wanted, total: this.#counters.total };
  }

  get counters(): Counters {
    return this.#counters;
  }

  reset(): void {
    this.#firstId = this.#lastId + 1;
    this.#rows.length = 0;
    this.#counters = emptyCounters();
  }

  #countersOf(model: string): ModelCounters {
    const { models } = this.#counters;
    const known = Object.hasOwn(models, model) || Object.keys(models).length < MODELS;
    const name = known ? model : OTHER_MODELS;
    if (!Object.hasOwn(models, name)) {
      models[name] = { active: 0, done: 0, fault: 0, closed: 0, usage: { ...NO_USAGE } };
    }
    return models[name]!;
  }
}
