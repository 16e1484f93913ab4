/** A map that forgets: values older than `ms`, and beyond `size` the one that was set longest ago. */
export class RecentMap<K, V> {
  readonly #size: number;
  readonly #ms: number;
  readonly #entries = new Map<K, { value: V; until: number }>();

  constructor(size: number, ms: number) {
    this.#size = size;
    this.#ms = ms;
  }

  get(key: K): V | undefined {
    const entry = this.#entries.get(key);
    return entry !== undefined && entry.until > performance.now() ? entry.value : undefined;
  }

  set(key: K, value: V): void {
    this.#entries.delete(key); // to the end: Map keeps the order of insertion
    this.#entries.set(key, { value, until: performance.now() + this.#ms });
    if (this.#entries.size <= this.#size) return;
    for (const oldest of this.#entries.keys()) {
      this.#entries.delete(oldest);
      break;
    }
  }

  delete(key: K): void {
    this.#entries.delete(key);
  }

  clear(): void {
    this.#entries.clear();
  }
}
