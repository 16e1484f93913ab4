import { type CenterId, centerIds } from '@taktstock/chart';
import { PROSE, type Prose } from './prose.ts';
import { type ChartFacts, DETAIL, type Detail, type GateFacts, type Reading } from './reading.ts';
import { capitalised, listed, type Said, say } from './sentence.ts';

/** Who the four weightiest activations belong to, in every school; the rest follows by number. */
const WEIGHTY = ['personality Sun', 'personality Earth', 'design Sun', 'design Earth'];

/** A gate in a sentence, and the template that says its theme. */
export type NamedGate = { gate: string; line: number | null; said: Said; theme: string };

/** The line in which a body, such as `design Sun`, activates a gate. */
const lineOf = ({ activations = [] }: GateFacts, body: string): number | undefined =>
  activations.find(({ side, planet }) => `${side} ${planet}` === body)?.line;

/** Speaks about one person of a reading: names their facts, with the places of the chart. */
export class Speaker {
  readonly prose: Prose;
  readonly detail: Detail;
  readonly chart: ChartFacts;
  readonly alone: boolean;
  readonly #voice: Prose['voice']['you'];
  readonly #label: string;
  readonly #prefix: string;
  readonly #focus: readonly string[];

  constructor(reading: Reading, at: number) {
    const { label, chart } = reading.persons[at]!;
    this.prose = PROSE[reading.locale];
    this.detail = DETAIL[reading.depth];
    this.chart = chart;
    this.alone = reading.persons.length === 1;
    this.#voice = this.prose.voice[label === null ? 'you' : 'label'];
    this.#label = label ?? '';
    this.#prefix = this.alone ? '' : `/persons/${at}`;
    this.#focus = this.prose.agents[reading.agent]!.focus;
  }

  /** Where a fact of this person stands. */
  at = (pointer: string): string[] => [`${this.#prefix}${pointer}`];

  /** A sentence about a fact that needs no name of the person. */
  about = (pointer: string, template: string | undefined, values?: Record<string, string>): Said =>
    say(template, this.at(pointer), values);

  /** The fact where the chart has it; otherwise an open word that it is silent. */
  fact(kind: 'type' | 'authority' | 'profile', name: string | undefined): Said {
    const template = name === undefined ? this.#voice.silent[kind] : this.#voice[kind];
    return this.#say(`/core/${kind}`, template, { name: name ?? '' });
  }

  /** A fact of the core that may go without saying. */
  further(kind: 'definition' | 'strategy' | 'notSelf', name: string | undefined): Said {
    const field = kind === 'notSelf' ? 'notSelfTheme' : kind;
    return name === undefined ? null : this.#say(`/core/${field}`, this.#voice[kind], { name });
  }

  /** The centers of a state in one sentence; null when there are none. */
  centers(state: 'defined' | 'undefined', centers: readonly CenterId[]): Said {
    if (centers.length === 0) return null;
    const { center, and } = this.prose.voice;
    const names = centers.map((id) => center.replace('{name}', this.prose.centers[id].name));
    const list = listed(names, and);
    const template = this.#voice[state === 'defined' ? 'defined' : 'open'][centers.length === 1 ? 'one' : 'many'];
    const said = this.#say('/centers', template, { list, List: capitalised(list) });
    return said && { ...said, pointers: centers.flatMap((id) => this.at(`/centers/${id}`)) };
  }

  channel = (at: number): Said =>
    this.#say(`/channels/${at}`, this.#voice.channel, { number: this.chart.channels![at]!.number });

  /** The weightiest gates, at most `most` sentences: by the body that activates them, then by their line, then by name alone. */
  gates(most: number): NamedGate[] {
    const gates = Object.entries(this.chart.gates ?? {});
    const weighty = WEIGHTY.flatMap((body) => {
      const [gate, { activations = [] } = {}] = gates.find(([, each]) => lineOf(each, body) !== undefined) ?? [];
      return gate === undefined ? [] : [this.#activated(gate, body, lineOf({ activations }, body)!)];
    });
    const others = gates.filter(([gate]) => !weighty.some((named) => named.gate === gate));
    return [...weighty, ...others.map(([gate, { line }]) => this.#named(gate, line ?? null))].slice(0, most);
  }

  #activated(gate: string, body: string, line: number): NamedGate {
    const said = this.#say(`/gates/${gate}/activations`, this.#voice.bodies[body]!, { gate, line: String(line) });
    return { gate, line, said, theme: this.prose.core.bodyThemes[body]! };
  }

  #named(gate: string, line: number | null): NamedGate {
    const said = this.#say(`/gates/${gate}`, this.#voice[line === null ? 'gate' : 'line'], {
      gate,
      line: String(line),
    });
    return { gate, line, said, theme: this.prose.core.gateTheme };
  }

  /** The centers of a state, those first that matter most to the agent. */
  inFocus = (state: 'defined' | 'undefined'): CenterId[] =>
    centersOf(this.chart, state).toSorted((a, b) => this.#focus.indexOf(a) - this.#focus.indexOf(b));

  #say = (pointer: string, template: string, values: Record<string, string>): Said =>
    say(template, this.at(pointer), { label: this.#label, ...values });
}

/** The centers of a state, from the top down. */
export const centersOf = (chart: ChartFacts, state: 'defined' | 'undefined'): CenterId[] =>
  centerIds.filter((id) => chart.centers?.[id] === state);
