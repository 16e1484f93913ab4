import { getAgent, type ReadingBrief, readingPrompt } from '@taktstock/registry';
import { answerTo } from '../../src/writing/answer.ts';
import { projector } from '../data/charts.ts';

export type Brief = Partial<ReadingBrief> & { agent?: string; model?: string };

/** The charts of a reading about one person. */
export const alone = (chart: unknown) => [{ label: null, chart }];

/** The text the sandbox writes to the prompt of a reading; a plain German one unless told otherwise. */
export function write({ agent = 'personality', model = 'claude-sonnet-5', ...brief }: Brief): string {
  const { system, user } = readingPrompt(getAgent(agent)!, {
    depth: 'advanced',
    style: 'klar',
    locale: 'de',
    context: null,
    question: null,
    charts: alone(projector),
    ...brief,
  });
  const messages = [
    { role: 'system', text: system },
    { role: 'user', text: user },
  ];
  return answerTo({ model, messages });
}
