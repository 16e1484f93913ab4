import { hash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { Faults } from '../../faults.ts';

/** JSON with sorted keys: equal content gives equal text. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join(',')}}`;
}

/** SHA-256 (hex) over the canonical JSON of a body. */
export const bodyHash = (body: unknown): string => hash('sha256', canonical(body));

const MAX_WAIT_SECONDS = 120;

export type Wishes = {
  idempotencyKey: string | null;
  /** How long the answer may wait for the result; 0: not at all. */
  waitMs: number;
};

/** Reads the headers that change how a request for a reading is treated. */
export function wishesOf(request: FastifyRequest): Wishes & { check(faults: Faults): void } {
  const { 'idempotency-key': key, prefer } = request.headers;
  const keyFits = key === undefined || (typeof key === 'string' && /^[\x21-\x7e]{1,255}$/.test(key));
  const wait = /(?:^|[,; ])wait *= *"?([^",; ]*)"?/i.exec(String(prefer ?? ''))?.[1];
  const seconds = wait === undefined ? 0 : /^[1-9]\d{0,2}$/.test(wait) ? Number(wait) : Number.NaN;
  const waitFits = seconds <= MAX_WAIT_SECONDS; // not a number fits nothing
  return {
    idempotencyKey: typeof key === 'string' ? key : null,
    waitMs: waitFits ? seconds * 1_000 : 0,
    check(faults) {
      const code = 'VALIDATION_FAILED';
      if (!keyFits) faults.add('/headers/idempotency-key', code, 'must be 1 to 255 visible ASCII characters');
      if (!waitFits) faults.add('/headers/prefer', code, `wait must be 1 to ${MAX_WAIT_SECONDS} seconds`);
    },
  };
}
