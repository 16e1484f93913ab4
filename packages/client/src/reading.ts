import type { Answered } from './api.ts';
import { Conflict, RunFailed } from './errors.ts';
import { Run, type Signalled, type Wiring } from './run.ts';

export type ReadingIds = { runId: string; readingId: string };
export type ReadingStatus = Answered<'getReadingStatus'>;
export type ReadingResult = Extract<Answered<'getReadingResult'>, { status: 'completed'; content: unknown }>;

/** A reading and the run that writes it. */
export class Reading extends Run {
  readonly readingId: string;

  constructor(wiring: Wiring, { runId, readingId }: ReadingIds) {
    super(wiring, runId);
    this.readingId = readingId;
  }

  /** Where the reading stands. */
  status({ signal }: Signalled = {}): Promise<ReadingStatus> {
    return this.wiring.api.getReadingStatus({ path: { id: this.readingId } }, { signal });
  }

  /** The finished text, waiting for it if need be. Throws RunFailed when there will be none. */
  async result({ signal }: Signalled = {}): Promise<ReadingResult> {
    for (;;) {
      const answer = await this.#askForResult(signal);
      if ('content' in answer) return answer;
      for await (const _ of this.stream({ signal })); // ends with the run
    }
  }

  /** With its versions, rejected ones included. */
  document({ signal }: Signalled = {}): Promise<Answered<'getReading'>> {
    return this.wiring.api.getReading({ path: { id: this.readingId } }, { signal });
  }

  /** What `client.reading()` takes, to be handed on. */
  toJSON(): ReadingIds {
    return { runId: this.runId, readingId: this.readingId };
  }

  async #askForResult(signal: AbortSignal | undefined): Promise<Answered<'getReadingResult'>> {
    try {
      return await this.wiring.api.getReadingResult({ path: { id: this.readingId } }, { signal });
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
      throw new RunFailed(this.runId, error.document['errorCode'] as string | null);
    }
  }
}
