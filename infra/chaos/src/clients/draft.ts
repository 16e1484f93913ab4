import type { RunEventData, TextDelta } from '@taktstock/registry';

/** What a stored event and a frame have in common. */
export type Piece = { seq: number | null; type: string; data: Record<string, unknown> };

/**
 * The texts of a run as somebody reads them who follows it: a new draft voids the earlier ones of its step, a piece that is
 * known already is compared and dropped, a preview behind a hole is ignored until the stored piece fills it.
 */
export class DraftReader {
  /** What has arrived of the newest draft. */
  text = '';
  /** The accepted texts of all steps, in their order. */
  accepted: string | null = null;
  /** Pieces that contradict what was said before. */
  readonly faults: string[] = [];
  #draft = -1;
  #step = '';
  readonly #acceptedOf = new Map<string, string>();

  read({ seq, type, data }: Piece): void {
    if (type === 'text_started') {
      this.#draft = seq ?? -1;
      this.#step = (data as RunEventData<'text_started'>).step;
      this.text = '';
    } else if (type === 'text_appended' || type === 'text_delta') {
      this.#add(data as RunEventData<'text_appended'> | TextDelta, type === 'text_appended');
    } else if (type === 'text_accepted') {
      this.#accept(data as RunEventData<'text_accepted'>);
    }
  }

  #add({ draft, offset, text }: TextDelta, stored: boolean): void {
    if (draft !== this.#draft) {
      if (stored) this.faults.push(`a stored piece of draft ${draft} while draft ${this.#draft} is being written`);
      return;
    }
    if (offset > this.text.length) {
      if (stored) this.faults.push(`a hole before offset ${offset} of draft ${draft}`);
      return;
    }
    const known = this.text.slice(offset, offset + text.length);
    if (!text.startsWith(known)) this.faults.push(`draft ${draft} says something else at offset ${offset}`);
    this.text += text.slice(known.length);
  }

  #accept({ draft, length }: RunEventData<'text_accepted'>): void {
    if (draft !== this.#draft) this.faults.push(`draft ${draft} was accepted while ${this.#draft} is the newest`);
    // Previews may be ahead of the stored pieces, never behind: the remainder was stored with this event.
    if (this.text.length !== length) this.faults.push(`draft ${draft} has ${this.text.length} of ${length} characters`);
    this.#acceptedOf.set(this.#step, this.text);
    this.accepted = [...this.#acceptedOf.values()].join('\n\n');
  }
}
