import { type Depth, HEADINGS, type Locale } from '@taktstock/registry';
import { CENTERS, centerOf, gatesOf } from './centers.ts';
import type { Chart } from './chart.ts';
import { german } from './de/phrases.ts';
import { english } from './en/phrases.ts';
import type { Phrases, Voice } from './phrases.ts';
import type { Person, ReadingTask } from './task.ts';

/** The words of each language. */
export const PHRASES: Readonly<Record<Locale, Phrases>> = { de: german, en: english };

/** How much is explained; which facts are named never depends on depth. */
type Detail = { precise: boolean; systemic: boolean; explained: number };
const DETAIL: Readonly<Record<Depth, Detail>> = {
  basic: { precise: false, systemic: false, explained: 1 },
  advanced: { precise: true, systemic: false, explained: 3 },
  professional: { precise: true, systemic: true, explained: 9 },
};

// One person fills a reading with more gates and channels than each of two.
const NAMED = { alone: { channels: 4, gates: 4 }, together: { channels: 3, gates: 2 } } as const;

type Said = (string | null | false | undefined)[];
type Writer = {
  phrases: Phrases;
  detail: Detail;
  voice: Voice;
  chart: Chart;
  named: { channels: number; gates: number };
  alone: boolean;
};

/** The fact where the chart has it, with its explanation; otherwise an open word that it is silent. */
function core({ phrases, detail, voice, chart }: Writer): Said {
  const { type, authority, profile, definition } = chart.core ?? {};
  const typeTerm = phrases.types[type ?? ''];
  const authorityTerm = phrases.authorities[authority ?? ''];
  const definitionTerm = phrases.definitions[definition ?? ''];
  const [first, second] = (profile ?? '').split('/').map((line) => phrases.lines[line]);
  return [
    typeTerm ? voice.type(typeTerm.name) : voice.silent('type'),
    typeTerm?.plain,
    detail.precise && typeTerm?.precise,
    authorityTerm ? voice.authority(authorityTerm.name) : voice.silent('authority'),
    authorityTerm?.plain,
    detail.precise && authorityTerm?.precise,
    profile ? voice.profile(profile) : voice.silent('profile'),
    first && second && phrases.profileThemes(first, second),
    definitionTerm && voice.definition(definitionTerm.name),
    detail.precise && definitionTerm?.plain,
  ];
}

function dynamics({ phrases, detail, voice, chart, named }: Writer): Said {
  const strategy = phrases.strategies[chart.core?.strategy ?? ''];
  const defined = CENTERS.filter((center) => chart.centers?.[center] === 'defined');
  const channels = (chart.channels ?? []).slice(0, named.channels);
  return [
    strategy && voice.strategy(strategy.name),
    strategy?.plain,
    defined.length > 0 && voice.defined(defined.map((center) => phrases.centers[center].name)),
    ...defined.slice(0, detail.explained).map((center) => phrases.centers[center].defined),
    ...channels.flatMap(({ number, name }, index) => {
      const theme = phrases.channels[number];
      const [first, second] = gatesOf(number).map(centerOf);
      const centers = first && second && ([phrases.centers[first].name, phrases.centers[second].name] as const);
      return [
        voice.channel(number, name ?? null),
        theme && index < detail.explained && phrases.channelTheme(theme),
        centers && detail.systemic && phrases.channelCenters(number, ...centers),
      ];
    }),
    channels.length === 0 && phrases.noChannel,
  ];
}

// The Sun and the Earth of both sides come first: they carry most weight in every school.
const WEIGHTY = ['personality sun', 'personality earth', 'design sun', 'design earth'];

/** The gates of a chart, the weightiest first. */
export function gatesByWeight(chart: Chart): string[] {
  const weight = (gate: string): number => {
    const activations = chart.gates?.[gate]?.activations ?? [];
    const ranks = activations.map(({ side, planet }) => WEIGHTY.indexOf(`${side} ${planet.toLowerCase()}`));
    return Math.min(WEIGHTY.length, ...ranks.filter((rank) => rank >= 0));
  };
  const gates = Object.keys(chart.gates ?? {}).filter((gate) => centerOf(Number(gate)) !== undefined);
  return gates.sort((a, b) => weight(a) - weight(b) || Number(a) - Number(b));
}

function effects(writer: Writer, task: ReadingTask): Said {
  const { phrases, chart, named, alone } = writer;
  const effect = phrases.authorities[chart.core?.authority ?? '']?.effect;
  const gates = gatesByWeight(chart)
    .slice(0, named.gates)
    .flatMap((gate, index) => gateFacts(writer, gate, index));
  // Of two persons the first sentence has to say who is meant; how an authority works names nobody.
  return alone ? [phrases.agents[task.agent]?.types[chart.core?.type ?? ''], effect, ...gates] : [...gates, effect];
}

function gateFacts({ phrases, detail, voice, chart }: Writer, gate: string, index: number): Said {
  const { line, name, activations } = chart.gates![gate]!;
  const first = activations?.find((activation) => activation.line === line);
  const theme = phrases.lines[String(line)];
  return [
    voice.gate(gate, line ?? null, name ?? null),
    detail.precise && index < detail.explained && theme && phrases.lineTheme(theme),
    detail.systemic && phrases.gateCenter(gate, phrases.centers[centerOf(Number(gate))!].name),
    detail.systemic && first && line != null && voice.activation(first.side, first.planet, gate, line),
  ];
}

function tensions({ phrases, detail, voice, chart }: Writer): Said {
  const open = CENTERS.filter((center) => chart.centers?.[center] === 'undefined');
  const theme = phrases.notSelfThemes[chart.core?.notSelfTheme ?? ''];
  return [
    open.length > 0 && voice.open(open.map((center) => phrases.centers[center].name)),
    ...open.slice(0, detail.explained).map((center) => phrases.centers[center].open),
    theme && voice.notSelf(theme),
    theme && phrases.notSelf,
  ];
}

/** What two charts have in common: gates of both, and channels that need both. */
function meeting(phrases: Phrases, [a, b]: readonly Person[]): Said {
  if (a?.label == null || b?.label == null) return [];
  const [inA, inB] = [new Set(Object.keys(a.chart.gates ?? {})), new Set(Object.keys(b.chart.gates ?? {}))];
  const shared = [...inA].filter((gate) => inB.has(gate)).slice(0, 4);
  const joined = Object.keys(phrases.channels).flatMap((channel) => {
    const [first, second] = gatesOf(channel);
    const only = (gate: number) => [inA.has(String(gate)), inB.has(String(gate))] as const;
    const [[a1, b1], [a2, b2]] = [only(first), only(second)];
    if (a1 && !b1 && b2 && !a2) return [phrases.joinedChannel(channel, [first, a.label!], [second, b.label!])];
    if (b1 && !a1 && a2 && !b2) return [phrases.joinedChannel(channel, [first, b.label!], [second, a.label!])];
    return [];
  });
  return [shared.length > 0 && phrases.sharedGates(shared), ...joined.slice(0, 2)];
}

const hasGaps = ({ chart }: Person): boolean =>
  !chart.core?.type || !chart.core.authority || !chart.core.profile || !chart.core.definition;

/** The text of a reading in Markdown: five sections, every fact from the chart, the same facts at every depth. */
export function writeReading(task: ReadingTask): string {
  const { persons, locale, style } = task;
  const phrases = PHRASES[locale];
  const detail = DETAIL[task.depth];
  const alone = persons.length === 1;
  const lens = alone ? phrases.agents[task.agent]! : phrases.pair;
  const forEach = (write: (writer: Writer) => Said): Said[] =>
    persons.map(({ label, chart }) =>
      write({
        phrases,
        detail,
        chart,
        alone,
        voice: phrases.voice(label),
        named: alone ? NAMED.alone : NAMED.together,
      }),
    );

  const [opening, systemic] = [phrases.openers[style], phrases.systemic];
  const atLength = (index: number): Said => [detail.systemic && systemic[index]];
  const [firstDynamics = [], ...otherDynamics] = forEach(dynamics);

  const sections: Said[][] = [
    [[opening[0], lens.opening, task.asked && phrases.asked], ...forEach(core), atLength(0)],
    [[opening[1], ...firstDynamics], ...otherDynamics, atLength(1)],
    [[opening[2], lens.effects], ...forEach((writer) => effects(writer, task)), meeting(phrases, persons), atLength(2)],
    [[opening[3], lens.tension], ...forEach(tensions), atLength(3)],
    [[opening[4], lens.close, persons.some(hasGaps) && phrases.gaps], atLength(4), [phrases.written]],
  ];
  const texts = onceEach(sections);
  return texts.map((text, index) => `## ${HEADINGS[locale][index]}\n\n${text}`).join('\n\n');
}

/** Joins sentences to paragraphs and drops repetitions: two persons may share a type or a center, what it means is said once. */
function onceEach(sections: readonly Said[][]): string[] {
  const said = new Set<string>();
  const isNew = (sentence: Said[number]): sentence is string => {
    if (typeof sentence !== 'string' || sentence === '' || said.has(sentence)) return false;
    said.add(sentence);
    return true;
  };
  const paragraph = (sentences: Said): string => sentences.filter(isNew).join(' ');
  return sections.map((paragraphs) =>
    paragraphs
      .map(paragraph)
      .filter((text) => text !== '')
      .join('\n\n'),
  );
}
