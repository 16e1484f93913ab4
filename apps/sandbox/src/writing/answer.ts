import { createHash } from 'node:crypto';
import type { Conversation } from '../protocols/protocol.ts';
import { writeReading } from './reading.ts';
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

/** What the sandbox says to a conversation; nothing but model and messages decides it. */
export function answerTo(asked: Asked): string {
  const task = readingTaskOf(asked.messages);
  return task === null ? plainAnswer(asked) : writeReading(task);
}
