import { runOfTopic, runTopic, SYSTEM_TOPIC } from '@taktstock/registry';
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { isUuid } from '../routes/runs/find.ts';

const closed = { additionalProperties: false } as const;
const topic = Type.String({ maxLength: 64 });
const ClientMessage = Type.Union([
  Type.Object(
    {
      type: Type.Literal('subscribe'),
      topic,
      // null: from now on
      after: Type.Optional(Type.Union([Type.Integer({ minimum: 0, maximum: 2 ** 31 - 1 }), Type.Null()])),
    },
    closed,
  ),
  Type.Object({ type: Type.Literal('unsubscribe'), topic }, closed),
  Type.Object({ type: Type.Literal('ping') }, closed),
]);
/** What a client may say. */
export type ClientMessage = Static<typeof ClientMessage>;
const messages = Compile(ClientMessage);

/** Tells whether this is something that a client may say. */
export const isMessage = (message: unknown): message is ClientMessage => messages.Check(message);

/** Tells whether there can be such a topic. */
export const isTopic = (topic: string): boolean => {
  const runId = runOfTopic(topic);
  return topic === SYSTEM_TOPIC || (runId !== null && isUuid(runId) && topic === runTopic(runId));
};

/** Reads a message; undefined when it is not JSON. */
export function parseMessage(data: Buffer): unknown {
  try {
    return JSON.parse(data.toString('utf8'));
  } catch {
    return undefined;
  }
}
