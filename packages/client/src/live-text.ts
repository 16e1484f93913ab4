import type { RunFrame } from './frames.ts';

type Draft = { number: number; text: string; isAccepted: boolean };

/**
 * Folds the frames of a run to the text as it stands. Every piece comes twice, as a preview at once and as an event a little
 * later, with its offset in its draft: what is known already is dropped, a preview behind a hole is ignored, and the next
 * event fills the hole. A new draft of a step (another attempt, another model, a repair) voids the one before it.
 */
export class LiveText {
  /** The draft of each step that counts. */
  readonly #drafts = new Map<string, Draft>();
  readonly #byNumber = new Map<number, Draft>();
  #newest = '';

  /** The text of the step that was begun last. */
  get text(): string {
    return this.of(this.#newest);
  }

  /** The steps that write, in the order in which they first began. */
  get steps(): string[] {
    return [...this.#drafts.keys()];
  }

  /** The text of one step; empty when it has not begun. */
  of(step: string): string {
    return this.#drafts.get(step)?.text ?? '';
  }

  /** Whether the text of a step is final. */
  isAccepted(step: string): boolean {
    return this.#drafts.get(step)?.isAccepted ?? false;
  }

  /** Takes any frame; answers the text that it adds at the end of its draft, which may be empty. */
  add(frame: RunFrame): string {
    switch (frame.type) {
      case 'text_started':
        this.#start(frame.id, frame.payload.step);
        return '';
      case 'text_appended':
      case 'text_delta':
        return this.#append(frame.payload);
      case 'text_accepted':
        this.#accept(frame.payload);
        return '';
      default:
        return '';
    }
  }

  #start(number: number, step: string): void {
    const voided = this.#drafts.get(step);
    if (voided !== undefined) this.#byNumber.delete(voided.number);
    const draft = { number, text: '', isAccepted: false };
    this.#drafts.set(step, draft);
    this.#byNumber.set(number, draft);
    this.#newest = step;
  }

  #append({ draft: number, offset, text }: { draft: number; offset: number; text: string }): string {
    const draft = this.#byNumber.get(number);
    if (draft === undefined || offset > draft.text.length) return '';
    const fresh = text.slice(draft.text.length - offset);
    draft.text += fresh;
    return fresh;
  }

  #accept({ draft: number, length }: { draft: number; length: number }): void {
    const draft = this.#byNumber.get(number);
    if (draft === undefined) return;
    draft.text = draft.text.slice(0, length);
    draft.isAccepted = true;
  }
}
