import type { Acceptance } from '@taktstock/db';
import { getAgent, NEVER_STARTED_MS, RUN_KINDS } from '@taktstock/registry';

/** The agent that the measured runs belong to. */
export const AGENT = getAgent('crisis')!;

const { attemptMs, runMs, retry } = RUN_KINDS[AGENT.kind];
const FIXED = {
  ...{
    kind: AGENT.kind,
    agent: AGENT.id,
    owner: 'bench',
    keyId: null,
    userId: null,
    priority: AGENT.priority,
    input: {},
  },
  ...{ definitionVersion: AGENT.version, errorLimit: retry.limit, attemptMs, runMs, startWithinMs: NEVER_STARTED_MS },
};

/** A run without a reading, about to be accepted. */
export const acceptanceOf = (id: string): Acceptance => ({ run: { id, ...FIXED }, reading: null, idempotency: null });
