import type { Depth } from '@taktstock/registry';
import { CENTERS } from './centers.ts';
import type { Phrases, QuestionKind, Voice } from './phrases.ts';
import { gatesByWeight, PHRASES } from './reading.ts';
import type { Person, ReadingTask } from './task.ts';

const ESSENCE_WORDS: Readonly<Record<Depth, number>> = { basic: 160, advanced: 185, professional: 210 };

/** No sentence of ours is longer than what is left to 250. */
const MOST_WORDS = 248;

const QUESTIONS = 6;

type Said = (string | null | false | undefined)[];

const wordsIn = (text: string): number => text.split(/\s+/).filter(Boolean).length;

/** The essence: flowing text of 150 to 250 words, longer at greater depth, with the same facts at each. */
export function writeEssence(task: ReadingTask): string {
  const { locale, persons, agent, depth } = task;
  const phrases = PHRASES[locale];
  const lens = persons.length === 1 ? phrases.agents[agent]! : phrases.pair;
  const sentences = [
    lens.opening,
    ...persons.flatMap((person) => facts(phrases, person)),
    ...persons.flatMap(({ chart }) => meanings(phrases, chart)),
    ...[lens.effects, lens.tension, lens.close, phrases.gaps, ...phrases.systemic],
  ];
  const chosen: string[] = [];
  let words = 0;
  for (const sentence of new Set(sentences.filter((sentence) => typeof sentence === 'string'))) {
    if (words >= ESSENCE_WORDS[depth]) break;
    if (words + wordsIn(sentence) > MOST_WORDS) continue;
    chosen.push(sentence);
    words += wordsIn(sentence);
  }
  return chosen.join(' ');
}

/** What the chart says, in sentences that name it. */
function facts(phrases: Phrases, { label, chart }: Person): Said {
  const voice = phrases.voice(label);
  const { type, authority, profile } = chart.core ?? {};
  const [typeTerm, authorityTerm] = [phrases.types[type ?? ''], phrases.authorities[authority ?? '']];
  return [
    typeTerm ? voice.type(typeTerm.name) : voice.silent('type'),
    typeTerm?.plain,
    authorityTerm ? voice.authority(authorityTerm.name) : voice.silent('authority'),
    authorityTerm?.plain,
    profile ? voice.profile(profile) : voice.silent('profile'),
  ];
}

/** What follows from it, in sentences that name no fact: there may be more or fewer of them. */
function meanings(phrases: Phrases, chart: Person['chart']): Said {
  const { type, authority, profile, definition } = chart.core ?? {};
  const [first, second] = (profile ?? '').split('/').map((line) => phrases.lines[line]);
  return [
    first && second && phrases.profileThemes(first, second),
    phrases.types[type ?? '']?.precise,
    phrases.authorities[authority ?? '']?.effect,
    phrases.definitions[definition ?? '']?.plain,
    ...CENTERS.map((center) => {
      const state = chart.centers?.[center];
      return state && phrases.centers[center][state === 'defined' ? 'defined' : 'open'];
    }),
  ];
}

/** Six questions, one a line, each from one fact of the chart; what the chart lacks is asked about last. */
export function writeQuestions(task: ReadingTask): string {
  const { locale, persons } = task;
  const phrases = PHRASES[locale];
  const asked = phrases.questions[persons.length === 1 ? 'you' : 'both'];
  const [first = [], second = []] = persons.map((person) => occasions(phrases, person));
  // Two persons take turns.
  const all = first.flatMap((occasion, at) => [occasion, second[at]]).filter((occasion) => occasion !== undefined);
  const present = all.filter(({ kind }) => kind !== 'silent');
  const missing = all.filter(({ kind }) => kind === 'silent');
  return [...present, ...missing]
    .slice(0, QUESTIONS)
    .map(({ fact, kind }) => `${fact.replace(/\.$/, '')}: ${asked[kind]}`)
    .join('\n');
}

type Occasion = { kind: QuestionKind; fact: string };

function occasions(phrases: Phrases, { label, chart }: Person): Occasion[] {
  const voice: Voice = phrases.voice(label);
  const { type, authority, profile, definition, strategy } = chart.core ?? {};
  const [open, defined] = (['undefined', 'defined'] as const).map((state) =>
    CENTERS.filter((center) => chart.centers?.[center] === state).map((center) => phrases.centers[center].name),
  );
  const [gate] = gatesByWeight(chart);
  const channel = chart.channels?.[0];
  const term = <T extends { name: string }>(kind: QuestionKind, found: T | undefined, say: (name: string) => string) =>
    found === undefined ? [] : [{ kind, fact: say(found.name) }];
  const silent = (['type', 'authority', 'profile'] as const).filter((fact) => !chart.core?.[fact]);
  return [
    ...term('authority', phrases.authorities[authority ?? ''], voice.authority),
    ...open!.slice(0, 1).map((center): Occasion => ({ kind: 'open', fact: voice.open([center]) })),
    ...term('type', phrases.types[type ?? ''], voice.type),
    ...(profile ? [{ kind: 'profile', fact: voice.profile(profile) } as const] : []),
    ...(channel ? [{ kind: 'channel', fact: voice.channel(channel.number, null) } as const] : []),
    ...defined!.slice(0, 1).map((center): Occasion => ({ kind: 'defined', fact: voice.defined([center]) })),
    ...(gate ? [{ kind: 'gate', fact: voice.gate(gate, chart.gates![gate]!.line ?? null, null) } as const] : []),
    ...term('definition', phrases.definitions[definition ?? ''], voice.definition),
    ...term('strategy', phrases.strategies[strategy ?? ''], voice.strategy),
    ...open!.slice(1).map((center): Occasion => ({ kind: 'open', fact: voice.open([center]) })),
    ...silent.map((fact): Occasion => ({ kind: 'silent', fact: voice.silent(fact) })),
  ];
}
