import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ModelError } from '../../src/models/provider.ts';
import { AnswerText, LONGEST_ANSWER } from '../../src/models/text.ts';

const clean = (...pieces: string[]): string => {
  const text = new AnswerText();
  return [...pieces.map((piece) => text.take(piece)), text.end()].join('');
};

describe('the text of an answer', () => {
  it.each<[string, string[], string]>([
    ['U+0000 is dropped', ['a\0b', '\0', 'c'], 'abc'],
    ['a lone high surrogate is replaced', ['a\ud800b'], 'a\ufffdb'],
    ['a lone low surrogate is replaced', ['a\udc00b'], 'a\ufffdb'],
    ['a pair that is split over two pieces stays whole', ['a\ud83c', '\udfbcb'], 'a🎼b'],
    ['a pair that is split by an empty piece stays whole', ['\ud83c', '', '\udfbc'], '🎼'],
    ['a pair with U+0000 in between is joined', ['\ud83c\0', '\0\udfbc'], '🎼'],
    ['a high surrogate before other text is replaced', ['\ud83c', 'x'], '\ufffdx'],
    ['two high surrogates in a row: the first is replaced', ['\ud83c', '\ud83c', '\udfbc'], '\ufffd🎼'],
    ['a high surrogate at the very end is replaced', ['a', '\ud83c'], 'a\ufffd'],
  ])('%s', (_name, pieces, expected) => {
    expect(clean(...pieces)).toBe(expected);
  });

  it('is the same however it is cut, and every piece of it can be stored', () => {
    const unit = fc.constantFrom('a', 'ä', '\0', '\ud83c', '\udfbc', '🎼', ' ');
    fc.assert(
      fc.property(fc.array(fc.array(unit, { maxLength: 5 }), { maxLength: 8 }), (parts) => {
        const pieces = parts.map((part) => part.join(''));
        const text = new AnswerText();
        const out = [...pieces.map((piece) => text.take(piece)), text.end()];
        expect(out.join('')).toBe(pieces.join('').replaceAll('\0', '').toWellFormed());
        for (const piece of out) expect(piece.isWellFormed() && !piece.includes('\0')).toBe(true);
        expect(text.length).toBe(out.join('').length);
      }),
      { numRuns: 500 },
    );
  });

  it('knows whether it is blank', () => {
    const text = new AnswerText();
    text.take(' \n\t');
    expect(text.blank).toBe(true);
    text.take(' x');
    text.take(' ');
    expect(text.blank).toBe(false);
  });

  it('has a largest size', () => {
    const text = new AnswerText();
    text.take('x'.repeat(LONGEST_ANSWER));
    expect(() => text.take('x')).toThrow(ModelError);
  });
});
