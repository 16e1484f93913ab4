import type { Locale } from '@taktstock/registry';
import type { ReadingTask } from './task.ts';

/** What a model gets wrong about a chart or about its task. */
export const SLIPS = ['wrong-gate', 'wrong-type', 'advice', 'missing-heading', 'five-questions'] as const;
export type Slip = (typeof SLIPS)[number];

const SENTENCES: Readonly<Record<Locale, Record<'gate' | 'type' | 'advice', (value: string) => string>>> = {
  de: {
    gate: (gate) => `Tor ${gate} prägt dich.`,
    type: (type) => `Du bist ein ${type}.`,
    advice: () => 'Du solltest heute ruhen.',
  },
  en: {
    gate: (gate) => `Gate ${gate} shapes you.`,
    type: (type) => `You are a ${type}.`,
    advice: () => 'You should rest today.',
  },
};

/** Two types, one of which nobody in a reading of one person is; by the name that charts use. */
const TYPES: Readonly<Record<Locale, Readonly<Record<string, string>>>> = {
  de: { Projector: 'Projektor', Manifestor: 'Manifestor', Reflector: 'Reflektor' },
  en: { Projector: 'Projector', Manifestor: 'Manifestor', Reflector: 'Reflector' },
};

const FIRST_GATE = 35;
const GATES = 64;

/** A good answer with the slip in it; slips that belong to another part leave it as it is. */
export function withSlip(slip: Slip, task: ReadingTask, answer: string): string {
  const say = SENTENCES[task.locale];
  switch (slip) {
    case 'wrong-gate':
      return withSentence(task, answer, say.gate(String(absentGate(task))));
    case 'wrong-type':
      return withSentence(task, answer, say.type(otherType(task)));
    case 'advice':
      return withSentence(task, answer, say.advice(''));
    case 'missing-heading':
      return task.part === 'text' ? answer.replace(/^## .*\n\n(?![\s\S]*^## )/m, '') : answer;
    case 'five-questions':
      return task.part === 'questions' ? answer.split('\n').slice(0, -1).join('\n') : answer;
  }
}

/** Before the first of the questions, behind everything else. */
const withSentence = ({ part }: ReadingTask, answer: string, sentence: string): string =>
  part === 'questions' ? `${sentence} ${answer}` : `${answer} ${sentence}`;

function absentGate({ persons }: ReadingTask): number {
  const present = persons.flatMap(({ chart }) => Object.keys(chart.gates ?? {}));
  const gates = Array.from({ length: GATES }, (_, at) => ((FIRST_GATE - 1 + at) % GATES) + 1);
  return gates.find((gate) => !present.includes(String(gate)))!;
}

function otherType({ persons, locale }: ReadingTask): string {
  const own = persons.map(({ chart }) => chart.core?.type);
  return Object.entries(TYPES[locale]).find(([type]) => !own.includes(type))![1];
}
