import { channels } from '@taktstock/chart';
import { HEADINGS, type Locale } from '@taktstock/registry';
import { type Lens, PROSE } from './prose.ts';
import type { Reading } from './reading.ts';
import { fresh, listed, type Said, type Sentence, say } from './sentence.ts';
import { centersOf, Speaker } from './speaker.ts';

/** Five sections of paragraphs of sentences. */
export type Sections = Sentence[][][];

/** One person fills a reading with more gates and channels than each of two. */
const NAMED = { alone: { channels: 4, gates: 4 }, together: { channels: 3, gates: 2 } } as const;

/** How many channels that need both persons are told. */
const JOINED = 2;
const SHARED_GATES = 4;

/** The sections of a reading's text: the same facts at every depth, explained at its length. */
export function composeText(reading: Reading): Sections {
  const { locale, style, agent, persons } = reading;
  const { styles, agents, pair } = PROSE[locale];
  const speakers = persons.map((_, at) => new Speaker(reading, at));
  const alone = speakers.length === 1;
  const lens: Lens = alone ? agents[agent]! : pair;
  const all = (pointer: string) => speakers.flatMap((speaker) => speaker.at(pointer));
  const opener = (at: number, pointer: string) => say(styles.openers[style][at], all(pointer));
  const systemic = (at: number, pointer: string) =>
    speakers[0]!.detail.systemic ? say(styles.systemic[at], all(pointer)) : null;

  const sections: Said[][][] = [
    [[opener(0, '/core'), say(lens.opening, all('/core'))], ...speakers.map(core), [systemic(0, '/core')]],
    [
      [opener(1, '/centers')],
      ...speakers.flatMap(dynamics),
      [speakers.some(({ chart }) => chart.channels?.length) ? systemic(1, '/channels') : null],
    ],
    [
      [opener(2, '/gates'), say(lens.effects, all('/gates'))],
      ...speakers.map((speaker) => effects(speaker, agent)),
      meeting(reading),
      [systemic(2, '/gates')],
    ],
    [
      [opener(3, '/centers'), say(lens.tension, all('/centers'))],
      ...speakers.map((speaker) => tensions(speaker, agent)),
      [systemic(3, '/centers')],
    ],
    [[opener(4, '/core'), say(lens.close, all('/core')), gaps(speakers)], [systemic(4, '/core')]],
  ];
  const said = new Set<string>();
  return sections.map((paragraphs) =>
    paragraphs.map((sentences) => fresh(sentences, said)).filter((sentences) => sentences.length > 0),
  );
}

/** The sections in Markdown, each under its heading. */
export const inMarkdown = (sections: Sections, locale: Locale): string =>
  sections
    .map((paragraphs, at) => {
      const text = paragraphs.map((sentences) => sentences.map(({ text }) => text).join(' ')).join('\n\n');
      return `## ${HEADINGS[locale][at]}\n\n${text}`;
    })
    .join('\n\n');

function core(speaker: Speaker): Said[] {
  const { prose, detail, chart, about } = speaker;
  const { type, authority, profile, definition } = chart.core ?? {};
  const [typeTerm, authorityTerm] = [prose.core.types[type ?? ''], prose.core.authorities[authority ?? '']];
  const definitionTerm = prose.core.definitions[definition ?? ''];
  const { themes, systemic } = prose.core.profile;
  return [
    speaker.fact('type', typeTerm?.name),
    about('/core/type', typeTerm?.plain),
    detail.precise ? about('/core/type', typeTerm?.precise) : null,
    speaker.fact('authority', authorityTerm?.name),
    about('/core/authority', authorityTerm?.plain),
    detail.precise ? about('/core/authority', authorityTerm?.precise) : null,
    speaker.fact('profile', profile ?? undefined),
    profile ? about('/core/profile', themes, linesOf(speaker)) : null,
    profile && detail.systemic ? about('/core/profile', systemic) : null,
    speaker.further('definition', definitionTerm?.name),
    detail.precise ? about('/core/definition', definitionTerm?.plain) : null,
  ];
}

/** The themes of the two lines of a profile. */
export function linesOf({ prose, chart }: Speaker): { first: string; second: string } {
  const [first = '', second = ''] = (chart.core?.profile ?? '').split('/').map((line) => prose.core.lines[line]!);
  return { first, second };
}

function dynamics(speaker: Speaker): Said[][] {
  const { prose, detail, chart, about, alone } = speaker;
  const strategy = prose.core.strategies[chart.core?.strategy ?? ''];
  const explained = speaker.inFocus('defined').slice(0, detail.centers);
  const named = (chart.channels ?? []).slice(0, NAMED[alone ? 'alone' : 'together'].channels);
  return [
    [
      speaker.further('strategy', strategy?.name),
      about('/core/strategy', strategy?.plain),
      speaker.centers('defined', centersOf(chart, 'defined')),
      ...explained.map((id) => about(`/centers/${id}`, prose.centers[id].defined)),
    ],
    [
      ...named.flatMap(({ number }, at) => {
        const theme = at < detail.channels ? prose.channels[number] : undefined;
        return [
          speaker.channel(at),
          theme === undefined ? null : about(`/channels/${at}`, prose.core.channelTheme, { theme }),
        ];
      }),
      named.length === 0 ? about('/channels', prose.core.noChannel) : null,
    ],
  ];
}

function effects(speaker: Speaker, agent: string): Said[] {
  const { prose, detail, chart, about, alone } = speaker;
  const { type, authority } = chart.core ?? {};
  const { types, authorities } = prose.agents[agent]!;
  const gates = speaker
    .gates(NAMED[alone ? 'alone' : 'together'].gates)
    .flatMap(({ gate, line, said, theme }, at) => [
      said,
      at < detail.gates ? about(`/gates/${gate}`, theme, { theme: prose.gates[gate]! }) : null,
      line !== null && at < detail.lines
        ? about(`/gates/${gate}/line`, prose.core.lineTheme, { theme: prose.core.lines[line]! })
        : null,
    ]);
  const decision = about('/core/authority', authorities[authority ?? '']);
  // Of two persons the first sentence has to say who is meant; how an authority works names nobody.
  return alone ? [about('/core/type', types[type ?? '']), decision, ...gates] : [...gates, decision];
}

function tensions(speaker: Speaker, agent: string): Said[] {
  const { prose, detail, chart, about } = speaker;
  const theme = prose.core.notSelfThemes[chart.core?.notSelfTheme ?? ''];
  const explained = speaker.inFocus('undefined').slice(0, detail.centers);
  return [
    speaker.centers('undefined', centersOf(chart, 'undefined')),
    ...explained.map((id) => about(`/centers/${id}`, prose.agents[agent]!.open[id])),
    speaker.further('notSelf', theme),
    theme === undefined ? null : about('/core/notSelfTheme', prose.core.notSelf),
  ];
}

/** What two charts have in common: gates of both, and channels that need both. */
function meeting({ locale, persons }: Reading): Said[] {
  const [a, b] = persons;
  if (a?.label == null || b?.label == null) return [];
  const { pair, voice, channels: themes } = PROSE[locale];
  const [inA, inB] = [new Set(Object.keys(a.chart.gates ?? {})), new Set(Object.keys(b.chart.gates ?? {}))];
  const shared = [...inA].filter((gate) => inB.has(gate)).slice(0, SHARED_GATES);
  const ofBoth = shared.flatMap((gate) => [`/persons/0/gates/${gate}`, `/persons/1/gates/${gate}`]);
  const list = listed(
    shared.map((gate) => voice.gateName.replace('{gate}', gate)),
    voice.and,
  );
  const joined = channels.flatMap(({ id, gates }) => {
    const [first, second] = gates.map(String) as [string, string];
    const [a1, b1, a2, b2] = [inA.has(first), inB.has(first), inA.has(second), inB.has(second)];
    const [owner, other] = a1 && b2 && !a2 && !b1 ? [0, 1] : b1 && a2 && !b2 && !a1 ? [1, 0] : [];
    if (owner === undefined || other === undefined) return [];
    const pointers = [`/persons/${owner}/gates/${first}`, `/persons/${other}/gates/${second}`];
    const [firstLabel, secondLabel] = [persons[owner]!.label!, persons[other]!.label!];
    return [
      [
        say(pair.electromagnetic, pointers, { channel: id, first, second, firstLabel, secondLabel }),
        say(pair.joined, pointers, { theme: themes[id]! }),
      ],
    ];
  });
  return [
    shared.length === 0 ? null : say(pair.sharedGates[shared.length === 1 ? 'one' : 'many'], ofBoth, { list }),
    shared.length === 0 ? null : say(pair.shared, ofBoth),
    ...joined.slice(0, JOINED).flat(),
  ];
}

/** An open word where a chart does not tell everything. */
function gaps(speakers: readonly Speaker[]): Said {
  const missing = speakers.flatMap((speaker) =>
    (['type', 'authority', 'profile', 'definition'] as const)
      .filter((field) => !speaker.chart.core?.[field])
      .flatMap((field) => speaker.at(`/core/${field}`)),
  );
  return missing.length === 0 ? null : say(speakers[0]!.prose.core.gaps, missing);
}
