import type { RunFrame } from './frames.ts';

type Draft = { number: number; text: string; isAccepted: boolean };

/**
 * Folds the frames of a run to the text as it stands. Every piece comes twice, as a preview at once and as an event a little
 * later, with its offset in its draft: what is known already is dropped, a preview behind a hole is ignored, and the next
 * event fills the hole. A new draft of a step (another attempt, another model, a repair) voids the one before it.
 */
export class LiveText {
  readonly #drafts = new Map<string, Draft>();
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
        this.#newest = frame.payload.step;
        this.#drafts.set(frame.payload.step, { number: frame.id, text: '', isAccepted: false });
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

  #append({ draft: number, offset, text }: { draft: number; offset: number; text: string }): string {
    const draft = this.#find(number);
    if (draft === undefined || offset > draft.text.length) return '';
    const fresh = text.slice(draft.text.length - offset);
    draft.text += fresh;
    return fresh;
  }

  #accept({ draft: number, length }: { draft: number; length: number }): void {
    const draft = this.#find(number);
    if (draft === undefined) return;
    draft.text = draft.text.slice(0, length);
    draft.isAccepted = true;
  }

  #find(number: number): Draft | undefined {
    return [...this.#drafts.values()].find((draft) => draft.number === number);
  }
}
