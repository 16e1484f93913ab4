import { readFile } from 'node:fs/promises';
import { type Area, areasOf, readRegions } from './areas.ts';
import type { Reading } from './ask.ts';
import { choosePlace, type FoundPlace, type Named, type Place, placeOf } from './choose.ts';
import { cities500, namesOf, placeOfLine } from './gazetteer.ts';

/** The gazetteer in the memory of a process, for programs that run without a database. */
export type MemoryPlaces = {
  find(query: string, limit?: number): Promise<FoundPlace>;
  byId(placeId: string): Promise<Place | undefined>;
};

type Row = Place & { population: number; regionCode: string };

/** A place by one of its folded names. */
type Entry = { name: string; row: Row; own: boolean };

type Tables = {
  byId: Map<string, Row>;
  /** Names by their first word: one that begins another one is found with it. */
  byWord: Map<string, Entry[]>;
  areasByName: Map<string, Area[]>;
};

/**
 * Reads the gazetteer: 2 s and 350 MB. Names are resolved by the rules of findPlaces, but those that nobody bears get no
 * candidates: likeness is an index of the database.
 */
export async function readGazetteer(): Promise<MemoryPlaces> {
  const tables = await readTables();
  const names = { named: async (reading: Reading) => namedIn(tables, reading), similar: async () => [] };
  return {
    find: (query, limit = 10) => choosePlace(names, query, limit),
    byId: async (placeId) => {
      const row = tables.byId.get(placeId);
      return row && placeOf(row);
    },
  };
}

async function readTables(): Promise<Tables> {
  const [text, regions] = await Promise.all([readFile((await cities500()).file, 'utf8'), readRegions()]);
  const regionNames = new Map(regions.map(({ country, code, name }) => [`${country}.${code}`, name]));
  const tables: Tables = { byId: new Map(), byWord: new Map(), areasByName: new Map() };
  const countries = new Set<string>();
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const { id, latitude, longitude, population, written, ...place } = placeOfLine(line);
    const region = regionNames.get(`${place.country}.${place.regionCode}`) ?? null;
    const numbers = { latitude: Number(latitude), longitude: Number(longitude), population: Number(population) };
    const row: Row = { ...place, ...numbers, placeId: id, region };
    tables.byId.set(id, row);
    countries.add(row.country);
    for (const [name, own] of namesOf({ written })) push(tables.byWord, firstWord(name), { name, row, own });
  }
  for (const area of areasOf(regions, countries)) push(tables.areasByName, area.name, area);
  return tables;
}

const firstWord = (name: string): string => name.split(' ', 1)[0]!;

function push<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}

function namedIn({ byWord, areasByName }: Tables, { name, behind }: Reading): Named[] {
  const bucket = byWord.get(firstWord(name)) ?? [];
  const longer = behind.length === 0 ? [] : bucket.filter((entry) => entry.name.startsWith(`${name} `));
  const conditions = behind.map(({ phrase, words }) => {
    const areas = areasByName.get(phrase) ?? [];
    const pattern = new RegExp(words, 'u');
    const called = new Set(
      longer.filter((entry) => pattern.test(entry.name.slice(name.length + 1))).map(({ row }) => row),
    );
    const holds = (row: Row): boolean => called.has(row) || areas.some((area) => liesIn(row, area));
    return { isArea: areas.length > 0, holds };
  });
  const areas = positions(conditions, ({ isArea }) => isArea);
  return bucket
    .filter((entry) => entry.name === name)
    .map(({ row, own }) => ({ ...row, own, areas, holding: positions(conditions, ({ holds }) => holds(row)) }));
}

const positions = <T>(list: readonly T[], fits: (item: T) => boolean): number[] =>
  list.flatMap((item, at) => (fits(item) ? at + 1 : []));

const liesIn = ({ country, regionCode }: Row, area: Area): boolean =>
  area.country === country && (area.region === null || area.region === regionCode);
