import type { Locale } from './prompts.ts';

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

/** What a reading consists of, each part asked for by itself. */
export const READING_PARTS = ['text', 'essence', 'questions'] as const;
export type ReadingPart = (typeof READING_PARTS)[number];

/** Where a part stands in a reading's content, and the name under which a missing one is reported. */
export const PART_FIELDS = {
  text: 'text',
  essence: 'essence',
  questions: 'reflectionQuestions',
} as const satisfies Record<ReadingPart, string>;

/** The steps of a reading in order, each with the progress (percent) that is reached once it is done. */
export const READING_STEPS = {
  load: { position: 1, progress: 30 },
  text: { position: 2, progress: 30 }, // written is not accepted
  gate: { position: 3, progress: 70 },
  essence: { position: 4, progress: 70 },
  questions: { position: 5, progress: 90 },
  save: { position: 6, progress: 100 },
} as const;
export type ReadingStep = keyof typeof READING_STEPS;

/** What stands in place of a model's id where a reading was composed from the chart without one. */
export const TEMPLATE_MODEL = 'template';
