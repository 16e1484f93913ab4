import { inspectEssence, inspectQuestions, inspectText, type Violation } from '@taktstock/chart';
import type { ReadingPart } from '@taktstock/registry';
import type { Author, Writing } from './author.ts';
import type { Task } from './load.ts';

/** A part after its one repair, if it needed one; without violations it is accepted. */
export type Judged = Writing & { violations: Violation[] };

/** Ends an attempt whose text contradicts its chart even after its repair. */
export class Rejected extends Error {
  readonly judged: Judged;

  constructor(judged: Judged) {
    super('GROUNDING_FAILED');
    this.name = 'Rejected';
    this.judged = judged;
  }
}

/** Holds a part against the chart, has it repaired once if it does not hold, and holds the repaired one against it again. */
export async function judge(
  part: ReadingPart,
  text: string | null,
  first: Writing,
  author: Author,
  task: Task,
): Promise<Judged> {
  const violations = inspect(part, first.written.text, task);
  if (violations.length === 0) return { ...first, violations };
  const again = await author.repair(part, text, first.written.text, violations.map(inWords));
  const written = { ...again.written, startedAt: first.written.startedAt };
  return { written, rest: again.rest, violations: inspect(part, written.text, task) };
}

function inspect(part: ReadingPart, text: string, { brief, subject }: Task): Violation[] {
  const context = { locale: brief.locale, subject };
  switch (part) {
    case 'text':
      return inspectText(text, context);
    case 'essence':
      return inspectEssence(text, context);
    case 'questions':
      return inspectQuestions(questionsIn(text), context);
  }
}

/** The questions of an answer, one a line; numbers and dashes before them are not theirs. */
export const questionsIn = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.replace(/^\s*(?:\d+[.)]|[-*•])\s+/, '').trim())
    .filter((line) => line !== '');

const inWords = ({ kind, claim, expected, pointer }: Violation): string =>
  `- ${kind} "${claim}": ${expected}${pointer === null ? '' : ` (${pointer})`}`;

/** One sentence for people: the first fault, and how many there are. */
export function sentenceOn(violations: readonly Violation[]): string {
  const [{ claim, kind, expected }, ...more] = violations as [Violation, ...Violation[]];
  const said = claim === '' ? kind : `“${claim.slice(0, 80)}”`;
  const others = more.length === 0 ? '' : `, and ${more.length} more`;
  return `The text does not hold against the chart after one repair: ${said}, expected ${expected}${others}.`;
}
