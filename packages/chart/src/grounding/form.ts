import type { Locale } from './tokens.ts';

/** The outer form of the parts of a reading; each fault says what was expected and where. */
export type Fault = { start: number; end: number; claim: string; expected: string };

/** The five headings of a text, in order. */
export const headings: Record<Locale, readonly string[]> = {
  de: ['Einordnung', 'Zentrale Dynamiken', 'Konkrete Auswirkungen', 'Spannungsfelder', 'Abschluss'],
  en: ['Placement', 'Central dynamics', 'Concrete effects', 'Fields of tension', 'Close'],
};

const ESSENCE_WORDS = { least: 150, most: 250 };

/** How many reflection questions a reading has. */
export const QUESTIONS = 6;

/** Headings of the second level that are missing, surplus or out of order. */
export function headingFaults(text: string, locale: Locale): Fault[] {
  const found = [...text.matchAll(/^##[ \t]+(.*?)[ \t]*$/gm)];
  const expected = headings[locale];
  const faults = Array.from({ length: Math.max(found.length, expected.length) }, (_, n): Fault[] => {
    const [match, wanted] = [found[n], expected[n]];
    if (match && match[1] === wanted) return [];
    const start = match?.index ?? text.length;
    return [
      {
        start,
        end: start + (match?.[0].length ?? 0),
        claim: match?.[0] ?? '',
        expected: wanted ? `## ${wanted}` : 'no further heading',
      },
    ];
  });
  return faults.flat();
}

/** An essence flows: 150 to 250 words, no headings, no lists. */
export function essenceFaults(text: string): Fault[] {
  const words = text.split(/\s+/).filter(Boolean).length;
  const { least, most } = ESSENCE_WORDS;
  const whole = { start: 0, end: text.length };
  const length =
    words < least || words > most ? [{ ...whole, claim: `${words} words`, expected: `${least} to ${most} words` }] : [];
  const marks = [...text.matchAll(/^[ \t]*(?:#+|[-*•]|\d+\.)[ \t].*$/gm)].map((match) => {
    return { start: match.index, end: match.index + match[0].length, claim: match[0], expected: 'flowing text' };
  });
  return [...length, ...marks];
}

/** Exactly six questions, each ending with a question mark; `at` is the question, absent for their number. */
export function questionFaults(questions: readonly string[]): (Fault & { at?: number })[] {
  const { length } = questions;
  const count =
    length === QUESTIONS
      ? []
      : [{ start: 0, end: 0, claim: `${length} questions`, expected: `${QUESTIONS} questions` }];
  const statements = questions.flatMap((text, at) => {
    return /\?["“”»]?\s*$/.test(text) ? [] : [{ at, start: 0, end: text.length, claim: text, expected: 'a question' }];
  });
  return [...count, ...statements];
}
