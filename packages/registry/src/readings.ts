import { fill, type Locale, promptOf } from './prompts.ts';

export const DEPTHS = ['basic', 'advanced', 'professional'] as const;
export type Depth = (typeof DEPTHS)[number];
export const DEFAULT_DEPTH: Depth = 'advanced';

export const STYLES = ['klar', 'direkt', 'ruhig', 'empathisch'] as const;
export type Style = (typeof STYLES)[number];
export const STYLE_ALIASES: Readonly<Record<string, Style>> = { einfühlsam: 'empathisch' };

export const DEFAULT_LOCALE: Locale = 'de';
export const FALLBACKS = ['none', 'template'] as const;
export type Fallback = (typeof FALLBACKS)[number];

/** The headings of a reading's text, in order. */
export const HEADINGS: Readonly<Record<Locale, readonly string[]>> = {
  de: ['Einordnung', 'Zentrale Dynamiken', 'Konkrete Auswirkungen', 'Spannungsfelder', 'Abschluss'],
  en: ['Placement', 'Central dynamics', 'Concrete effects', 'Fields of tension', 'Close'],
};

/** Progress (percent) that a reading has reached once the step is done. */
export const READING_PROGRESS = { load: 30, text: 70, save: 100 } as const;

/** What a reading is written from; birth data, names and places are no part of it. */
export type ReadingBrief = {
  depth: Depth;
  style: Style;
  locale: Locale;
  context: string | null;
  question: string | null;
  /** One chart, or two with the labels of the persons. */
  charts: { label: string | null; chart: unknown }[];
};

/** The part of an agent's row that its prompts are made of. */
export type PromptSource = { id: string; prompt: readonly string[] };

export type ReadingPrompt = { system: string; user: string; hash: string };

const TASK = 'readings/task';

// A closing tag inside what a caller wrote must not end the quotation early.
const quoted = (text: string | null): string => (text === null ? '' : text.replaceAll('<', '‹').replaceAll('>', '›'));

const chartBlock = ({ label, chart }: ReadingBrief['charts'][number]): string =>
  `<chart${label === null ? '' : ` label="${quoted(label).replaceAll('"', "'")}"`}>\n${JSON.stringify(chart)}\n</chart>`;

/** The messages that ask an agent for the text of a reading: stable prefix (rules) first, then charts, then the caller's words. */
export function readingPrompt(agent: PromptSource, brief: ReadingBrief): ReadingPrompt {
  const prompt = promptOf(...agent.prompt);
  const user = fill(promptOf(TASK).text[brief.locale], {
    part: 'text',
    agent: agent.id,
    locale: brief.locale,
    depth: brief.depth,
    style: brief.style,
    headings: HEADINGS[brief.locale].map((heading) => `## ${heading}`).join('\n'),
    charts: brief.charts.map(chartBlock).join('\n\n'),
    context: quoted(brief.context),
    question: quoted(brief.question),
  });
  return { system: prompt.text[brief.locale], user, hash: prompt.hash };
}
