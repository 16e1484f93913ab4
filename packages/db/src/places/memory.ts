import { readFile } from 'node:fs/promises';
import { areasOf, readRegions } from './areas.ts';
import type { Behind, Reading } from './ask.ts';
import { choosePlace, type FoundPlace, LEAST_ALIKE, LEAST_PEOPLE, type Named, type Place, placeOf } from './choose.ts';
import { firstWord, indexFirstWords } from './first-words.ts';
import { cities500, namesOf } from './gazetteer.ts';
import { indexLikeness } from './likeness.ts';
import { type Lines, linesIn } from './lines.ts';

/** The gazetteer in the memory of a process, for programs that run without a database. */
export type MemoryPlaces = {
  find(query: string, limit?: number): Promise<FoundPlace>;
  byId(placeId: string): Promise<Place | undefined>;
};

type Row = Place & { population: number; regionCode: string };

/** A place by one of its folded names. */
type Entry = { name: string; row: Row; own: boolean };

/**
 * Reads the gazetteer: 0.7 s and 120 MB, and 2 s and 100 MB more for the first name that nobody bears, when likeness is needed.
 * Names are resolved by the rules of findPlaces.
 */
export async function readGazetteer(): Promise<MemoryPlaces> {
  const [bytes, regions] = await Promise.all([readFile((await cities500()).file), readRegions()]);
  const lines = linesIn(bytes);
  const regionNames = new Map(regions.map(({ country, code, name }) => [`${country}.${code}`, name]));
  const rowOf = remembered((line: number): Row => {
    const { id, latitude, longitude, population, written, ...place } = lines.place(line);
    const region = regionNames.get(`${place.country}.${place.regionCode}`) ?? null;
    const numbers = { latitude: Number(latitude), longitude: Number(longitude), population: Number(population) };
    return { ...place, ...numbers, placeId: id, region };
  });
  const areas = Map.groupBy(areasOf(regions, lines.countries), ({ name }) => name);
  const liesIn = ({ country, regionCode }: Row, phrase: string): boolean =>
    (areas.get(phrase) ?? []).some((area) => area.country === country && (area.region ?? regionCode) === regionCode);
  const entriesOf = entriesByFirstWord(bytes, lines, rowOf);
  const alikeTo = likest(lines, rowOf);
  const lineById = once(() => new Map(lines.names.map((_, line) => [lines.id(line), line])));
  const names = {
    named: async (reading: Reading) => namedIn(entriesOf(firstWord(reading.name)), reading, liesIn, areas),
    similar: async (name: string, limit: number) => alikeTo(name, limit),
  };
  return {
    find: (query, limit = 10) => choosePlace(names, query, limit),
    byId: async (placeId) => {
      const line = lineById().get(placeId);
      return line === undefined ? undefined : placeOf(rowOf(line));
    },
  };
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function remembered<K, V>(answer: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>();
  return (key) => {
    const value = known.get(key) ?? answer(key);
    known.set(key, value);
    return value;
  };
}

function entriesByFirstWord(bytes: Buffer, lines: Lines, rowOf: (line: number) => Row): (word: string) => Entry[] {
  const linesOf = indexFirstWords(bytes, lines.names);
  return remembered((word: string) =>
    [...new Set(linesOf(word))].flatMap((line) => {
      const begun = [...namesOf(lines.place(line))].filter(([name]) => firstWord(name) === word);
      return begun.map(([name, own]) => ({ name, own, row: rowOf(line) }));
    }),
  );
}

function namedIn(
  begun: readonly Entry[],
  { name, behind }: Reading,
  liesIn: (row: Row, phrase: string) => boolean,
  areas: ReadonlyMap<string, unknown>,
): Named[] {
  const longer = behind.length === 0 ? [] : begun.filter((entry) => entry.name.startsWith(`${name} `));
  const conditions = behind.map(({ phrase, words }) => {
    const called = rowsCalled(longer, name, words);
    return (row: Row) => called.has(row) || liesIn(row, phrase);
  });
  return begun
    .filter((entry) => entry.name === name)
    .map(({ row, own }) => ({
      ...row,
      own,
      areas: positions(behind, ({ phrase }) => areas.has(phrase)),
      holding: positions(conditions, (holds) => holds(row)),
    }));
}

/** Places with a name in which these words stand behind the shorter one. */
function rowsCalled(longer: readonly Entry[], name: string, words: Behind['words']): Set<Row> {
  const pattern = new RegExp(words, 'u');
  return new Set(longer.filter((entry) => pattern.test(entry.name.slice(name.length + 1))).map(({ row }) => row));
}

const positions = <T>(list: readonly T[], fits: (item: T) => boolean): number[] =>
  list.flatMap((item, at) => (fits(item) ? at + 1 : []));

/** Places whose names resemble a folded one; the likest and largest first. */
function likest(lines: Lines, rowOf: (line: number) => Row): (name: string, limit: number) => Place[] {
  const likeness = once(() => indexLikeness(foldedNames(lines)));
  return (name, limit) => {
    if (name === '') return [];
    const best = new Map<Row, number>();
    likeness().eachAlike(name, LEAST_ALIKE, (line, alike) => {
      const row = rowOf(line);
      const score = alike * Math.log(Math.max(row.population, LEAST_PEOPLE));
      best.set(row, Math.max(score, best.get(row) ?? 0));
    });
    const ranked = [...best].sort(([a, x], [b, y]) => y - x || Number(a.placeId) - Number(b.placeId));
    return ranked.slice(0, limit).map(([row]) => placeOf(row));
  };
}

function* foldedNames(lines: Lines): Generator<[owner: number, name: string]> {
  for (let line = 0; line < lines.count; line += 1) {
    for (const name of namesOf(lines.place(line)).keys()) yield [line, name];
  }
}
