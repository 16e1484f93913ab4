import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { RUN_STATUSES } from './runs.ts';

const text = Type.String();
const count = Type.Integer({ minimum: 0 });
const step = Type.String();
const object = <T extends Record<string, import('typebox').TSchema>>(properties: T) =>
  Type.Object(properties, { additionalProperties: false });

/** Every event of a run, each said when it has happened. What is logged is what is streamed. */
export const RUN_EVENTS = {
  /** The run is durable: the API answered 2xx after this. */
  run_accepted: object({ kind: text, agent: text }),
  /** A worker claimed the run; `attempt` fences everything it will write. */
  run_started: object({ attempt: count, worker: text }),
  /** An attempt ended and the run waits for the next one; `charged` says whether a limit was used. */
  run_requeued: object({ attempt: count, reason: text, charged: Type.Boolean(), waitMs: count }),
  /** A person reopened the failed run. */
  run_reopened: object({ retryCount: count, reason: Type.Union([text, Type.Null()]) }),
  /** Somebody asked a processing run to stop. */
  cancel_requested: object({}),
  /** The result is visible, exactly once. */
  run_completed: object({ attempt: count }),
  /** The run is over without a result. */
  run_failed: object({ attempt: count, code: text, message: text }),
  /** The run was stopped on request. */
  run_cancelled: object({ attempt: count }),
  /** A worker came back with a result after somebody else had claimed the run. */
  run_result_discarded: object({ attempt: count }),
  /** A step began; its work may follow more than once, its end not. */
  step_started: object({ step, attempt: count, progress: count }),
  /** A step's result is stored and will not be paid for again. */
  step_completed: object({ step, attempt: count, progress: count }),
  /** A model call began to write; the sequence number of this event names the draft and voids earlier ones of the step. */
  text_started: object({ step, attempt: count, model: text }),
  /** A durable piece of a draft; `offset` counts UTF-16 code units. */
  text_appended: object({ draft: count, offset: count, text }),
  /** The draft is the text of its step. */
  text_accepted: object({ draft: count, length: count }),
} as const;

export type RunEventType = keyof typeof RUN_EVENTS;
export type RunEventData<T extends RunEventType> = Static<(typeof RUN_EVENTS)[T]>;
export type RunEvent = { [T in RunEventType]: { type: T; data: RunEventData<T> } }[RunEventType];

/** The events that end a run: exactly one per manual retry. */
export const FINAL_EVENTS = ['run_completed', 'run_failed', 'run_cancelled'] as const satisfies RunEventType[];

/** Events about the whole system, on the topic `system`. */
export const SYSTEM_EVENTS = {
  /** A worker process took up the agents it serves. */
  agent_started: object({ agent: text, worker: text }),
  /** A worker process laid them down. */
  agent_stopped: object({ agent: text, worker: text }),
  /** Something a person should look at, such as a model without a known price. */
  alert_raised: object({ severity: text, message: text }),
} as const;

export type SystemEventType = keyof typeof SYSTEM_EVENTS;
export type SystemEvent = {
  [T in SystemEventType]: { type: T; data: Static<(typeof SYSTEM_EVENTS)[T]> };
}[SystemEventType];

export const SYSTEM_TOPIC = 'system';
export const runTopic = (runId: string): string => `run:${runId}`;
/** The run id of a topic; null when the topic is not a run's. */
export const runOfTopic = (topic: string): string | null => (topic.startsWith('run:') ? topic.slice(4) : null);

/** One stored event with its place in its topic; `at` is ISO 8601 UTC. */
export type LoggedEvent = { topic: string; seq: number; type: string; data: Record<string, unknown>; at: string };

/** What watchers of a run hear and no log keeps. */
export const RUN_PREVIEWS = {
  /** Text between two stored pieces; may be lost or overlap. `offset` counts UTF-16 code units. */
  text_delta: object({ draft: count, offset: count, text }),
} as const;

export type TextDelta = Static<(typeof RUN_PREVIEWS)['text_delta']>;

/** What watchers of the whole system hear and no log keeps. */
export const SYSTEM_PREVIEWS = {
  /** Where a run stands. */
  run_status: object({ runId: text, kind: text, status: Type.Enum(RUN_STATUSES), progress: count }),
  /** Whether a living worker serves an agent; told to whoever begins to watch. */
  agent_status: object({ agentType: text, status: Type.Enum(['active', 'inactive']) }),
} as const;

export type RunStanding = Static<(typeof SYSTEM_PREVIEWS)['run_status']>;

/** What travels to watchers: an event has an `id` (its seq), a preview has none. */
export type Frame = { topic: string; id?: number; type: string; payload: unknown; timestamp: string };

/** The frame of a stored event. */
export const frameOf = (event: LoggedEvent): Frame => ({
  topic: event.topic,
  id: event.seq,
  type: event.type,
  payload: event.data,
  timestamp: event.at,
});

/** Tells whether data fits the schema of its event type; writers of events are tested with it. */
export function isRunEvent(type: string, data: unknown): boolean {
  return Object.hasOwn(RUN_EVENTS, type) && Value.Check(RUN_EVENTS[type as RunEventType], data);
}
