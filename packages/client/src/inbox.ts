import type { AnyFrame } from './frames.ts';

/** Previews beyond this many that nobody has read yet are dropped: the events behind them say the same. */
const MAX_WAITING = 1_000;

/** Frames that came before somebody asked for them, for one reader. */
export class Inbox<F extends AnyFrame = AnyFrame> {
  readonly #frames: F[] = [];
  #failure: unknown;
  #wake: () => void = () => {};

  put(frame: F): void {
    if (frame.id === undefined && this.#frames.length >= MAX_WAITING) return;
    this.#frames.push(frame);
    this.#wake();
  }

  /** What has come is still read, then the reader gets the error. */
  fail(error: unknown): void {
    this.#failure ??= error;
    this.#wake();
  }

  /** The next frame, waiting for it if need be. */
  async next(): Promise<F> {
    for (;;) {
      const frame = this.#frames.shift();
      if (frame !== undefined) return frame;
      if (this.#failure !== undefined) throw this.#failure;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
