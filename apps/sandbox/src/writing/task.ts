import { DEPTHS, type Depth, getSupportedAgents, LOCALES, type Locale, STYLES, type Style } from '@taktstock/registry';
import { type Chart, readChart } from './chart.ts';

/** One person of a reading; a single person has no label and is addressed directly. */
export type Person = { label: string | null; chart: Chart };

/** A reading as the prompt asks for it. */
export type ReadingTask = {
  agent: string;
  locale: Locale;
  depth: Depth;
  style: Style;
  persons: readonly Person[];
  /** Whether context or question set a perspective. */
  asked: boolean;
};

const isOneOf = <Word extends string>(words: readonly Word[], word: string | undefined): word is Word =>
  word !== undefined && (words as readonly string[]).includes(word);

const isReadingAgent = (id: string): boolean => getSupportedAgents('reading').some((agent) => agent.id === id);

const attributesOf = (tag: string): Map<string, string> =>
  new Map([...tag.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name!, value!]));

// A line break in a label would start a new Markdown line, which could look like a heading.
const inOneLine = (label: string): string => label.replaceAll(/\s+/g, ' ').trim();

function personsOf(prompt: string): Person[] | null {
  const blocks = [...prompt.matchAll(/<chart(?: label="([^"]*)")?>\s*([\s\S]*?)\s*<\/chart>/g)];
  const charts = blocks.map(([, label = '', json = '']) => ({ label: inOneLine(label), chart: readChart(json) }));
  if (charts.length < 1 || charts.length > 2 || charts.some(({ chart }) => chart === null)) return null;
  const several = charts.length > 1;
  return charts.map(({ label, chart }, index) => ({
    label: several ? label || `Person ${'AB'[index]}` : null,
    chart: chart!,
  }));
}

const isSaid = (prompt: string, tag: string): boolean => new RegExp(`<${tag}>\\s*[^<\\s]`).test(prompt);

/** The reading that a conversation asks for; null when it asks for something else. A repair request asks for the same reading again. */
export function readingTaskOf(messages: readonly { role: string; text: string }[]): ReadingTask | null {
  const prompt = messages.find(({ role, text }) => role === 'user' && text.includes('<task '))?.text;
  const tag = prompt === undefined ? undefined : /<task ([^>]*)>/.exec(prompt)?.[1];
  if (prompt === undefined || tag === undefined) return null;
  const attributes = attributesOf(tag);
  const agent = attributes.get('agent');
  const [locale, depth, style] = [attributes.get('locale'), attributes.get('depth'), attributes.get('style')];
  const persons = personsOf(prompt);
  // Other parts of a reading have shapes of their own, which this writer does not know.
  if (attributes.get('part') !== 'text' || persons === null || agent === undefined || !isReadingAgent(agent))
    return null;
  if (!isOneOf(LOCALES, locale) || !isOneOf(DEPTHS, depth) || !isOneOf(STYLES, style)) return null;
  return {
    agent,
    locale,
    depth,
    style,
    persons,
    asked: isSaid(prompt, 'context') || isSaid(prompt, 'question'),
  };
}
