import type { Depth } from '@taktstock/registry';
import { PROSE } from './prose.ts';
import type { Reading } from './reading.ts';
import { fresh, type Said, type Sentence, say } from './sentence.ts';
import { centersOf, Speaker } from './speaker.ts';
import { linesOf } from './text.ts';

/** How many words an essence has at least, so that it stays between 150 and 250. */
const WORDS: Readonly<Record<Depth, number>> = { basic: 155, advanced: 180, professional: 205 };
const MOST_WORDS = 248;

const wordsIn = ({ text }: Sentence): number => text.split(/\s+/).length;

/** The essence as one paragraph: the key facts and what they amount to, longer at greater depth, with the same facts at each. */
export function composeEssence(reading: Reading): Sentence[] {
  const { locale, agent, persons, depth } = reading;
  const { agents, pair, core, styles } = PROSE[locale];
  const speakers = persons.map((_, at) => new Speaker(reading, at));
  const lens = speakers.length === 1 ? agents[agent]! : pair;
  const all = speakers.flatMap((speaker) => speaker.at('/core'));
  const told = fresh(
    [
      ...speakers.flatMap(keyFacts),
      ...lens.essence.map((sentence) => say(sentence, all)),
      ...speakers.flatMap(meanings),
      ...speakers.flatMap(centers),
      ...[...styles.systemic, core.gaps].map((sentence) => say(sentence, all)),
    ],
    new Set(),
  );
  const essence: Sentence[] = [];
  let words = 0;
  for (const sentence of told) {
    if (words >= WORDS[depth]) break;
    if (words + wordsIn(sentence) > MOST_WORDS) continue;
    essence.push(sentence);
    words += wordsIn(sentence);
  }
  return essence;
}

function keyFacts(speaker: Speaker): Said[] {
  const { prose, chart, about } = speaker;
  const { type, authority, profile } = chart.core ?? {};
  const [typeTerm, authorityTerm] = [prose.core.types[type ?? ''], prose.core.authorities[authority ?? '']];
  return [
    speaker.fact('type', typeTerm?.name),
    about('/core/type', typeTerm?.essence[0]),
    speaker.alone ? about('/core/type', typeTerm?.essence[1]) : null, // it says more of the sentence before
    speaker.fact('authority', authorityTerm?.name),
    about('/core/authority', authorityTerm?.essence),
    speaker.fact('profile', profile ?? undefined),
    profile ? about('/core/profile', prose.core.profile.essence, linesOf(speaker)) : null,
  ];
}

function meanings({ prose, chart, about, alone }: Speaker): Said[] {
  const { type, definition } = chart.core ?? {};
  return [
    about('/core/definition', prose.core.definitions[definition ?? '']?.essence),
    alone ? null : about('/core/type', prose.core.types[type ?? '']?.essence[1]), // two persons' key facts leave room for it late
  ];
}

function centers({ prose, chart, about }: Speaker): Said[] {
  return [
    ...centersOf(chart, 'defined').map((id) => about(`/centers/${id}`, prose.centers[id].defined)),
    ...centersOf(chart, 'undefined').map((id) => about(`/centers/${id}`, prose.centers[id].open)),
  ];
}
