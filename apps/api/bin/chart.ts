import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { answersTo, chartOfLine, RefusedLine } from '@taktstock/chart';
import type { BirthPlace } from '../src/births/fields.ts';
import { type Gazetteer, locate, NO_PLACE } from '../src/births/place.ts';

type Input = Record<string, unknown>;

let read: Promise<Gazetteer> | undefined;

/** Read on the first name: 2 s that a program which gets coordinates only does not spend. Never from a database: none need run. */
const gazetteer = (): Promise<Gazetteer> => {
  read ??= import('@taktstock/db').then(({ readGazetteer }) => readGazetteer());
  return read;
};

const lookedUp: Gazetteer = {
  find: async (query) => (await gazetteer()).find(query),
  byId: async (placeId) => (await gazetteer()).byId(placeId),
};

function nameOf(place: string): string {
  if (place.length >= 2 && place.length <= 255) return place;
  throw new RefusedLine('The name of a birth place has 2 to 255 characters.', 'INVALID_BIRTH_PLACE');
}

/** The place of a line, if it is one that has to be found: a name, an id, or coordinates of which the zone is wanted. */
function placeToFind({ birthPlace, ...flat }: Input): BirthPlace | undefined {
  if (typeof birthPlace === 'string') return nameOf(birthPlace);
  const given = (birthPlace ?? flat) as Input;
  if (typeof given !== 'object') return undefined;
  const { placeId, latitude, longitude, timezone } = given;
  if (typeof placeId === 'string') return { placeId };
  const isOpen = typeof latitude === 'number' && typeof longitude === 'number' && timezone === undefined;
  return isOpen ? { latitude, longitude } : undefined;
}

/** The line with its place found, so that only arithmetic is left; one without a place to find stays as it is. */
async function withPlace(input: Input): Promise<Input> {
  const { utc, utcOffset } = input;
  const place = utc === undefined ? placeToFind(input) : undefined;
  if (place === undefined) return input;
  const located = await locate(place, typeof utcOffset === 'string' ? utcOffset : undefined, lookedUp);
  if (!('code' in located)) return { ...input, birthPlace: located };
  const { code, candidates } = located;
  throw new RefusedLine(NO_PLACE[code], code, { candidates });
}

/** One chart per line of standard input: what packages/chart/bin/chart.ts takes, and places by name, id or coordinates alone. */
const lines = createInterface({ input: process.stdin });
const answers = answersTo(lines, async (input) => chartOfLine(await withPlace(input), Date.now()));
await pipeline(Readable.from(answers), process.stdout);
