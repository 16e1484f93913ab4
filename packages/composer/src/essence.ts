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

/** The essence as one paragraph: the key facts and what they amount to, longer at greater depth, with the same key facts at each. */
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

/** What else there is to say of a person; of two, each sentence has to tell of whom. */
function meanings(speaker: Speaker): Said[] {
  const { prose, chart, about, alone } = speaker;
  const term = prose.core.definitions[chart.core?.definition ?? ''];
  const meant = about('/core/definition', term?.essence);
  return alone ? [meant] : [speaker.further('definition', term?.name), meant];
}

function centers(speaker: Speaker): Said[] {
  const { prose, chart, about, alone } = speaker;
  const [defined, open] = [centersOf(chart, 'defined'), centersOf(chart, 'undefined')];
  if (!alone) return [speaker.centers('defined', defined), speaker.centers('undefined', open)];
  return [
    ...defined.map((id) => about(`/centers/${id}`, prose.centers[id].defined)),
    ...open.map((id) => about(`/centers/${id}`, prose.centers[id].open)),
  ];
}
