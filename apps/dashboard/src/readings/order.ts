import type { BodyOf } from '@taktstock/client';
import type { Language } from '../text/language.tsx';
import type { Place } from './PlaceField.tsx';

type Body = BodyOf<'executeReading'>;

/** What the form holds. */
export type Order = {
  date: string;
  time: string;
  isTimeUnknown: boolean;
  place: Place | null;
  question: string;
  agent: string;
  depth: NonNullable<Body['depth']>;
  style: string;
  locale: Language;
};

export const emptyOrder = (locale: Language): Order => ({
  date: '',
  time: '',
  isTimeUnknown: false,
  place: null,
  question: '',
  agent: 'auto',
  depth: 'advanced',
  style: 'auto',
  locale,
});

/** A birth that nobody had, so that there is something to press at once; it needs no name of a place. */
export const exampleOrder = (locale: Language): Order => ({
  ...emptyOrder(locale),
  date: '1990-05-14',
  time: '08:30',
  place: {
    placeId: null,
    name: 'Wien',
    region: null,
    country: 'AT',
    latitude: 48.2082,
    longitude: 16.3738,
    timezone: 'Europe/Vienna',
  },
  question:
    locale === 'de'
      ? 'Wo verliere ich Energie, wenn ich zu schnell entscheide?'
      : 'Where do I lose energy when I decide too quickly?',
});

/** A part of a birth without which there is no chart; fields have these names. */
export type Needed = 'date' | 'time' | 'place';

/** What is missing in an order, from top to bottom. */
export function missingIn({ date, time, isTimeUnknown, place }: Order): Needed[] {
  const missing: Record<Needed, boolean> = {
    date: !/^\d{4}-\d{2}-\d{2}$/.test(date),
    time: time === '' && !isTimeUnknown,
    place: place === null,
  };
  return (Object.keys(missing) as Needed[]).filter((part) => missing[part]);
}

/** The birth of an order as the API takes it; null as long as something is missing. */
export function birthOf(order: Order): BodyOf<'calculateChart'> | null {
  const { date, time, isTimeUnknown, place } = order;
  if (missingIn(order).length > 0 || place === null) return null;
  const { placeId, latitude, longitude, timezone } = place;
  return {
    birthDate: date,
    ...(isTimeUnknown ? { birthTimeUnknown: true } : { birthTime: time }),
    birthPlace: placeId === null ? { latitude, longitude, timezone } : { placeId },
  };
}

/** An order as the API takes it; null as long as something is missing. */
export function bodyOf(order: Order): Body | null {
  const birth = birthOf(order);
  if (birth === null) return null;
  const { agent, question, depth, style, locale } = order;
  return {
    agentId: agent,
    ...(question.trim() === '' ? {} : { question: question.trim() }),
    depth,
    ...(style === 'auto' ? {} : { style: style as NonNullable<Body['style']> }),
    locale,
    ...birth,
  };
}
