import { RUN_EVENTS, RUN_PREVIEWS, SYSTEM_EVENTS, SYSTEM_PREVIEWS } from '@taktstock/registry';
import { type TSchema, Type } from 'typebox';
import { text, time } from '../routes/fields.ts';

const id = Type.Integer({ description: 'The cursor: its place in the log of the topic' });

const stored = ([type, payload]: [string, TSchema]) =>
  Type.Object({ topic: text, id, type: Type.Literal(type), payload, timestamp: time });

const preview = ([type, payload]: [string, TSchema]) =>
  Type.Object({ topic: text, type: Type.Literal(type), payload, timestamp: time });

/** What watchers of a run are sent, as clients made from the description know it. */
export const RunFrame = Type.Union(
  [...Object.entries(RUN_EVENTS).map(stored), ...Object.entries(RUN_PREVIEWS).map(preview)],
  {
    description: 'What happens to a run. Previews have no id: they may be lost, and are worth nothing later',
  },
);

/** What watchers of the whole system are sent. */
export const SystemFrame = Type.Union(
  [...Object.entries(SYSTEM_EVENTS).map(stored), ...Object.entries(SYSTEM_PREVIEWS).map(preview)],
  { description: 'What happens in the whole system, on the topic `system` of /ws' },
);
