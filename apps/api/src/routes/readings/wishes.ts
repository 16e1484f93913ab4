import type { FastifyRequest } from 'fastify';
import type { Faults } from '../../faults.ts';

const MAX_WAIT_SECONDS = 120;

/** The headers that change how a request for a reading is treated. */
export type Wishes = {
  idempotencyKey: string | null;
  /** How long the answer may wait for the result; 0: not at all. */
  waitMs: number;
  /** Whether the caller named that time. */
  prefersWait: boolean;
};

/** Reads the wishes of a request; without a `Prefer` header its answer waits `defaultWaitSeconds`. What is wrong goes to `faults`. */
export function readWishes(request: FastifyRequest, faults: Faults, defaultWaitSeconds = 0): Wishes {
  const { 'idempotency-key': key, prefer } = request.headers;
  const wait = /(?:^|[,; ])wait *= *"?([^",; ]*)"?/i.exec(String(prefer ?? ''))?.[1];
  const wished = wait === undefined ? 0 : /^[1-9]\d{0,2}$/.test(wait) ? Number(wait) : Number.NaN;
  const seconds = prefer === undefined ? defaultWaitSeconds : wished;
  const code = 'VALIDATION_FAILED';
  if (key !== undefined && !(typeof key === 'string' && /^[\x21-\x7e]{1,255}$/.test(key)))
    faults.add('/headers/idempotency-key', code, 'must be 1 to 255 visible ASCII characters');
  if (!(seconds <= MAX_WAIT_SECONDS))
    // not a number fits nothing
    faults.add('/headers/prefer', code, `wait must be 1 to ${MAX_WAIT_SECONDS} seconds`);
  return {
    idempotencyKey: typeof key === 'string' ? key : null,
    waitMs: seconds * 1_000,
    prefersWait: wait !== undefined,
  };
}
