import { composeEssence } from './essence.ts';
import { composeQuestions } from './questions.ts';
import type { Reading } from './reading.ts';
import type { Sentence } from './sentence.ts';
import { composeText, type Sections } from './text.ts';

/** A reading in its parts, each sentence with the places of the charts that it rests on. */
export type Composition = { text: Sections; essence: Sentence[]; questions: Sentence[] };

/** Composes a reading: nothing but agent, locale, depth, style and charts decides a word of it. */
export function compose(reading: Reading): Composition {
  const persons = reading.persons.map(({ label, chart }) => ({ label: label && inOneLine(label), chart }));
  const tidy = { ...reading, persons };
  return { text: composeText(tidy), essence: composeEssence(tidy), questions: composeQuestions(tidy) };
}

// A line break in a label would start a new Markdown line, which could look like a heading.
const inOneLine = (label: string): string => label.replaceAll(/\s+/g, ' ').trim();
