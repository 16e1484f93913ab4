import { AppError } from '@taktstock/registry';

const RETRY_SECONDS = 10;

/** Counts the connections that each key holds open in this process: WebSockets and event streams together. */
export class Seats {
  readonly #max: number;
  readonly #taken = new Map<string, number>();

  constructor(max: number) {
    this.#max = max;
  }

  /** Throws RATE_LIMITED when a key holds as many as it may. */
  check(keyId: string): void {
    if ((this.#taken.get(keyId) ?? 0) < this.#max) return;
    throw new AppError('RATE_LIMITED', 'This key holds too many live connections.', {
      retryAfterSeconds: RETRY_SECONDS,
    });
  }

  /** Takes a seat and answers how to give it back, which is to be done once. */
  take(keyId: string): () => void {
    this.#count(keyId, 1);
    return () => this.#count(keyId, -1);
  }

  #count(keyId: string, by: 1 | -1): void {
    const taken = (this.#taken.get(keyId) ?? 0) + by;
    if (taken > 0) this.#taken.set(keyId, taken);
    else this.#taken.delete(keyId);
  }
}
