/** Why a run in our hands has to stop. */
export type Why = 'cancelled' | 'attempt deadline' | 'run deadline' | 'lost' | 'shutdown';

/** The reason of a run's AbortSignal; whatever the run was waiting for throws it. */
export class Interrupted extends Error {
  readonly why: Why;

  constructor(why: Why) {
    super(why);
    this.name = 'Interrupted';
    this.why = why;
  }
}

/** Ends an attempt without charging it: the run has to wait for something that is nobody's fault. */
export class HandBack extends Error {
  readonly waitMs: number;

  constructor(reason: string, waitMs: number) {
    super(reason);
    this.name = 'HandBack';
    this.waitMs = waitMs;
  }
}
