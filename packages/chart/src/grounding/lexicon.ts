import type { Spelling, Term } from './term.ts';
import type { Locale, Token } from './tokens.ts';
import { fold, stem } from './tokens.ts';
import { addVocabulary } from './vocabulary.ts';

/**
 * The vocabulary as a tree of stems: every name of a center, type, authority and so on is found in one pass, the longest
 * first ("Manifesting Generator" before "Generator").
 */
export type Lexicon = { children: Map<string, Lexicon>; term?: Term; spelling?: Spelling };

const lexicons: Partial<Record<Locale, Lexicon>> = {};

/** The lexicon of a locale; built on first use. */
export function lexiconOf(locale: Locale): Lexicon {
  lexicons[locale] ??= build(locale);
  return lexicons[locale];
}

/** The longest term that begins at a token, and how many tokens it takes; hyphens and slashes inside are passed over. */
export function longestTerm(lexicon: Lexicon, tokens: readonly Token[], at: number) {
  let node: Lexicon | undefined = lexicon;
  let found: { term: Term; length: number } | undefined;
  for (let n = at; n < tokens.length && node; n++) {
    const token = tokens[n]!;
    if (n > at && (token.text === '-' || token.text === '/' || token.text === '‑')) continue;
    if (token.kind !== 'word' || (n > at && token.opensLine && tokens[n - 1]!.kind === 'mark')) break;
    node = node.children.get(token.stem) ?? node.children.get(token.fold);
    if (node?.term && spelled(tokens[at]!.text, node.spelling)) found = { term: node.term, length: n - at + 1 };
  }
  return found;
}

function spelled(text: string, spelling: Spelling | undefined): boolean {
  if (spelling === 'upper') return text === text.toUpperCase();
  return spelling !== 'capital' || text[0] !== text[0]!.toLowerCase();
}

function build(locale: Locale): Lexicon {
  const root: Lexicon = { children: new Map() };
  addVocabulary(locale, (words, term, spelling = 'any') => {
    let node = root;
    for (const word of words.split(/[^\p{L}\p{M}']+/u).filter(Boolean)) {
      const key = stem(fold(word), locale);
      const child = node.children.get(key) ?? { children: new Map() };
      node.children.set(key, child);
      node = child;
    }
    node.term ??= term;
    node.spelling ??= spelling;
  });
  return root;
}
