import { createHash } from 'node:crypto';
import { compose, inMarkdown } from '@taktstock/composer';
import { getAgent, promptHashOf, type ReadingPart, TEMPLATE_MODEL } from '@taktstock/registry';
import type { RunContext } from '../../runs/context.ts';
import type { Author, Writing } from './author.ts';
import type { Task } from './load.ts';

/** Writes without a model: what it writes follows from the charts and the wishes alone, so writing it anew is repairing it. */
export function templateAuthor(context: RunContext, { brief, persons }: Task): Author {
  const { locale, depth, style } = brief;
  const reading = { agent: context.run.agent, locale, depth, style, persons };
  const { text, essence, questions } = compose(reading);
  const parts: Record<ReadingPart, string> = {
    text: inMarkdown(text, locale),
    essence: essence.map((sentence) => sentence.text).join(' '),
    questions: questions.map((sentence) => sentence.text).join('\n'),
  };
  const origin = {
    model: TEMPLATE_MODEL,
    promptHash: promptHashOf(getAgent(context.run.agent)!),
    inputHash: createHash('sha256').update(JSON.stringify(reading)).digest('hex'),
    startedAt: Date.now(),
  };

  async function write(part: ReadingPart): Promise<Writing> {
    const sink = context.draft(part, TEMPLATE_MODEL);
    sink.write(parts[part]);
    const { draft, rest } = await sink.end();
    return { written: { text: parts[part], draft, ...origin }, rest };
  }

  return { write, repair: write };
}
