import type { Token } from './tokens.ts';

/** The formal address of German and the familiar one that says the same. */
const FAMILIAR: Record<string, string> = {
  ihnen: 'dir',
  ihr: 'dein',
  ihre: 'deine',
  ihren: 'deinen',
  ihrem: 'deinem',
  ihrer: 'deiner',
  ihres: 'deines',
};
const VERBS: Record<string, string> = { sind: 'bist', haben: 'hast', waren: 'warst', bleiben: 'bleibst' };
const YOU = new Set('du dir dich dein deine deinen deinem deiner deines euch euer eure'.split(' '));

/**
 * Reads "Sie sind" as "du bist" and "Ihre Milz" as "deine Milz", in a text that addresses the reader so and nowhere says du.
 * At the beginning of a sentence "Sie" may also be a pronoun, so only a capital within one tells that a text is formal.
 */
export function asFamiliar(tokens: readonly Token[]): readonly Token[] {
  const isFormal = ({ text, fold }: Token) => (fold === 'sie' || fold in FAMILIAR) && text[0] !== fold[0];
  const opens = (n: number) => n === 0 || tokens[n]!.opensLine || /^[.!?…:|]$/.test(tokens[n - 1]!.text);
  if (tokens.some(({ fold }) => YOU.has(fold))) return tokens;
  if (!tokens.some((token, n) => isFormal(token) && !opens(n))) return tokens;
  return tokens.map((token, n) => {
    if (!isFormal(token))
      return isFormal(tokens[n - 1] ?? token) || isFormal(tokens[n + 1] ?? token) ? withVerb(token) : token;
    if (token.fold !== 'sie') return spelled(token, FAMILIAR[token.fold]!);
    const verbs = [tokens[n - 1], tokens[n + 1]];
    const plural = verbs.some((verb) => verb?.kind === 'word' && /(?:en|sind)$/.test(verb.fold));
    return plural || !opens(n) ? spelled(token, 'du') : token;
  });
}

const withVerb = (token: Token): Token => (token.fold in VERBS ? spelled(token, VERBS[token.fold]!) : token);

const spelled = (token: Token, fold: string): Token => ({ ...token, fold, stem: fold });
