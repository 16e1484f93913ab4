import facts from '../../data/facts.json' with { type: 'json' };
import type { Body, CenterId, Side } from '../facts.ts';
import { addSayings } from './sayings.ts';
import type { Add, Term } from './term.ts';
import { fold, type Locale } from './tokens.ts';

const both: Record<Locale, Locale[]> = { de: ['de', 'en'], en: ['en'] };

/** Everyday words among the names of centers, folded. */
const ORDINARY = new Set(
  'kopf krone verstand kehle selbst herz ego wurzel g head crown mind throat self identity heart will root'.split(' '),
);

/** German texts use these English names; the others (Will, Root, Self) would be words of their own. */
const ENGLISH_CENTERS_IN_GERMAN = new Set(['Sacral', 'Solar Plexus', 'G center', 'G-Center', 'Ajna']);

/** Adds every term of data/facts.json in all its spellings, and the phrasings that tables have no room for. */
export function addVocabulary(locale: Locale, add: Add): void {
  addWords(locale, add);
  addCenters(locale, add);
  addStates(locale, add);
  addTypes(locale, add);
  addAuthorities(locale, add);
  addDefinitions(locale, add);
  addBodies(locale, add);
  addCrossesAndChannels(locale, add);
  addSayings(locale, add);
}

/** The technical words themselves: gate, channel, center and so on. */
function addWords(locale: Locale, add: Add) {
  const { vocabulary } = facts;
  const words: [keyof typeof vocabulary, Term['kind']][] = [
    ['gate', 'gate'],
    ['channel', 'channel'],
    ['center', 'center-word'],
    ['line', 'line'],
    ['type', 'type-word'],
    ['strategy', 'strategy'],
    ['authority', 'authority-word'],
    ['profile', 'profile'],
    ['definition', 'definition-word'],
    ['signature', 'signature'],
    ['notSelf', 'not-self'],
    ['cross', 'cross'],
  ];
  for (const [word, kind] of words) {
    for (const name of both[locale].flatMap((l) => vocabulary[word][l])) {
      // "das Thema deines falschen Selbst": an adjective has no capital
      add(name, { kind } as Term, locale === 'de' && !name.includes(' ') ? 'capital' : 'any');
    }
  }
  if (locale === 'de') {
    for (const center of GATE_COMPOUNDS)
      for (const name of facts.vocabulary.gate.de) {
        add(`${center}${name.toLowerCase()}`, { kind: 'gate' });
      }
  }
  // an "open gate" is also a plain gate, so only the other words for a hanging one count
  for (const name of ['hängend', 'hängt', 'hanging', 'hangs', 'dormant']) add(name, { kind: 'hanging' });
  for (const name of ['Profillinie', 'Profil-Linie', 'profile line']) add(name, { kind: 'profile-lines' });
  add('Human Design', { kind: 'nothing' });
  for (const name of ['Kreuz', 'Cross']) add(name, { kind: 'cross-word' }, 'capital');
  add('Penta', { kind: 'penta' }, 'capital');
  for (const name of ['Variable', 'Variablen', 'Variables', 'Pfeile', 'arrows']) add(name, { kind: 'variable' });
}

function addCenters(locale: Locale, add: Add) {
  for (const { id, de, deAliases, en, enAliases } of facts.centers) {
    const english = [en, ...enAliases, `${en} centre`];
    const german = [de, ...deAliases, `${de}zentrum`, `${de}-Zentrum`, ...english.filter(isUsedInGerman)];
    for (const name of locale === 'de' ? german : english) {
      const ordinary = ORDINARY.has(fold(name));
      const capital = locale === 'de' || name === 'Will';
      const spelling = name.length === 1 || name === 'ESP' ? 'upper' : capital ? 'capital' : 'any';
      // "emotionales Zentrum" and "sakrales Zentrum" begin with an adjective
      const written = /[ -]/.test(name) && locale === 'de' ? 'any' : spelling;
      add(name, { kind: 'center', value: id as CenterId, ordinary }, written);
    }
  }
}

/** "Das Milztor 57": how centers begin a compound with the word gate. */
const GATE_COMPOUNDS = 'Kopf Ajna Kehl Herz Ego Sakral Solarplexus Milz Wurzel'.split(' ');

const isUsedInGerman = (name: string) => ENGLISH_CENTERS_IN_GERMAN.has(name);

/** Offen, white or fixed are everyday words, definiert is not. */
function addStates(locale: Locale, add: Add) {
  const states = { defined: 'defined', undefined: 'undefined', completelyOpen: 'completely-open' } as const;
  for (const [word, value] of Object.entries(states)) {
    for (const name of facts.vocabulary[word as keyof typeof states][locale]) {
      if (/^nicht /.test(name)) continue;
      const colloquial = !/^(un)?defin/.test(name) && value !== 'completely-open';
      add(name, { kind: 'state', value, colloquial });
    }
  }
  const nouns = {
    de: { Offenheit: 'undefined', Undefiniertheit: 'undefined', Definiertheit: 'defined' },
    en: { openness: 'undefined' },
  } as const;
  for (const [name, value] of Object.entries(nouns[locale])) add(name, { kind: 'state-noun', value });
  if (locale === 'de') {
    add('eingefärbt', { kind: 'state', value: 'defined', colloquial: true });
    // "offenen" as a predicate keeps its stem, as an attribute it loses the ending
    for (const name of ['offen', 'vollständig offen', 'gänzlich offen']) {
      const value = name === 'offen' ? 'undefined' : 'completely-open';
      add(name, { kind: 'state', value, colloquial: value === 'undefined' });
    }
  } else {
    for (const name of ['fully open', 'totally open', 'wide open']) {
      add(name, { kind: 'state', value: 'completely-open', colloquial: false });
    }
  }
}

function addTypes(locale: Locale, add: Add) {
  for (const { id, en, de, ...aliases } of facts.types) {
    const english = [en, ...('enAliases' in aliases ? aliases.enAliases : [])];
    const german = [de, ...aliases.deAliases, ...english];
    for (const name of locale === 'de' ? german : english) {
      add(name, { kind: 'type', value: id, plural: false }, name === 'MG' ? 'upper' : 'any');
    }
  }
}

/** The chart's `ego` stands for both Ego authorities: most texts do not tell them apart. */
function addAuthorities(locale: Locale, add: Add) {
  const word = { de: 'Autorität', en: 'Authority' }[locale];
  for (const { id, en, enAliases, de, deAliases } of facts.authorities) {
    for (const alias of locale === 'de' ? [de, ...deAliases, en, ...enAliases] : [en, ...enAliases]) {
      const name = alias.replace(/\(.*\)/, '').trim();
      if (/ projector$/i.test(name)) continue;
      const value = /^(ego|herz|heart)(\/herz)?[- ](autor|author)/i.test(name) ? 'ego' : id;
      // "your Emotional Solar Plexus" is the center
      const weak = /^(outer|äußere|sounding)|solar plexus$/i.test(name);
      if (!/\s|-|autorit/i.test(name)) {
        add(`${name} ${word}`, { kind: 'authority', value, weak });
        if (fold(name) !== 'sakral' && fold(name) !== 'sacral') add(name, { kind: 'authority-value', value });
        continue;
      }
      add(name, { kind: 'authority', value, weak });
      // "Sakral-Autorität", "Sakralautorität"
      if (/-autorität$/i.test(name)) add(name.replace('-A', 'a'), { kind: 'authority', value, weak });
      const [, first, rest] = /^(.*?)[- ]?((?:Inner )?Authority|Autorität)$/i.exec(name) ?? [];
      if (first && !/inner/i.test(name))
        add(`${first} ${locale === 'de' ? 'innere' : 'inner'} ${rest}`, { kind: 'authority', value, weak });
      if (!rest) add(`${name} ${word}`, { kind: 'authority', value, weak });
      // "als emotional autorisierte Projektorin"
      if (locale === 'de' && rest && first)
        add(`${first.replace(/e$/, '')} autorisiert`, { kind: 'authority', value, weak });
      if (/(iert|isch)e$/.test(first ?? '')) add(first!, { kind: 'authority-value', value });
    }
  }
}

function addDefinitions(locale: Locale, add: Add) {
  for (const { id, en, de, ...aliases } of facts.definitions) {
    const english = [en, ...('enAliases' in aliases ? aliases.enAliases : [])];
    const german = [de, ...('deAliases' in aliases ? aliases.deAliases : []), ...english];
    for (const name of locale === 'de' ? german : english) {
      add(name, { kind: 'definition', value: id });
      const bare = name.replace(/[- ]?definition$/i, '');
      if (bare !== name && !/^(keine|no)$/i.test(bare)) add(bare, { kind: bareKind(bare), value: id } as Term);
    }
  }
  if (locale === 'de') {
    for (const name of ['gespalten', 'geteilt']) add(name, { kind: 'definition-value', value: 'split' });
    add('einfach definiert', { kind: 'definition-value', value: 'single' });
    for (const [times, value] of Object.entries({ zweifach: 'split', dreifach: 'triple', vierfach: 'quadruple' })) {
      for (const part of ['gespalten', 'geteilt', 'gesplittet', 'definiert'])
        add(`${times} ${part}`, { kind: 'definition-value', value });
      for (const noun of ['Teilung', 'Spaltung']) add(`${times}e ${noun}`, { kind: 'definition', value });
    }
  }
}

/** "Triple Split" says all by itself; "split", "geteilt" and "single" only next to the word definition. */
const bareKind = (name: string) => (/[- ]split$/i.test(name) ? 'definition' : 'definition-value');

function addBodies(locale: Locale, add: Add) {
  const own: Record<string, string[]> = {
    NorthNode: ['North Node', "Moon's North Node"],
    SouthNode: ['South Node', "Moon's South Node"],
  };
  const capital = locale === 'de' ? 'capital' : 'any';
  for (const { id, de, en } of facts.bodies) {
    const [, name, other] = /^(\S+)(?: \((.*)\))?$/.exec(de)!;
    const german = [name!, ...(other ? [other] : [])];
    for (const each of [...(locale === 'de' ? german : []), en, ...(own[id] ?? [])]) {
      add(each, { kind: 'body', value: id as Body }, each.includes(' ') ? 'any' : capital);
      if (locale === 'en') continue;
      add(`Design${each.toLowerCase()}`, { kind: 'body', value: id as Body, side: 'design' }, capital);
      add(`Persönlichkeits${each.toLowerCase()}`, { kind: 'body', value: id as Body, side: 'personality' }, capital);
    }
  }
  for (const [id, { de, en, alias }] of Object.entries(facts.sides)) {
    for (const name of [de, en]) add(name, { kind: 'side', value: id as Side, noun: true });
    for (const name of [`${de}s`, `${de}seite`, `${de}sseite`])
      add(name, { kind: 'side', value: id as Side, noun: true });
    // too short a stem for its endings to be cut off: "die rote Sonne"
    const inflected = alias.flatMap((name) => (name === 'rot' ? ['rot', 'rote', 'roter', 'rotes'] : [name]));
    for (const name of inflected) add(name, { kind: 'side', value: id as Side, noun: false });
    if (locale === 'en') add(`${alias[0]}ly`, { kind: 'side', value: id as Side, noun: false });
  }
}

function addCrossesAndChannels(locale: Locale, add: Add) {
  for (const angle of ['right', 'left'] as const) {
    for (const name of { right: ['Right Angle', 'rechter Winkel'], left: ['Left Angle', 'linker Winkel'] }[angle]) {
      add(name, { kind: 'angle', value: angle, bare: true });
    }
  }
  for (const angle of ['right', 'left', 'juxtaposition'] as const) {
    const { de, deAliases, en, enAliases } = facts.angleTerms[angle];
    for (const name of locale === 'de' ? [de, ...deAliases, en, ...enAliases] : [en, ...enAliases]) {
      add(name, { kind: 'angle', value: angle, bare: false }, name === name.toUpperCase() ? 'upper' : 'any');
    }
  }
  for (const { line, de, en } of facts.lines) {
    const german = de.replace(/[()]/g, '').split(' ');
    for (const name of locale === 'de' ? german : [en]) add(name, { kind: 'role', value: line }, 'capital');
  }
  for (const { id, de, en } of facts.channels) {
    const german = [de.replace(/ ?\(.*\)/, '')];
    for (const name of locale === 'de' ? german : [en.replace(/^The /, '')]) {
      for (const opening of locale === 'de' ? ['Kanal der', 'Kanal des'] : ['Channel of', 'Channel of the']) {
        add(`${opening} ${name}`, { kind: 'channel-name', value: id });
      }
    }
  }
}
