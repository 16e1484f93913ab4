import type { components } from './openapi.ts';

/** What happens to a run. An event has an `id`, its place in the run's log; a preview (`text_delta`) has none. */
export type RunFrame = components['schemas']['RunFrame'];

/** What happens in the whole system: events with an `id`, and `run_status` without. */
export type SystemFrame = components['schemas']['SystemFrame'];

/** What every frame has. */
export type AnyFrame = { topic: string; id?: number; type: string };

/** Events that end a run; only a manual retry goes on behind a failure. */
const FINAL: readonly string[] = ['run_completed', 'run_failed', 'run_cancelled'];

/** Keeps in mind whether a run is over while its events go by. */
export class RunEnd {
  isOver = false;

  see({ type }: AnyFrame): void {
    if (FINAL.includes(type)) this.isOver = true;
    else if (type === 'run_reopened') this.isOver = false;
  }
}
