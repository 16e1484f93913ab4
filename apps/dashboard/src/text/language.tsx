import type { ErrorCode } from '@taktstock/client';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import { chartWordsDe } from './chart-words.ts';
import { de } from './de.ts';
import { type Counted, en, type Word } from './en.ts';
import { refusalsDe } from './refusals.ts';

export type Language = 'de' | 'en';

const DICTIONARIES: Record<Language, Record<Word, string>> = { de, en };
const KEPT = 'taktstock.language';

type Text = {
  language: Language;
  setLanguage(language: Language): void;
  /** A text of the dictionary with its `{names}` filled in. */
  t(word: Word, values?: Record<string, string | number>): string;
  /** The text of a word that was put together; the word itself when the dictionary does not know it. */
  tt(word: string, fallback?: string): string;
  /** A word that the API has for something in a chart, such as `Projector` or `solarPlexus`. */
  chartWord(word: string): string;
  count(value: number): string;
  /** A text about `n` things, of which there may be one. */
  counted(word: Counted, n: number): string;
  /** What the API refuses with this code, or a run failed with, where the page has words of its own for it. */
  refusal(code: string): string | null;
  usd(value: number | null): string;
  /** Milliseconds for people: 312 ms, 4.2 s, 3 min. */
  duration(ms: number): string;
  clock(iso: string): string;
  day(iso: string): string;
};

const TextContext = createContext<Text | null>(null);

const initial = (): Language => {
  const kept = localStorage.getItem(KEPT);
  if (kept === 'de' || kept === 'en') return kept;
  return navigator.language.startsWith('de') ? 'de' : 'en';
};

function formatsOf(language: Language): Omit<Text, 'language' | 'setLanguage'> {
  const words = DICTIONARIES[language];
  const tag = language === 'de' ? 'de-DE' : 'en-GB';
  const number = new Intl.NumberFormat(tag);
  const digits = (n: number) => ({ minimumFractionDigits: n, maximumFractionDigits: n });
  const tenth = new Intl.NumberFormat(tag, digits(1));
  const [money, change] = [new Intl.NumberFormat(tag, digits(2)), new Intl.NumberFormat(tag, digits(4))];
  const clock = new Intl.DateTimeFormat(tag, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
  const day = new Intl.DateTimeFormat(tag, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
  return {
    t: (word, values = {}) => words[word].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? '')),
    tt: (word, fallback = word) => words[word as Word] ?? fallback,
    chartWord: (word) => (language === 'de' && chartWordsDe[keyOf(word)]) || capitalised(apart(word)),
    count: (value) => number.format(value),
    counted: (word, n) => words[n === 1 ? (`${word}_one` as const) : word].replace('{n}', number.format(n)),
    refusal: (code) => (language === 'de' ? (refusalsDe[code as ErrorCode] ?? null) : null),
    usd: (value) =>
      value === null ? words.unknownPrice : `$ ${(value > 0 && value < 1 ? change : money).format(value)}`,
    duration: (ms) => {
      if (ms < 1_000) return `${Math.max(0, Math.round(ms))} ms`;
      if (ms < 100_000) return `${tenth.format(ms / 1_000)} s`;
      if (ms < 5_400_000) return `${Math.round(ms / 60_000)} min`;
      return `${Math.round(ms / 3_600_000)} h`;
    },
    clock: (iso) => clock.format(new Date(iso)),
    day: (iso) => day.format(new Date(iso)),
  };
}

/** `solarPlexus` as people write it. */
const apart = (word: string): string => word.replace(/(?<=[a-z])(?=[A-Z])/g, ' ');
const keyOf = (word: string): string =>
  apart(word)
    .toLowerCase()
    .replace(/[^a-z]+/g, '-');
const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The language of the page: that of the browser until somebody chooses. */
export function TextProvider({ children }: { children: ReactNode }) {
  const [language, setState] = useState(initial);
  const setLanguage = useCallback((next: Language) => {
    localStorage.setItem(KEPT, next);
    setState(next);
  }, []);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const text = useMemo(() => ({ language, setLanguage, ...formatsOf(language) }), [language, setLanguage]);
  return <TextContext value={text}>{children}</TextContext>;
}

/** What the page says, and how it writes numbers and times. */
export function useText(): Text {
  const text = useContext(TextContext);
  if (text === null) throw new Error('useText outside of TextProvider');
  return text;
}
