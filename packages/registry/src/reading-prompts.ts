import { fill, type Locale, promptOf } from './prompts.ts';
import { type Depth, HEADINGS, type ReadingPart, type Style } from './readings.ts';

/** What a reading is written from; birth data, names and places are no part of it. */
export type ReadingBrief = {
  depth: Depth;
  style: Style;
  locale: Locale;
  context: string | null;
  question: string | null;
  /** One chart, or two with the labels of the persons. */
  charts: { label: string | null; chart: unknown }[];
  /** What arises between two persons; null for one. */
  composite: unknown;
};

/** One turn of a conversation. `stable`: other calls begin in the same way up to here, so a provider's cache pays off. */
export type PromptMessage = { role: 'user' | 'assistant'; text: string; stable: boolean };

/** `hash` is the version of the system prompt. */
export type ReadingPrompt = { system: string; messages: PromptMessage[]; hash: string };

/** The part of an agent's row that its prompts are made of. */
export type PromptSource = { id: string; prompt: readonly string[] };

// A closing tag inside what a caller wrote must not end the quotation early.
const quoted = (text: string | null): string => (text === null ? '' : text.replaceAll('<', '‹').replaceAll('>', '›'));

/** The name of a person as prompts show it, and as texts that come of them write it. */
export const shownLabel = (label: string): string => quoted(label).replaceAll('"', "'");

const chartBlock = ({ label, chart }: ReadingBrief['charts'][number]): string =>
  `<chart${label === null ? '' : ` label="${shownLabel(label)}"`}>\n${JSON.stringify(chart)}\n</chart>`;

const compositeBlock = (composite: unknown): string => `<composite>\n${JSON.stringify(composite)}\n</composite>`;

const stable = (text: string): PromptMessage => ({ role: 'user', text, stable: true });

/**
 * The messages that ask an agent for one part of a reading: rules, charts and, for the parts that follow it, the accepted
 * text come first, because they are the same in other calls; what is asked comes last.
 */
export function partPrompt(
  agent: PromptSource,
  brief: ReadingBrief,
  part: ReadingPart,
  text: string | null = null,
): ReadingPrompt {
  const { locale, depth, style, charts, composite } = brief;
  const { text: system, hash } = promptOf(...agent.prompt);
  const blocks = [...charts.map(chartBlock), ...(composite === null ? [] : [compositeBlock(composite)])];
  const asked = fill(promptOf('readings/task').text[locale], {
    ...{ part, agent: agent.id, locale, depth, style },
    instructions: instructionsOf(part, locale),
    context: quoted(brief.context),
    question: quoted(brief.question),
  });
  const messages = [
    stable(blocks.join('\n\n')),
    ...(text === null ? [] : [stable(`<text>\n${quoted(text)}\n</text>`)]),
    { role: 'user', text: asked, stable: false } as const,
  ];
  return { system: system[locale], messages, hash };
}

function instructionsOf(part: ReadingPart, locale: Locale): string {
  const instructions = promptOf(`readings/parts/${part}`).text[locale];
  if (part !== 'text') return instructions;
  return fill(instructions, { headings: HEADINGS[locale].map((heading) => `## ${heading}`).join('\n') });
}

/** Asks for an answer again and says what is wrong with it, one fault a line. */
export function repairPrompt(prompt: ReadingPrompt, locale: Locale, answer: string, faults: string[]): ReadingPrompt {
  const text = fill(promptOf('readings/repair').text[locale], { faults: quoted(faults.join('\n')) });
  const turns: PromptMessage[] = [
    { role: 'assistant', text: answer, stable: false },
    { role: 'user', text, stable: false },
  ];
  return { ...prompt, messages: [...prompt.messages, ...turns] };
}
