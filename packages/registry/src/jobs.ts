/** How a kind of run is carried out; times in milliseconds. */
export type RunKind = {
  /** BullMQ job name. */
  job: string;
  /** The longest one attempt may take, from its claim. */
  attemptMs: number;
  /** The longest the whole run may take, from its first claim or manual retry. */
  runMs: number;
  retry: {
    limit: number;
    /** `run`: a failed attempt ends the claim and waits in Postgres. `step`: steps try again under one claim. */
    scope: 'run' | 'step';
    delayMs: number;
    /** Share by which each wait is shortened or lengthened at random. */
    jitter: number;
  };
};

/** Every kind of run; its handler is the worker's folder kinds/<kind>. */
export const RUN_KINDS = {
  reading: {
    job: 'generate-reading',
    attemptMs: 120_000,
    runMs: 15 * 60_000,
    retry: { limit: 3, scope: 'run', delayMs: 5_000, jitter: 0.2 },
  },
} as const satisfies Record<string, RunKind>;

export type RunKindName = keyof typeof RUN_KINDS;
export const isRunKind = (kind: string): kind is RunKindName => Object.hasOwn(RUN_KINDS, kind);

/** What a queue job carries: the id and nothing else, so that the queue may be lost and never holds personal data. */
export type JobPayload = { runId: string };

/** Milliseconds to wait after the n-th error of a run (n from 1), before jitter: delay x 2^(n-1). */
export const backoffMs = (retry: RunKind['retry'], errors: number): number =>
  retry.delayMs * 2 ** Math.max(0, errors - 1);
