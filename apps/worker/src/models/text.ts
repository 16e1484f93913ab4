import { ModelError } from './provider.ts';

/** No prompt of ours asks for a tenth of this; a provider that writes more ignores `max_tokens`. In UTF-16 units. */
export const LONGEST_ANSWER = 1024 * 1024;

const NUL = /\0/g;

/**
 * The text of one answer on its way to Postgres, which refuses U+0000 and lone surrogates: one such character would
 * make the write of the result fail for ever.
 */
export class AnswerText {
  /** UTF-16 units handed on so far. */
  length = 0;
  /** Nothing but white space so far. */
  blank = true;
  /** A high surrogate whose low half may come with the next piece: JSON escapes may be cut between the two. */
  #high = '';

  /** The next piece, clean; may be empty. Throws UPSTREAM_UNAVAILABLE beyond 1 Mi UTF-16 units. */
  take(piece: string): string {
    let text = this.#high + (piece.includes('\0') ? piece.replace(NUL, '') : piece);
    const last = text.charCodeAt(text.length - 1);
    this.#high = last >= 0xd800 && last <= 0xdbff ? text.slice(-1) : '';
    if (this.#high !== '') text = text.slice(0, -1);
    return this.#count(text.toWellFormed());
  }

  /** What is left when the answer is over: a high surrogate that stayed alone. */
  end(): string {
    const text = this.#high.toWellFormed();
    this.#high = '';
    return this.#count(text);
  }

  #count(text: string): string {
    this.length += text.length;
    if (this.length > LONGEST_ANSWER) throw new ModelError('UPSTREAM_UNAVAILABLE', 'the answer does not end');
    if (this.blank && /\S/.test(text)) this.blank = false;
    return text;
  }
}
