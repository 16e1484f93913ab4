export { type Composition, compose } from './compose.ts';
export type { ChartFacts, Person, Reading } from './reading.ts';
export type { Sentence } from './sentence.ts';
export { inMarkdown, type Sections } from './text.ts';
