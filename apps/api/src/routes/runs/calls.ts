import type { TimedCall } from '@taktstock/db';
import { usdOf } from '@taktstock/registry';
import { Type } from 'typebox';
import { integer, nullable, text, time } from '../fields.ts';

/** A model call of a run, as the ledger has it. */
export const ModelCall = Type.Object({
  callId: text,
  attempt: integer,
  step: text,
  model: text,
  tokensIn: nullable('integer'),
  tokensOut: nullable('integer'),
  costUsd: Type.Unsafe<number | null>({ ...nullable('number'), description: 'null: under way, or unknown price' }),
  estimated: Type.Boolean({ description: 'Its worker died: counted with the most it can have used' }),
  firstTokenMs: nullable('integer'),
  durationMs: nullable('integer'),
  finishReason: nullable('string'),
  errorCode: nullable('string'),
  openedAt: time,
  closedAt: nullable('string'),
});

export const callDocument = ({ costMicros, openedAt, closedAt, ...call }: TimedCall) => ({
  ...call,
  costUsd: costMicros === null ? null : usdOf(costMicros),
  openedAt: openedAt.toISOString(),
  closedAt: closedAt?.toISOString() ?? null,
});
