/** Every state of a run and the states it may go to; the guarded statements of packages/db enforce exactly this. */
export const RUN_TRANSITIONS = {
  pending: ['processing', 'cancelled', 'failed'],
  processing: ['pending', 'completed', 'failed', 'cancelled'],
  completed: [],
  failed: ['pending'], // a manual retry reopens it, visibly
  cancelled: [],
} as const;

export type RunStatus = keyof typeof RUN_TRANSITIONS;
export const RUN_STATUSES = Object.keys(RUN_TRANSITIONS) as RunStatus[];
export const FINAL_STATUSES = ['completed', 'failed', 'cancelled'] as const satisfies RunStatus[];

/** Tells whether nothing but a manual retry can change the run any more. */
export const isFinal = (status: RunStatus): boolean => (FINAL_STATUSES as readonly RunStatus[]).includes(status);

export const STEP_STATUSES = ['waiting', 'active', 'done', 'error', 'skipped'] as const;
export type StepStatus = (typeof STEP_STATUSES)[number];

/** How a lease is kept, in milliseconds; tests shorten all of it by the environment. */
export const LEASE = {
  /** A worker that is silent this long has lost its runs. */
  durationMs: 60_000,
  /** One statement renews all leases of a process. */
  heartbeatMs: 10_000,
  /** Expired leases, passed deadlines and unheard bells are looked for. */
  sweepMs: 5_000,
  /** A bell not answered this long is rung again. */
  bellMs: 30_000,
  /** The cancel flag is asked for, in case the bus lost the message. */
  cancelPollMs: 1_000,
} as const;

/** A run never started fails with TIMEOUT after this long. */
export const NEVER_STARTED_MS = 24 * 3_600_000;

/** How often a run may lose its worker before it counts as poison. */
export const CRASH_LIMIT = 5;

/** How often a person may retry a failed run. */
export const MAX_RETRIES = 3;

/** The longest wait between two attempts, whatever the backoff or a Retry-After says. */
export const MAX_BACKOFF_MS = 15 * 60_000;

/** The BullMQ job id of the coming attempt; also the `jobId` of the API's answers. */
export const jobId = (runId: string, attempt: number): string => `${runId}_${attempt}`;

/** Reads a run id back from a `jobId`; null when it is none. */
export function runIdOfJob(id: string): string | null {
  const match = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})_([1-9]\d{0,8})$/.exec(id);
  return match?.[1] ?? null;
}
