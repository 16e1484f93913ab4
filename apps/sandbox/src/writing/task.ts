import type { Person, Reading } from '@taktstock/composer';
import { DEPTHS, getSupportedAgents, LOCALES, READING_PARTS, type ReadingPart, STYLES } from '@taktstock/registry';
import { readChart } from './chart.ts';

/** A part of a reading as the prompt asks for it. */
export type ReadingTask = Reading & {
  part: ReadingPart;
  /** Whether context or question set a perspective. */
  asked: boolean;
  /** Whether an answer was given before and did not hold. */
  repair: boolean;
};

const isOneOf = <Word extends string>(words: readonly Word[], word: string | undefined): word is Word =>
  word !== undefined && (words as readonly string[]).includes(word);

const isReadingAgent = (id: string): boolean => getSupportedAgents('reading').some((agent) => agent.id === id);

const attributesOf = (tag: string): Map<string, string> =>
  new Map([...tag.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name!, value!]));

function personsOf(prompt: string): Person[] | null {
  const blocks = [...prompt.matchAll(/<chart(?: label="([^"]*)")?>\s*([\s\S]*?)\s*<\/chart>/g)];
  const charts = blocks.map(([, label = '', json = '']) => ({ label: label.trim(), chart: readChart(json) }));
  if (charts.length < 1 || charts.length > 2 || charts.some(({ chart }) => chart === null)) return null;
  const several = charts.length > 1;
  return charts.map(({ label, chart }, index) => ({
    label: several ? label || `Person ${'AB'[index]}` : null,
    chart: chart!,
  }));
}

const isSaid = (prompt: string, tag: string): boolean => new RegExp(`<${tag}>\\s*[^<\\s]`).test(prompt);

/** The part of a reading that a conversation asks for; null when it asks for something else. */
export function readingTaskOf(messages: readonly { role: string; text: string }[]): ReadingTask | null {
  const said = (role: string) => messages.filter((message) => message.role === role).map(({ text }) => text);
  const prompt = said('user').join('\n');
  const tag = /<task ([^>]*)>/.exec(prompt)?.[1];
  if (tag === undefined) return null;
  const attributes = attributesOf(tag);
  const agent = attributes.get('agent');
  const [locale, depth, style] = [attributes.get('locale'), attributes.get('depth'), attributes.get('style')];
  const part = attributes.get('part');
  const persons = personsOf(prompt);
  if (persons === null || agent === undefined || !isReadingAgent(agent) || !isOneOf(READING_PARTS, part)) return null;
  if (!isOneOf(LOCALES, locale) || !isOneOf(DEPTHS, depth) || !isOneOf(STYLES, style)) return null;
  return {
    ...{ part, agent, locale, depth, style, persons },
    asked: isSaid(prompt, 'context') || isSaid(prompt, 'question'),
    repair: said('assistant').length > 0,
  };
}
