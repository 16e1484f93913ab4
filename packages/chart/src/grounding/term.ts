import type { ChannelClass } from '../chart/composite.ts';
import type { Body, CenterId, Side } from '../facts.ts';

/** What a term names. `ordinary` centers (Herz, Kopf, root) are everyday words too and need more context. */
export type Term =
  | { kind: 'center'; value: CenterId; ordinary: boolean }
  | { kind: 'state'; value: 'defined' | 'undefined' | 'completely-open'; colloquial: boolean }
  | { kind: 'state-noun'; value: 'defined' | 'undefined' }
  | { kind: 'type'; value: string; plural: boolean }
  | { kind: 'authority'; value: string; weak: boolean }
  | { kind: 'authority-value'; value: string }
  | { kind: 'definition'; value: string }
  | { kind: 'definition-value'; value: string }
  | { kind: 'role'; value: number }
  | { kind: 'body'; value: Body; side?: Side }
  | { kind: 'side'; value: Side; noun: boolean }
  | { kind: 'angle'; value: string; bare: boolean }
  | { kind: 'theme'; value: string }
  | { kind: 'part'; value: 'invitation' | 'lunar' | 'respond' | 'inform' }
  | { kind: 'class'; value: ChannelClass }
  | { kind: 'channel-name'; value: string }
  | {
      kind:
        | 'gate'
        | 'channel'
        | 'center-word'
        | 'line'
        | 'type-word'
        | 'strategy'
        | 'authority-word'
        | 'profile'
        | 'profile-lines';
    }
  | {
      kind:
        | 'definition-word'
        | 'cross'
        | 'cross-word'
        | 'signature'
        | 'not-self'
        | 'hanging'
        | 'penta'
        | 'variable'
        | 'nothing';
    };

/** How a word must be written to count: `capital` for nouns that would be another word, `upper` for abbreviations. */
export type Spelling = 'any' | 'capital' | 'upper';

/** Takes words of any number with what they name. What is added first keeps its words. */
export type Add = (words: string, term: Term, spelling?: Spelling) => void;
