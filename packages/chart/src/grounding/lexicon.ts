import facts from '../../data/facts.json' with { type: 'json' };
import type { ChannelClass } from '../chart/composite.ts';
import type { Body, CenterId, Side } from '../facts.ts';
import { fold, type Locale, stem, type Token } from './tokens.ts';

/**
 * The vocabulary of data/facts.json as a tree of stems: every name of a center, type, authority and so on in all its
 * spellings, found in one pass, the longest first ("Manifesting Generator" before "Generator").
 */

/** What a term names. `ordinary` centers (Herz, Kopf, root) are everyday words too and need more context. */
export type Term =
  | { kind: 'center'; value: CenterId; ordinary: boolean }
  | { kind: 'state'; value: 'defined' | 'undefined' | 'completely-open'; colloquial: boolean }
  | { kind: 'type'; value: string; plural: boolean }
  | { kind: 'authority'; value: string; weak: boolean }
  | { kind: 'authority-value'; value: string }
  | { kind: 'definition'; value: string }
  | { kind: 'definition-value'; value: string }
  | { kind: 'role'; value: number }
  | { kind: 'body'; value: Body; side?: Side }
  | { kind: 'side'; value: Side; noun: boolean }
  | { kind: 'angle'; value: string }
  | { kind: 'theme'; value: string }
  | { kind: 'part'; value: 'invitation' | 'lunar' | 'respond' | 'inform' }
  | { kind: 'class'; value: ChannelClass }
  | { kind: 'channel-name'; value: string }
  | { kind: 'gate' | 'channel' | 'center-word' | 'line' | 'type-word' | 'strategy' | 'authority-word' | 'profile' }
  | { kind: 'definition-word' | 'cross' | 'signature' | 'not-self' | 'hanging' | 'penta' | 'variable' | 'nothing' };

/** How a word must be written to count: `capital` for nouns that would be another word, `upper` for abbreviations. */
type Spelling = 'any' | 'capital' | 'upper';

type Node = { children: Map<string, Node>; term?: Term; spelling?: Spelling };

export type Lexicon = Node;

const both: Record<Locale, Locale[]> = { de: ['de', 'en'], en: ['en'] };

/** Everyday words among the names of centers, folded. */
const ORDINARY = new Set(
  'kopf krone verstand kehle selbst herz ego wurzel g head crown mind throat self identity heart will root'.split(' '),
);

/** German texts use these English names; the others (Will, Root, Self) would be words of their own. */
const ENGLISH_CENTERS_IN_GERMAN = new Set(['Sacral', 'Solar Plexus', 'G center', 'G-Center', 'Ajna']);

const lexicons: Partial<Record<Locale, Lexicon>> = {};

/** The lexicon of a locale; built on first use. */
export function lexiconOf(locale: Locale): Lexicon {
  lexicons[locale] ??= build(locale);
  return lexicons[locale];
}

/** The longest term that begins at a token, and how many tokens it takes; hyphens and slashes inside are passed over. */
export function longestTerm(lexicon: Lexicon, tokens: readonly Token[], at: number) {
  let node: Node | undefined = lexicon;
  let found: { term: Term; length: number } | undefined;
  for (let n = at; n < tokens.length && node; n++) {
    const token = tokens[n]!;
    if (n > at && (token.text === '-' || token.text === '/' || token.text === '‑')) continue;
    if (token.kind !== 'word' || (n > at && token.opensLine && tokens[n - 1]!.kind === 'mark')) break;
    node = node.children.get(token.stem) ?? node.children.get(token.fold);
    if (node?.term && spelled(tokens[at]!.text, node.spelling)) found = { term: node.term, length: n - at + 1 };
  }
  return found;
}

function spelled(text: string, spelling: Spelling | undefined): boolean {
  if (spelling === 'upper') return text === text.toUpperCase();
  return spelling !== 'capital' || text[0] !== text[0]!.toLowerCase();
}

function build(locale: Locale): Lexicon {
  const root: Node = { children: new Map() };
  const add = (words: string, term: Term, spelling: Spelling = 'any') => {
    let node = root;
    for (const word of words.split(/[^\p{L}\p{M}']+/u).filter(Boolean)) {
      const key = stem(fold(word), locale);
      const child = node.children.get(key) ?? { children: new Map() };
      node.children.set(key, child);
      node = child;
    }
    node.term ??= term;
    node.spelling ??= spelling;
  };
  addWords(locale, add);
  addCenters(locale, add);
  addStates(locale, add);
  addTypes(locale, add);
  addAuthorities(locale, add);
  addDefinitions(locale, add);
  addBodies(locale, add);
  addCrossesAndChannels(locale, add);
  addSayings(locale, add);
  return root;
}

type Add = (words: string, term: Term, spelling?: Spelling) => void;

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
      add(name, { kind } as Term, locale === 'de' ? 'capital' : 'any');
    }
  }
  // an "open gate" is also a plain gate, so only the other words for a hanging one count
  for (const name of ['hängend', 'hängt', 'hanging', 'hangs', 'dormant']) add(name, { kind: 'hanging' });
  for (const name of ['Human Design', 'Typ-Frage']) add(name, { kind: 'nothing' });
  add('Penta', { kind: 'penta' }, 'capital');
  for (const name of ['Variable', 'Variablen', 'Variables']) add(name, { kind: 'variable' });
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
      const written = / /.test(name) && locale === 'de' ? 'any' : spelling;
      add(name, { kind: 'center', value: id as CenterId, ordinary }, written);
    }
  }
}

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
      const weak = /^(outer|äußere|sounding)/i.test(name);
      if (!/\s|-|autorit/i.test(name)) {
        add(`${name} ${word}`, { kind: 'authority', value, weak });
        if (fold(name) !== 'sakral' && fold(name) !== 'sacral') add(name, { kind: 'authority-value', value });
        continue;
      }
      add(name, { kind: 'authority', value, weak });
      const [, first, rest] = /^(.*?)[- ]?((?:Inner )?Authority|Autorität)$/i.exec(name) ?? [];
      if (first && !/inner/i.test(name))
        add(`${first} ${locale === 'de' ? 'innere' : 'inner'} ${rest}`, { kind: 'authority', value, weak });
      if (!rest) add(`${name} ${word}`, { kind: 'authority', value, weak });
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
    for (const name of ['gespalten', 'einfach definiert', 'geteilt']) {
      add(name, { kind: 'definition-value', value: name === 'einfach definiert' ? 'single' : 'split' });
    }
  }
}

/** "Triple Split" says all by itself; "split", "geteilt" and "single" only next to the word definition. */
const bareKind = (name: string) => (/[- ]split$/i.test(name) ? 'definition' : 'definition-value');

function addBodies(locale: Locale, add: Add) {
  const own: Record<string, string> = { NorthNode: 'North Node', SouthNode: 'South Node' };
  const capital = locale === 'de' ? 'capital' : 'any';
  for (const { id, de, en } of facts.bodies) {
    const [, name, other] = /^(\S+)(?: \((.*)\))?$/.exec(de)!;
    const german = [name!, ...(other ? [other] : [])];
    for (const each of [...(locale === 'de' ? german : []), en, ...(own[id] ? [own[id]] : [])]) {
      add(each, { kind: 'body', value: id as Body }, capital);
      if (locale === 'en') continue;
      add(`Design${each.toLowerCase()}`, { kind: 'body', value: id as Body, side: 'design' }, capital);
      add(`Persönlichkeits${each.toLowerCase()}`, { kind: 'body', value: id as Body, side: 'personality' }, capital);
    }
  }
  for (const [id, { de, en, alias }] of Object.entries(facts.sides)) {
    for (const name of [de, en]) add(name, { kind: 'side', value: id as Side, noun: true });
    for (const name of [`${de}s`, `${de}seite`, `${de}sseite`])
      add(name, { kind: 'side', value: id as Side, noun: true });
    for (const name of alias) add(name, { kind: 'side', value: id as Side, noun: false });
  }
}

function addCrossesAndChannels(locale: Locale, add: Add) {
  for (const angle of ['right', 'left', 'juxtaposition'] as const) {
    const { de, deAliases, en, enAliases } = facts.angleTerms[angle];
    for (const name of locale === 'de' ? [de, ...deAliases, en, ...enAliases] : [en, ...enAliases]) {
      add(name, { kind: 'angle', value: angle }, name === name.toUpperCase() ? 'upper' : 'any');
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

/** Not-self themes, parts of a strategy and the classes of a composite channel. */
function addSayings(locale: Locale, add: Add) {
  const themes = { de: 'notSelfDe signatureDe', en: 'notSelfEn signatureEn' }[locale].split(' ');
  for (const type of facts.types) {
    for (const field of themes as ('notSelfDe' | 'signatureDe')[]) {
      for (const word of type[field].split(/[^\p{L}]+/u)) {
        if (word.length > 2 && !/^(und|and)$/.test(word)) add(word, { kind: 'theme', value: fold(word) });
      }
    }
  }
  for (const [value, names] of Object.entries(sayings[locale].parts)) {
    for (const name of names) add(name, { kind: 'part', value } as Term);
  }
  for (const [value, names] of Object.entries(sayings[locale].classes)) {
    for (const name of names) add(name, { kind: 'class', value } as Term);
  }
}

/** Words of strategies and composites in the forms prose uses; the tables of facts.json hold only their titles. */
const sayings = {
  de: {
    parts: {
      invitation: ['Einladung', 'Einladungen', 'eingeladen'],
      lunar: ['Mondzyklus', 'Mondzyklen', 'Mond-Zyklus', 'Mondumlauf', 'Lunarzyklus'],
      respond: ['reagieren', 'reagierst', 'reagiere', 'Reaktion', 'antworten', 'antwortest', 'respond', 'Respond'],
      inform: ['informieren', 'informierst', 'informiere', 'Informieren', 'inform'],
    },
    classes: {
      electromagnetic: ['elektromagnetisch', 'Elektromagnetismus', 'electromagnetic'],
      compromise: ['Kompromiss', 'Kompromisskanal', 'compromise'],
      companionship: ['Kameradschaft', 'Gefährtenschaft', 'companionship', 'Begleitung'],
      parallel: ['parallel', 'Parallelität'],
    },
  },
  en: {
    parts: {
      invitation: ['invitation', 'be invited'],
      lunar: ['lunar cycle', 'moon cycle', 'lunar month'],
      respond: ['respond', 'responding', 'response'],
      inform: ['inform', 'informing'],
    },
    classes: {
      electromagnetic: ['electromagnetic', 'electro-magnetic'],
      compromise: ['compromise'],
      companionship: ['companionship'],
      parallel: ['parallel'],
    },
  },
} as const;
