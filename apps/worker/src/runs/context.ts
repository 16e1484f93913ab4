import type { Bus } from '@taktstock/bus';
import {
  completeStep,
  type Outcome,
  type RunWriter,
  type Settled,
  type Sql,
  type StepRow,
  startStep,
  stepsOf,
} from '@taktstock/db';
import { AppError, type RunEvent } from '@taktstock/registry';
import { ModelError } from '../models/provider.ts';
import { Interrupted } from './interrupt.ts';
import type { Hold } from './lease.ts';
import { persist } from './persist.ts';
import { Draft } from './text.ts';

/** What a worker process has: the same for every run. */
export type Tools = { sql: Sql; writer: RunWriter; bus: Bus };

/** A step's result, and what is to be logged together with its end. */
export type StepResult<T> = { output: T; lastWords: RunEvent[] };

/** How an attempt ended, and how that is written down; written again when Postgres was away. */
export type End = { verb: Outcome['verb']; settle: () => Promise<Settled> };

/** Carries out one kind of run. What it throws decides whether the run tries again. */
export type Kind = (context: RunContext) => Promise<End>;

/** One attempt of one run, as its handler sees it. */
export class RunContext {
  readonly run: Hold['run'];
  readonly signal: AbortSignal;
  readonly tools: Tools;
  private readonly hold: Hold;
  private done: Map<string, StepRow> | undefined;

  constructor(hold: Hold, tools: Tools) {
    this.hold = hold;
    this.run = hold.run;
    this.signal = hold.signal;
    this.tools = tools;
  }

  /** Does a step unless an earlier attempt has done it; its output is stored and never paid for again. `progress`: in percent, once it is done. */
  async step<T>(
    name: string,
    { position, progress }: { position: number; progress: number },
    work: () => Promise<StepResult<T>>,
  ): Promise<T> {
    const { sql, bus } = this.tools;
    const fenced = { runId: this.run.id, attempt: this.run.attempt, name };
    this.done ??= new Map((await this.held(() => stepsOf(sql, this.run.id))).map((step) => [step.name, step]));
    const known = this.done.get(name);
    if (known?.status === 'done') {
      this.hold.progress = progress;
      return known.output as T;
    }
    const before = this.hold.progress;
    this.publish(await this.held(() => startStep(sql, { ...fenced, position, progress: before })));
    const { output, lastWords } = await work();
    this.publish(await this.held(() => completeStep(sql, { ...fenced, progress, output, lastWords })));
    this.hold.progress = progress;
    bus.live.status({ runId: this.run.id, kind: this.run.kind, status: 'processing', progress });
    return output;
  }

  /** Whether an error that another attempt might not meet ends the run all the same, because this attempt is the last. */
  isLastChance(error: unknown): boolean {
    const cause = this.signal.aborted ? this.signal.reason : error;
    const passing =
      cause instanceof Interrupted
        ? cause.why === 'attempt deadline'
        : (cause instanceof ModelError || cause instanceof AppError) && cause.retryable;
    return passing && this.run.errorCount + 1 >= this.run.errorLimit;
  }

  /** Begins the text of a model call. */
  draft(step: string, model: string): Draft {
    const { writer, bus } = this.tools;
    return new Draft({
      runId: this.run.id,
      attempt: this.run.attempt,
      step,
      model,
      writer,
      bus,
      holdMs: this.run.runLeftMs,
    });
  }

  /** A read or write that survives an outage of Postgres, until the run is out of time. */
  held<T>(statement: () => Promise<T>): Promise<T> {
    return persist(statement, this.run.runLeftMs);
  }

  private publish(events: Awaited<ReturnType<typeof startStep>>): void {
    if (events === null) throw new Interrupted('lost');
    this.tools.bus.live.publish(events);
  }
}
