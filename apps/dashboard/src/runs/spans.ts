import type { Answered } from '@taktstock/client';

type Timeline = Answered<'getTimeline'>;
type Event = Timeline['events'][number];
type Call = Timeline['calls'][number];

export type Span = {
  key: string;
  kind: 'queue' | 'attempt' | 'step' | 'call';
  /** Number of the attempt, name of the step, or id of the model. */
  label: string;
  from: number;
  /** null: it goes on. */
  to: number | null;
  isLost?: boolean;
  call?: Call;
};

const LEAVING = ['run_requeued', 'run_completed', 'run_failed', 'run_cancelled'];

/** What a run did when, for a picture: waits, attempts, and under each attempt its steps and model calls. Times are epoch ms. */
export function spansOf({ events, calls }: Timeline): Span[] {
  const spans: Span[] = [];
  let waiting: Span | null = null;
  let attempt: { span: Span; steps: Map<string, Span>; calls: Span[] } | null = null;
  const wait = (event: Event) => {
    waiting = { key: `queue-${event.id}`, kind: 'queue', label: '', from: Date.parse(event.at), to: null };
    spans.push(waiting);
  };
  const leave = (event: Event) => {
    const at = Date.parse(event.at);
    const isLost = event.type === 'run_requeued';
    // A call of a dead worker is closed in the books only later, by the sweeper.
    for (const span of attempt === null ? [] : [attempt.span, ...attempt.steps.values(), ...attempt.calls]) {
      if (span.to !== null && span.to <= at) continue;
      span.to = at;
      if (isLost) span.isLost = true;
    }
    if (waiting !== null) waiting.to ??= at;
    attempt = null;
    if (isLost) wait(event);
  };
  for (const event of events) {
    const at = Date.parse(event.at);
    const number = String(event.payload['attempt'] ?? '');
    const step = String(event.payload['step'] ?? '');
    if (event.type === 'run_accepted' || event.type === 'run_reopened') wait(event);
    else if (event.type === 'run_started') {
      if (waiting !== null) (waiting as Span).to = at;
      attempt = {
        span: { key: `attempt-${event.id}`, kind: 'attempt', label: number, from: at, to: null },
        steps: new Map(),
        calls: [],
      };
      spans.push(attempt.span);
    } else if (event.type === 'step_started' && attempt !== null && !attempt.steps.has(step)) {
      const span: Span = { key: `step-${event.id}`, kind: 'step', label: step, from: at, to: null };
      attempt.steps.set(step, span);
      const made = callsOf(calls, Number(number), step);
      attempt.calls.push(...made);
      spans.push(span, ...made);
    } else if (event.type === 'step_completed') {
      const span = attempt?.steps.get(step);
      if (span !== undefined) span.to = at;
    } else if (LEAVING.includes(event.type)) leave(event);
  }
  return spans;
}

const callsOf = (calls: Call[], attempt: number, step: string): Span[] =>
  calls
    .filter((call) => call.attempt === attempt && call.step === step)
    .map((call) => {
      const from = Date.parse(call.openedAt);
      const end =
        call.durationMs !== null ? from + call.durationMs : call.closedAt === null ? null : Date.parse(call.closedAt);
      return { key: call.callId, kind: 'call', label: call.model, from, to: end, isLost: call.estimated, call };
    });
