import type { Answered, Api } from './api.ts';
import { type Connect, type FollowOptions, follow } from './follow.ts';
import type { RunFrame } from './frames.ts';

/** How frames travel: HTTP, one response a run, or one WebSocket for all of them. */
export type Transport = 'sse' | 'websocket';

export type StreamOptions = FollowOptions & {
  /** Id of the last event that was seen; what comes after it is told. Default 0: from the beginning. */
  after?: number;
  /** Default: that of the client. */
  transport?: Transport;
};

export type Signalled = { signal?: AbortSignal };

/** What a handle needs of its client. */
export type Wiring = {
  api: Api;
  retries: number;
  connect(runId: string, transport: Transport | undefined): Connect<RunFrame>;
};

/** A run of any kind. */
export class Run {
  readonly runId: string;
  protected readonly wiring: Wiring;

  constructor(wiring: Wiring, runId: string) {
    this.wiring = wiring;
    this.runId = runId;
  }

  /** State, steps, cost. */
  details({ signal }: Signalled = {}): Promise<Answered<'getRun'>> {
    return this.wiring.api.getRun({ path: { id: this.runId } }, { signal });
  }

  /**
   * What happened and what happens: every event in order and once, previews of text in between, until the run is over. Broken
   * connections are opened again where they ended.
   */
  stream({ after = 0, transport, ...options }: StreamOptions = {}): AsyncGenerator<RunFrame, void, undefined> {
    return follow(this.wiring.connect(this.runId, transport), after, this.wiring.retries, options);
  }

  /** Stops the run: at once when it waits, as soon as its worker has heard of it otherwise. Throws Conflict when it is over. */
  cancel({ signal }: Signalled = {}): Promise<Answered<'cancelRun'>> {
    return this.wiring.api.cancelRun({ path: { id: this.runId } }, { signal, isRepeatable: true });
  }

  /** Reopens a run that failed. Throws Conflict when it cannot be. */
  retry(reason?: string, { signal }: Signalled = {}): Promise<Answered<'retryRun'>> {
    const body = reason === undefined ? {} : { reason };
    return this.wiring.api.retryRun({ path: { id: this.runId }, body }, { signal });
  }

  /** A token that reads this run for an hour, to be handed to a browser. */
  createToken({ signal }: Signalled = {}): Promise<Answered<'createRunToken'>> {
    return this.wiring.api.createRunToken({ path: { id: this.runId } }, { signal, isRepeatable: true });
  }
}
