import { type Activations, activations, type Birth, chartOf, computeChart, resolveBirth } from '../src/index.ts';
import { answerLines, InvalidLine } from './lines.ts';

function fullChart(exact: Activations) {
  return {
    utc: iso(exact.utc),
    designUtc: iso(exact.designUtc),
    ...chartOf(exact),
    activations: exact.activations.map(({ side, body, gate, line, color, tone, base, longitude }) => {
      return { side, body, gate, line, color, tone, base, longitude: Number(longitude.toFixed(6)) };
    }),
  };
}

const iso = (utc: number) => new Date(utc).toISOString();

function instant(value: unknown): number {
  const utc = typeof value === 'string' ? Date.parse(value) : value;
  if (typeof utc === 'number' && Number.isFinite(utc)) return utc;
  throw new InvalidLine('utc is neither ISO 8601 text nor milliseconds.');
}

const TYPES: Record<keyof Birth, 'string' | 'boolean' | 'number'> = {
  birthDate: 'string',
  birthTime: 'string',
  birthTimeUnknown: 'boolean',
  timeFold: 'string',
  latitude: 'number',
  longitude: 'number',
  timezone: 'string',
  utcOffset: 'string',
};

function birthFrom(input: Record<string, unknown>): Birth {
  const place = input['birthPlace'];
  if (place !== undefined && (typeof place !== 'object' || place === null)) {
    throw new InvalidLine('birthPlace is not an object with coordinates and a timezone: names are not looked up here.');
  }
  const given = { ...input, ...place } as Record<string, unknown>;
  for (const [field, type] of Object.entries(TYPES)) {
    if (given[field] !== undefined && typeof given[field] !== type) throw new InvalidLine(`${field} is not a ${type}.`);
  }
  if (typeof given['birthDate'] !== 'string') throw new InvalidLine('Neither utc nor birthDate is given.');
  if (given['timeFold'] !== undefined && given['timeFold'] !== 'earlier' && given['timeFold'] !== 'later') {
    throw new InvalidLine('timeFold is neither earlier nor later.');
  }
  return given as Birth;
}

/**
 * One chart per line: `{"utc"}` (ISO text or milliseconds), or birth data with `timezone` and coordinates or with `utcOffset`,
 * flat or under `birthPlace`. Answers the chart with its instants and the 26 activations behind it.
 */
await answerLines((input) => {
  if ('utc' in input) return fullChart(activations(instant(input['utc'])));
  const resolved = resolveBirth(birthFrom(input), Date.now());
  if ('utc' in resolved) return { ...fullChart(activations(resolved.utc)), notes: resolved.notes };
  const { utcFirst, utcLast, notes } = resolved;
  return { utcFirst: iso(utcFirst), utcLast: iso(utcLast), ...computeChart({ utcFirst, utcLast }), notes };
});
