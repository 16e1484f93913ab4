import { Type } from 'typebox';
import { integer, text } from '../fields.ts';

export const OrchestratorHealth = Type.Object({
  status: Type.Enum(['ok', 'error']),
  service: text,
  registry: Type.Enum(['loaded', 'failed']),
  agentCount: integer,
});

export const AgentsDocument = Type.Object({
  agents: Type.Array(
    Type.Object({
      id: text,
      name: text,
      endpoint: text,
      supportedDepth: Type.Array(text),
      defaultStyle: text,
      description: text,
      priority: Type.Integer({ description: 'Lower goes first' }),
      health: Type.Enum(['healthy', 'degraded', 'down', 'unknown']),
      models: Type.Array(text, { description: 'In the order in which they are tried' }),
      promptHash: Type.String({ description: 'SHA-256 of the system prompt' }),
    }),
  ),
});

const stats = {
  waiting: Type.Integer({ description: 'Due' }),
  active: integer,
  completed: Type.Integer({ description: 'Of the last 24 hours' }),
  failed: Type.Integer({ description: 'Of the last 7 days' }),
  delayed: Type.Integer({ description: 'Pending until later' }),
  total: integer,
  oldestWaitingAgeMs: integer,
};

export const QueueStatsDocument = Type.Object({
  ...stats,
  agents: Type.Record(Type.String(), Type.Object(stats)),
});

export const CleanedDocument = Type.Object({
  removed: Type.Object({
    waiting: Type.Integer({ description: 'Runs that were due, now cancelled' }),
    delayed: Type.Integer({ description: 'Runs that were to go on later, now cancelled' }),
    completed: Type.Integer({ description: 'Jobs that the queue had kept' }),
    failed: integer,
  }),
});
