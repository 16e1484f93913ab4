import type { Term } from './term.ts';

/** `text` and `fold` are of the first token, `last` is the text of the last one. */
export type Base = {
  start: number;
  end: number;
  text: string;
  last: string;
  fold: string;
  clause: number;
  tokens: number;
};

/** A term, number or plain word of a sentence, with its UTF-16 offsets. */
export type Item = Base &
  (
    | { kind: 'word' | 'mark' }
    | { kind: 'number' | 'ordinal'; value: number }
    | { kind: 'dotted'; gate: number; line: number }
    | { kind: 'pair'; first: number; second: number; slash: boolean }
    | { kind: 'term'; term: Term; compound: boolean }
  );
