import type { Frame, RunEventData, TextDelta } from '@taktstock/registry';

/**
 * Follows one run's text as its frames arrive. Previews and stored pieces say the same text twice, with the offset in its
 * draft: what is known already is dropped, a preview behind a hole is ignored, and the next stored piece fills the hole.
 */
export class DraftText {
  #draft = -1;
  #length = 0;

  /** Takes a frame and answers the text that it adds, which may be empty. Other frames add nothing. */
  add(frame: Frame): string {
    if (frame.type === 'text_started' && frame.id !== undefined) {
      this.#draft = frame.id;
      this.#length = 0;
      return '';
    }
    if (frame.type !== 'text_appended' && frame.type !== 'text_delta') return '';
    const { draft, offset, text } = frame.payload as TextDelta | RunEventData<'text_appended'>;
    if (draft !== this.#draft || offset > this.#length) return '';
    const fresh = text.slice(this.#length - offset);
    this.#length += fresh.length;
    return fresh;
  }
}
