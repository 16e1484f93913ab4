import type { Bus } from '@taktstock/bus';
import type { RunWriter } from '@taktstock/db';
import { isUnreachable } from '@taktstock/db';
import type { RunEvent } from '@taktstock/registry';
import { Interrupted } from './interrupt.ts';
import { persist } from './persist.ts';

/** A durable piece follows after so long or so much, whichever comes first. */
const CHUNK_MS = 400;
const CHUNK_LENGTH = 2_048;

type Options = {
  runId: string;
  attempt: number;
  step: string;
  model: string;
  writer: RunWriter;
  bus: Pick<Bus, 'live'>;
  /** How long the first event may wait for Postgres. */
  holdMs: number;
};

/**
 * The text that one model call writes. Every piece goes out at once as a preview; durable chunks follow. Until the draft has its
 * number (the sequence of `text_started`) pieces wait: a preview without a draft would belong to nobody.
 */
export class Draft {
  text = '';
  private sent = 0;
  private stored = 0;
  private number = 0;
  private timer: NodeJS.Timeout | undefined;
  private storing: Promise<void>;
  private failure: unknown;
  private readonly options: Options;

  constructor(options: Options) {
    this.options = options;
    const { step, attempt, model, holdMs } = options;
    const started = { type: 'text_started', data: { step, attempt, model } } as const;
    this.storing = persist(() => this.log([started]), holdMs).then(
      (seq) => {
        this.number = seq;
        this.preview();
        this.schedule();
      },
      (error: unknown) => {
        this.failure = error;
      },
    );
  }

  /** Adds a piece. Throws when the run turned out to be lost. */
  write(piece: string): void {
    if (this.failure !== undefined) throw this.failure;
    this.text += piece;
    if (this.number === 0) return;
    this.preview();
    if (this.text.length - this.stored >= CHUNK_LENGTH) this.store();
    else this.schedule();
  }

  /** Stops the clock and answers the draft's number and what of its text is still to be logged with the end of the step. */
  async end(): Promise<{ draft: number; rest: RunEvent[] }> {
    await this.close();
    if (this.failure !== undefined) throw this.failure;
    return { draft: this.number, rest: this.rest() };
  }

  /** Stops the clock; the draft will be voided by the next one of its step, or never be accepted. */
  async close(): Promise<void> {
    clearTimeout(this.timer);
    await this.storing;
    clearTimeout(this.timer);
  }

  private preview(): void {
    const { bus, runId } = this.options;
    if (this.text.length === this.sent) return;
    bus.live.delta(runId, { draft: this.number, offset: this.sent, text: this.text.slice(this.sent) });
    this.sent = this.text.length;
  }

  private schedule(): void {
    this.timer ??= setTimeout(() => this.store(), CHUNK_MS);
  }

  private rest(): RunEvent[] {
    const text = this.text.slice(this.stored);
    return text === '' ? [] : [{ type: 'text_appended', data: { draft: this.number, offset: this.stored, text } }];
  }

  /** One chunk at a time, so that they are numbered in order. */
  private store(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.storing = this.storing.then(async () => {
      const chunk = this.rest();
      const end = this.text.length;
      if (chunk.length === 0 || this.failure !== undefined) return;
      try {
        await this.log(chunk);
        this.stored = end;
      } catch (error) {
        // Postgres may be away for a while: the text is kept and goes out with the next chunk.
        if (!isUnreachable(error)) this.failure = error;
      }
    });
  }

  private async log(events: RunEvent[]): Promise<number> {
    const { writer, bus, runId, attempt } = this.options;
    const logged = await writer.append({ runId, attempt, events });
    if (logged === null) throw new Interrupted('lost');
    bus.live.publish(logged);
    return logged[0]!.seq;
  }
}

/** Says that a draft is the text of its step. */
export const textAccepted = ({ draft, text }: { draft: number; text: string }): RunEvent => ({
  type: 'text_accepted',
  data: { draft, length: text.length },
});
