import { PROSE, type QuestionKind } from './prose.ts';
import type { Reading } from './reading.ts';
import type { Said, Sentence } from './sentence.ts';
import { Speaker } from './speaker.ts';

const QUESTIONS = 6;

/** What a question may start from. */
type Occasion = { kind: QuestionKind; fact: Sentence };

/** Six questions, each from one fact of the chart; what the chart lacks is asked about last. */
export function composeQuestions(reading: Reading): Sentence[] {
  const { locale, agent, persons } = reading;
  const { core, agents, pair } = PROSE[locale];
  const words = persons.length === 1 ? { ...core.questions, ...agents[agent]!.questions } : pair.questions;
  const each = persons.map((_, at) => occasions(new Speaker(reading, at)));
  return inTurns(each)
    .slice(0, QUESTIONS)
    .map(({ kind, fact: { text, pointers } }) => ({ text: `${text.replace(/\.$/, '')}: ${words[kind]}`, pointers }));
}

/** The occasions of two persons in turns, so that no kind is asked about twice before all have been. */
function inTurns(each: readonly Occasion[][]): Occasion[] {
  const kinds = [...new Set(each.flat().map(({ kind }) => kind))];
  const turn = (kind: QuestionKind, at: number) => {
    const from = [...each.slice(at % each.length), ...each.slice(0, at % each.length)];
    return from.flatMap((own) => own.find((occasion) => occasion.kind === kind) ?? []);
  };
  const asked = kinds.filter((kind) => kind !== 'silent').map(turn);
  const first = asked.flatMap(([occasion]) => occasion ?? []);
  const further = each.flat().filter((occasion) => !first.includes(occasion));
  const rest = further.toSorted((a, b) => Number(a.kind === 'silent') - Number(b.kind === 'silent'));
  return [...first, ...rest];
}

/** In the order in which they are worth a question. */
function occasions(speaker: Speaker): Occasion[] {
  const { prose, chart } = speaker;
  const { type, authority, profile, definition, strategy } = chart.core ?? {};
  const { types, authorities, definitions, strategies } = prose.core;
  const center = (state: 'defined' | 'undefined') =>
    speaker
      .inFocus(state)
      .map((id) => occasion(state === 'defined' ? 'defined' : 'open', speaker.centers(state, [id])));
  const [open, defined] = [center('undefined'), center('defined')];
  const known = (kind: 'type' | 'authority' | 'profile', name: string | null | undefined): (Occasion | null)[] => [
    occasion(name ? kind : 'silent', speaker.fact(kind, name ?? undefined)),
  ];
  const all = [
    ...known('authority', authorities[authority ?? '']?.name),
    ...open.slice(0, 1),
    ...known('type', types[type ?? '']?.name),
    ...(chart.channels?.length ? [occasion('channel', speaker.channel(0))] : []),
    ...known('profile', profile),
    ...defined.slice(0, 1),
    ...speaker.gates(1).map(({ said }) => occasion('gate', said)),
    occasion('definition', speaker.further('definition', definitions[definition ?? '']?.name)),
    occasion('strategy', speaker.further('strategy', strategies[strategy ?? '']?.name)),
    ...open.slice(1),
    ...defined.slice(1),
  ];
  return all.filter((occasion) => occasion !== null);
}

const occasion = (kind: QuestionKind, fact: Said): Occasion | null => (fact === null ? null : { kind, fact });
