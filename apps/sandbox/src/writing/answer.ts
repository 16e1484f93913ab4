import { createHash } from 'node:crypto';
import type { Conversation } from '../protocols/protocol.ts';
import { writePart } from './parts.ts';
import { type Slip, withSlip } from './slips.ts';
import { readingTaskOf } from './task.ts';

type Asked = Pick<Conversation, 'model' | 'messages'>;

// Anything the sandbox has no words for: short, recognisable, different for different questions.
function plainAnswer({ model, messages }: Asked): string {
  const chars = messages.reduce((sum, { text }) => sum + text.length, 0);
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([model, messages]))
    .digest('hex')
    .slice(0, 12);
  return `Sandbox text, written without a model: the request to ${model} holds ${messages.length} messages with ${chars} characters. Its fingerprint is ${fingerprint}.`;
}

/** What the sandbox says to a conversation, with the mistake it was asked for; nothing but model and messages decides it. */
export function answerTo(asked: Asked, mistake: { slip: Slip; once: boolean } | null = null): string {
  const task = readingTaskOf(asked.messages);
  if (task === null) return plainAnswer(asked);
  const answer = writePart(task);
  return mistake === null || (mistake.once && task.repair) ? answer : withSlip(mistake.slip, task, answer);
}
