import { createHash } from 'node:crypto';
import type { Conversation } from '../protocols/protocol.ts';
import { writeEssence, writeQuestions } from './parts.ts';
import { writeReading } from './reading.ts';
import { type Slip, withSlip } from './slips.ts';
import { type ReadingTask, readingTaskOf } from './task.ts';

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

const PARTS: Readonly<Record<ReadingTask['part'], (task: ReadingTask) => string>> = {
  text: writeReading,
  essence: writeEssence,
  questions: writeQuestions,
};

/** What the sandbox says to a conversation, with the mistake it was asked for; nothing but model and messages decides it. */
export function answerTo(asked: Asked, mistake: { slip: Slip; once: boolean } | null = null): string {
  const task = readingTaskOf(asked.messages);
  if (task === null) return plainAnswer(asked);
  const answer = PARTS[task.part](task);
  return mistake === null || (mistake.once && task.repair) ? answer : withSlip(mistake.slip, task, answer);
}
