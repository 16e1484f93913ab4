import { ChartError } from './birth/error.ts';
import { type Birth, resolveBirth } from './birth/resolve.ts';
import { type Activations, activations } from './chart/activations.ts';
import { chartOf } from './chart/chart.ts';
import { computeChart } from './chart/compute.ts';

/** A line that gets no answer but `{"error":{"code","detail",...}}`. */
export class RefusedLine extends Error {
  readonly refusal: Record<string, unknown>;

  constructor(detail: string, code = 'VALIDATION_FAILED', more: Record<string, unknown> = {}) {
    super(detail);
    this.refusal = { code, detail, ...more };
  }
}

type Answer = (input: Record<string, unknown>) => unknown;

/** Answers each line, one JSON object, with one line of JSON, in order; a refusal stands where its answer would. */
export async function* answersTo(lines: AsyncIterable<string>, answer: Answer): AsyncGenerator<string> {
  for await (const line of lines) yield `${JSON.stringify(await answerOrRefuse(line, answer))}\n`;
}

async function answerOrRefuse(line: string, answer: Answer): Promise<unknown> {
  try {
    return await answer(parse(line));
  } catch (error) {
    if (error instanceof ChartError) return { error: { code: error.code, detail: error.detail, ...error.data } };
    if (error instanceof RefusedLine) return { error: error.refusal };
    throw error;
  }
}

function parse(line: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // answered below like any other line that is no object
  }
  throw new RefusedLine('The line is not a JSON object.');
}

/**
 * The chart of a line with its instants and the 26 activations behind it. The line has `utc` (ISO text or milliseconds), or
 * birth data with `timezone` and coordinates or with `utcOffset`, flat or under `birthPlace`. `now` is in UTC milliseconds.
 */
export function chartOfLine(input: Record<string, unknown>, now: number): unknown {
  if ('utc' in input) return fullChart(activations(instant(input['utc'])));
  const resolved = resolveBirth(birthFrom(input), now);
  if ('utc' in resolved) return { ...fullChart(activations(resolved.utc)), notes: resolved.notes };
  const { utcFirst, utcLast, notes } = resolved;
  return { utcFirst: iso(utcFirst), utcLast: iso(utcLast), ...computeChart({ utcFirst, utcLast }), notes };
}

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

/** ISO 8601; without a zone it is UTC, and never the zone of this machine. */
const ISO = /^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:\d{2})?)?$/;

function instant(value: unknown): number {
  const [text, time, zone] = (typeof value === 'string' && ISO.exec(value)) || [];
  const utc = text === undefined ? value : Date.parse(time === undefined || zone !== undefined ? text : `${text}Z`);
  if (typeof utc === 'number' && Number.isFinite(utc)) return utc;
  throw new RefusedLine('utc is neither ISO 8601 text nor milliseconds.');
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
    throw new RefusedLine('birthPlace is not an object with coordinates.');
  }
  const given = { ...input, ...place } as Record<string, unknown>;
  for (const [field, type] of Object.entries(TYPES)) {
    if (given[field] !== undefined && typeof given[field] !== type) throw new RefusedLine(`${field} is not a ${type}.`);
  }
  if (typeof given['birthDate'] !== 'string') throw new RefusedLine('Neither utc nor birthDate is given.');
  if (given['timeFold'] !== undefined && given['timeFold'] !== 'earlier' && given['timeFold'] !== 'later') {
    throw new RefusedLine('timeFold is neither earlier nor later.');
  }
  return given as Birth;
}
