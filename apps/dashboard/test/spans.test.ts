import type { Answered } from '@taktstock/client';
import { expect, test } from 'vitest';
import { spansOf } from '../src/runs/spans.ts';

type Timeline = Answered<'getTimeline'>;

const at = (second: number): string => new Date(second * 1_000).toISOString();

const event = (id: number, type: string, second: number, payload: object = {}) =>
  ({ id, type, at: at(second), payload }) as Timeline['events'][number];

const call = (attempt: number, second: number, durationMs: number | null) =>
  ({
    callId: `call-${attempt}`,
    attempt,
    step: 'text',
    model: 'm',
    openedAt: at(second),
    durationMs,
    closedAt: null,
    estimated: false,
  }) as Timeline['calls'][number];

test('a worker that dies ends its attempt, its step and its call; the run waits, then is tried again', () => {
  const events = [
    event(1, 'run_accepted', 0),
    event(2, 'run_started', 1, { attempt: 1 }),
    event(3, 'step_started', 1, { step: 'text', attempt: 1 }),
    event(4, 'run_requeued', 4, { reason: 'WORKER_LOST' }),
    event(5, 'run_started', 6, { attempt: 2 }),
    event(6, 'step_started', 6, { step: 'text', attempt: 2 }),
    event(7, 'step_completed', 9, { step: 'text', attempt: 2 }),
    event(8, 'run_completed', 10),
  ];
  const spans = spansOf({ events, calls: [call(1, 2, null), call(2, 7, 2_000)] } as Timeline);
  expect(
    spans.map(({ kind, label, from, to, isLost = false }) => [kind, label, from / 1_000, to! / 1_000, isLost]),
  ).toEqual([
    ['queue', '', 0, 1, false],
    ['attempt', '1', 1, 4, true],
    ['step', 'text', 1, 4, true],
    ['call', 'm', 2, 4, true],
    ['queue', '', 4, 6, false],
    ['attempt', '2', 6, 10, false],
    ['step', 'text', 6, 9, false],
    ['call', 'm', 7, 9, false],
  ]);
});

test('what goes on has no end yet', () => {
  const events = [event(1, 'run_accepted', 0), event(2, 'run_started', 1, { attempt: 1 })];
  expect(spansOf({ events, calls: [] } as unknown as Timeline).map(({ kind, to }) => [kind, to])).toEqual([
    ['queue', 1_000],
    ['attempt', null],
  ]);
});
