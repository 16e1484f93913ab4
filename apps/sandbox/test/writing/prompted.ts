import {
  getAgent,
  partPrompt,
  type ReadingBrief,
  type ReadingPart,
  type ReadingPrompt,
  repairPrompt,
} from '@taktstock/registry';
import { answerTo } from '../../src/writing/answer.ts';
import { projector } from '../data/charts.ts';

export type Brief = Partial<ReadingBrief> & { agent?: string; part?: ReadingPart };

/** A conversation as the sandbox sees it. */
const conversation = ({ system, messages }: ReadingPrompt) => ({
  model: 'claude-sonnet-5',
  messages: [{ role: 'system', text: system }, ...messages],
});

/** The charts of a reading about one person. */
export const alone = (chart: unknown) => [{ label: null, chart }];

const DEFAULTS = { depth: 'advanced', style: 'klar', locale: 'de', context: null, question: null } as const;

/** What the sandbox is asked; a text in plain German unless told otherwise. */
export function prompted({ agent = 'personality', part = 'text', ...brief }: Brief): ReadingPrompt {
  const whole = { ...DEFAULTS, charts: alone(projector), composite: null, ...brief };
  return partPrompt(getAgent(agent)!, whole, part, part === 'text' ? null : 'The accepted text.');
}

type Mistake = Parameters<typeof answerTo>[1];

/** What the sandbox writes to the prompt of a part. */
export const write = (brief: Brief, mistake: Mistake = null): string =>
  answerTo(conversation(prompted(brief)), mistake);

/** What it writes when that answer did not hold. */
export function repair(brief: Brief, mistake: Mistake = null): string {
  const again = repairPrompt(prompted(brief), brief.locale ?? 'de', write(brief, mistake), ['- gate "Tor 35": absent']);
  return answerTo(conversation(again), mistake);
}
