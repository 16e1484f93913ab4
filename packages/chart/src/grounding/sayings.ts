import facts from '../../data/facts.json' with { type: 'json' };
import type { Add, Term } from './term.ts';
import { fold, type Locale } from './tokens.ts';

/** Adds not-self themes, parts of a strategy and the classes of a composite channel. */
export function addSayings(locale: Locale, add: Add): void {
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
      compromise: ['Kompromiss', 'Kompromisskanal', 'Kompromissverbindung', 'compromise'],
      companionship: ['Kameradschaft', 'Gefährtenschaft', 'companionship'],
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
