import { SLIPS, type Slip } from './writing/slips.ts';

/** Answers that say no with an HTTP status instead of a text. */
export const REFUSALS = ['400', '401', '402', '403', '404', '429', '500', '529', 'quota'] as const;
export type Refusal = (typeof REFUSALS)[number];

/** Answers that begin well and go wrong, or never begin. */
export const BREAKAGES = [
  'hang',
  'stall',
  'cut',
  'reset',
  'error-event',
  'html',
  'nul',
  'empty',
  'length',
  'garbage',
] as const;
export type Breakage = (typeof BREAKAGES)[number];

export type Fault =
  | { kind: 'refusal'; refusal: Refusal; retryAfterSeconds: number }
  | { kind: 'breakage'; breakage: Breakage }
  /** Half of the text, and the rest when the script is cleared. */
  | { kind: 'hold' }
  /** Milliseconds before the first token. */
  | { kind: 'slow'; ms: number }
  | { kind: 'text'; text: string }
  /** A reading that does not hold; `once`: its repair does. */
  | { kind: 'slip'; slip: Slip; once: boolean };

/** Every way to write a fault, for messages to people. */
export const FAULT_WORDS: readonly string[] = [
  ...REFUSALS,
  '429:<s>',
  ...BREAKAGES,
  'hold',
  'slow:<ms>',
  'text:<...>',
  ...SLIPS.flatMap((slip) => [slip, `${slip}:once`]),
];

const LONGEST_WAIT = 86_400_000;

const wholeNumber = (digits: string): number | null =>
  /^\d{1,8}$/.test(digits) && Number(digits) <= LONGEST_WAIT ? Number(digits) : null;

const isOneOf = <Word extends string>(words: readonly Word[], word: string): word is Word =>
  (words as readonly string[]).includes(word);

/** Reads a fault such as `429:7` or `text:Hello`; null when there is no such fault. */
export function parseFault(spec: string): Fault | null {
  const [, word = '', value] = /^([^:]*)(?::([\s\S]*))?$/.exec(spec) ?? [];
  if (word === 'text' && value !== undefined) return { kind: 'text', text: value };
  if (word === 'slow') {
    const ms = wholeNumber(value ?? '');
    return ms === null ? null : { kind: 'slow', ms };
  }
  if (word === '429' && value !== undefined) {
    const retryAfterSeconds = wholeNumber(value);
    return retryAfterSeconds === null ? null : { kind: 'refusal', refusal: '429', retryAfterSeconds };
  }
  if (isOneOf(SLIPS, word) && (value === undefined || value === 'once')) {
    return { kind: 'slip', slip: word, once: value === 'once' };
  }
  if (value !== undefined) return null;
  if (word === 'hold') return { kind: 'hold' };
  if (isOneOf(REFUSALS, word)) return { kind: 'refusal', refusal: word, retryAfterSeconds: 1 };
  return isOneOf(BREAKAGES, word) ? { kind: 'breakage', breakage: word } : null;
}

/** Splits `claude-sonnet-4-5+500` into the model and its fault. */
export function splitModel(model: string): { model: string; fault: string | null } {
  const plus = model.indexOf('+');
  return plus < 0 ? { model, fault: null } : { model: model.slice(0, plus), fault: model.slice(plus + 1) };
}

/** What a scripted fault waits for; both conditions must hold. */
export type FaultMatch = { model?: string; contains?: string };
export type ScriptedFault = { id: number; match: FaultMatch; fault: string; times: number | null };

/** Faults laid out in advance: the first one that fits a call is taken. */
export class FaultScript {
  #faults: ScriptedFault[] = [];
  #lastId = 0;
  #clearing = Promise.withResolvers<void>();

  add(fault: Omit<ScriptedFault, 'id'>): ScriptedFault {
    this.#lastId += 1;
    const scripted = { id: this.#lastId, ...fault };
    this.#faults.push(scripted);
    return scripted;
  }

  /** Takes the next fault for a call and uses up one of its times. */
  take(call: { model: string; texts: readonly string[] }): string | null {
    const found = this.#faults.find(
      ({ match }) =>
        (match.model === undefined || match.model === call.model) &&
        (match.contains === undefined || call.texts.some((text) => text.includes(match.contains!))),
    );
    if (found === undefined) return null;
    if (found.times !== null) found.times -= 1;
    if (found.times === 0) this.#faults = this.#faults.filter((fault) => fault !== found);
    return found.fault;
  }

  /** Resolves when the script is cleared next. */
  get cleared(): Promise<void> {
    return this.#clearing.promise;
  }

  get pending(): readonly ScriptedFault[] {
    return this.#faults;
  }

  clear(): void {
    this.#faults = [];
    this.#clearing.resolve();
    this.#clearing = Promise.withResolvers();
  }
}
