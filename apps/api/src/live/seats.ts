import { type Sql, validCredentials } from '@taktstock/db';
import { AppError } from '@taktstock/registry';

const RETRY_SECONDS = 10;

/** Ends a connection that may not stay. */
type Evict = () => void;

/** The connections that each key or run token holds open in this process: WebSockets and event streams together. */
export class Seats {
  readonly #max: number;
  readonly #held = new Map<string, Set<Evict>>();
  #reviewing = false;

  constructor(max: number) {
    this.#max = max;
  }

  /** Throws RATE_LIMITED when a key holds as many as it may. */
  check(keyId: string): void {
    if ((this.#held.get(keyId)?.size ?? 0) < this.#max) return;
    throw new AppError('RATE_LIMITED', 'This key holds too many live connections.', {
      retryAfterSeconds: RETRY_SECONDS,
    });
  }

  /** Takes a seat and answers how to give it back. */
  take(keyId: string, evict: Evict): () => void {
    const held = this.#held.get(keyId) ?? new Set();
    this.#held.set(keyId, held);
    const seat = () => evict(); // one a connection, whatever function comes twice
    held.add(seat);
    return () => {
      held.delete(seat);
      if (held.size === 0 && this.#held.get(keyId) === held) this.#held.delete(keyId);
    };
  }

  /** Ends the connections of keys and run tokens that were revoked or have expired. */
  async review(sql: Sql): Promise<void> {
    if (this.#reviewing || this.#held.size === 0) return;
    this.#reviewing = true;
    try {
      const keyIds = [...this.#held.keys()];
      const valid = await validCredentials(sql, keyIds);
      for (const keyId of keyIds) {
        if (valid.has(keyId)) continue;
        for (const evict of [...(this.#held.get(keyId) ?? [])]) evict();
      }
    } finally {
      this.#reviewing = false;
    }
  }
}
