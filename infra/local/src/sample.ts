import type { BodyOf } from '@taktstock/client';

/** A reading to ask for. Coordinates and a zone, so that no place has to be looked up. */
export const SAMPLE_REQUEST: BodyOf<'executeReading'> = {
  agentId: 'auto',
  question: 'Where do I lose energy when I decide too quickly?',
  locale: 'en',
  birthDate: '1990-05-14',
  birthTime: '08:30',
  birthPlace: { latitude: 48.2082, longitude: 16.3738, timezone: 'Europe/Vienna' },
};
