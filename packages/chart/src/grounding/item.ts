import type { Term } from './term.ts';

/** `text` is of the first token, `last` of the last one; so is `fold`, but of a term it has all. */
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
