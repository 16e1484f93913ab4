import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  cities500,
  connect,
  findPlaces,
  loadPlaces,
  type Place,
  placeById,
  readGazetteer,
  searchPlaces,
} from '../src/index.ts';
import { suiteDatabase } from './suite.ts';

const full = suiteDatabase();
const label = ({ name, region, country }: Place): string => `${name}, ${region}, ${country}`;

/** What a query resolves to, or the code. */
async function found(query: string): Promise<string> {
  const answer = await findPlaces(full.sql, query);
  return 'match' in answer ? label(answer.match) : answer.code;
}

async function candidates(query: string, limit?: number): Promise<Place[]> {
  const answer = await findPlaces(full.sql, query, limit);
  return 'match' in answer ? [] : answer.candidates;
}

const heard: [number, number][] = [];
let loads: boolean[];

beforeAll(async () => {
  const others = [connect(full.url, { max: 1 }), connect(full.url, { max: 1 })];
  const tell = (done: number, total: number) => void heard.push([done, total]);
  loads = await Promise.all([full.sql, ...others].map((sql) => loadPlaces(sql, tell)));
  await Promise.all(others.map((sql) => sql.end()));
}, 180_000);

describe('loading the gazetteer', () => {
  test('of several that start together one loads, and the others find it loaded', async () => {
    expect(loads.filter(Boolean)).toHaveLength(1);
    expect(await loadPlaces(full.sql)).toBe(false);
    const [rows] = await full.sql`
      select (select count(*) from places) as places, (select places from place_loads) as noted,
             (select count(*) from pg_indexes where tablename = 'place_names') as indexes`;
    expect(rows).toEqual({ places: 199_568, noted: 199_568, indexes: 2 });
  });

  test('tells how far it is, from little to all', () => {
    const done = heard.map(([bytes]) => bytes);
    const total = heard[0]![1];
    expect(done).toEqual(done.toSorted((a, b) => a - b));
    expect(done.length).toBeGreaterThan(20);
    expect(done[0]).toBeLessThan(total / 10);
    expect(heard.at(-1)).toEqual([total, total]);
  });
});

describe('a place of birth', () => {
  test.each([
    ['München', 'Munich, Bavaria, DE'],
    ['Munich', 'Munich, Bavaria, DE'],
    ['Muenchen', 'Munich, Bavaria, DE'],
    ['  MÜNCHEN ', 'Munich, Bavaria, DE'],
    ['munchen', 'Munich, Bavaria, DE'],
    ['Mu\u0308nchen', 'Munich, Bavaria, DE'],
    ['Köln', 'Köln, North Rhine-Westphalia, DE'],
    ['Koeln', 'Köln, North Rhine-Westphalia, DE'],
    ['Cologne', 'Köln, North Rhine-Westphalia, DE'],
    ['Zürich', 'Zürich, Zurich, CH'],
    ['Strassburg, Frankreich', 'Strasbourg, Grand Est, FR'],
    ['Straßburg, Frankreich', 'Strasbourg, Grand Est, FR'],
    ['Łódź', 'Łódź, Łódź Voivodeship, PL'],
    ['Lodz', 'Łódź, Łódź Voivodeship, PL'],
    ['Aarhus', 'Århus, Central Jutland, DK'],
    ['Tromso', 'Tromsø, Troms og Finnmark, NO'],
    ["L'Aquila", "L'Aquila, Abruzzo, IT"],
    ['L’Aquila', "L'Aquila, Abruzzo, IT"],
    ['St Louis', 'St. Louis, Missouri, US'],
    ['Москва', 'Moscow, Moscow, RU'],
    ['東京', 'Tokyo, Tokyo, JP'],
  ])('is found however it is written: %s', async (query, place) => expect(await found(query)).toBe(place));

  test.each([
    ['Springfield, Illinois', 'Springfield, Illinois, US'],
    ['Springfield, IL', 'Springfield, Illinois, US'],
    ['Springfield IL', 'Springfield, Illinois, US'],
    ['springfield il usa', 'Springfield, Illinois, US'],
    ['Springfield New Hampshire', 'Springfield, New Hampshire, US'],
    ['Springfield, Clark County, Ohio, USA', 'Springfield, Ohio, US'],
    ['Paris, TX', 'Paris, Texas, US'],
    ['Paris, Texas', 'Paris, Texas, US'],
    ['Paris, France', 'Paris, Île-de-France, FR'],
    ['Paris, Frankreich', 'Paris, Île-de-France, FR'],
    ['Frankfurt (Oder)', 'Frankfurt (Oder), Brandenburg, DE'],
    ['Frankfurt/Oder', 'Frankfurt (Oder), Brandenburg, DE'],
    ['Frankfurt, Brandenburg', 'Frankfurt (Oder), Brandenburg, DE'],
    ['Frankfurt am Main', 'Frankfurt am Main, Hesse, DE'],
    ['Frankfurt a. M.', 'Frankfurt am Main, Hesse, DE'],
    ['Frankfurt (Main)', 'Frankfurt am Main, Hesse, DE'],
    ['Frankfurt, Germany', 'Frankfurt am Main, Hesse, DE'],
    ['Freiburg i.Br.', 'Freiburg, Baden-Württemberg, DE'],
    ['Rothenburg o. d. Tauber', 'Rothenburg ob der Tauber, Bavaria, DE'],
    ['Wien, Österreich', 'Vienna, Vienna, AT'],
    ['Vienna, VA', 'Vienna, Virginia, US'],
    ['Halle, Sachsen-Anhalt', 'Halle (Saale), Saxony-Anhalt, DE'],
    ['London, Ontario', 'London, Ontario, CA'],
    ['London, CA', 'London, Ontario, CA'],
    ['London, England, UK', 'London, England, GB'],
    ['Athens, Georgia', 'Athens, Georgia, US'],
    ['Tbilisi, Georgia', 'Tbilisi, Tbilisi, GE'],
    ['Milano, Italia', 'Milan, Lombardy, IT'],
    ['Dresden, DDR', 'Dresden, Saxony, DE'],
    ['Baden, Schweiz', 'Baden, Aargau, CH'],
  ])('is narrowed by what stands behind it: %s', async (query, place) => expect(await found(query)).toBe(place));

  test.each([
    ['Berlin', 'Berlin, Berlin, DE'],
    ['Paris', 'Paris, Île-de-France, FR'],
    ['London', 'London, England, GB'],
    ['Frankfurt', 'Frankfurt am Main, Hesse, DE'],
    ['Salzburg', 'Salzburg, Salzburg, AT'],
    ['Ulm', 'Ulm, Baden-Württemberg, DE'], // and not ULM, the airport of New Ulm
    ['Münster', 'Münster, North Rhine-Westphalia, DE'],
    ['Par', 'Par, England, GB'], // and not PAR, the airports of Paris
  ])('outnumbers its namesakes: %s', async (query, place) => expect(await found(query)).toBe(place));

  test('is asked back about when its namesakes lie in several zones or countries', async () => {
    for (const query of ['Springfield', 'Birmingham', 'Halle', 'Munster', 'Baden', 'Springfield, Ohoi, USA'])
      expect.soft(await found(query), query).toBe('PLACE_AMBIGUOUS');
    const springfields = await candidates('Springfield');
    expect(springfields).toHaveLength(10);
    expect(springfields.slice(0, 4).map(({ region }) => region)).toEqual([
      'Missouri',
      'Massachusetts',
      'Illinois',
      'Oregon',
    ]);
    expect(new Set(springfields.map(({ timezone }) => timezone)).size).toBeGreaterThan(2);
    expect(springfields[0]).toEqual({
      placeId: '4409896',
      name: 'Springfield',
      region: 'Missouri',
      country: 'US',
      latitude: 37.21533,
      longitude: -93.29824,
      timezone: 'America/Chicago',
    });
    expect(await candidates('Springfield', 3)).toEqual(springfields.slice(0, 3));
  });

  test('is the largest of its namesakes in one zone of one country', async () => {
    expect(await found('Neustadt, Deutschland')).toBe('Neustadt, Rhineland-Palatinate, DE');
    expect(await found('Hamm')).toBe('Hamm, North Rhine-Westphalia, DE');
  });

  test('is unknown when nothing is called so, with what resembles it', async () => {
    for (const query of ['Xyzzyville', '???', '', '\0', 'Georgia', 'Paris, Texas, France', 'Oxford, Oxfordshire'])
      expect.soft(await found(query), query).toBe('PLACE_UNKNOWN');
    expect(await candidates('Xyzzyville')).toEqual([]);
    expect((await candidates('Munchn')).map(label)[0]).toBe('Munich, Bavaria, DE');
    expect((await candidates('Regensbrug, Bayern')).map(label)[0]).toBe('Regensburg, Bavaria, DE');
    expect((await candidates('Oxford, Oxfordshire')).map(label)[0]).toBe('Oxford, England, GB');
    expect(await candidates('Sprngfield', 4)).toHaveLength(4);
  });

  test('is found by its id', async () => {
    expect(await placeById(full.sql, '2950159')).toMatchObject({ placeId: '2950159', timezone: 'Europe/Berlin' });
    for (const id of ['1', '', 'berlin', '-1', '9'.repeat(30), '2950159; drop'])
      expect.soft(await placeById(full.sql, id), id).toBeUndefined();
  });
});

test.each([
  ['Berl', 'Berlin, Berlin, DE'],
  ['münch', 'Munich, Bavaria, DE'],
  ['mu', 'Mumbai, Maharashtra, IN'],
  ['Springfield, Il', 'Springfield, Illinois, US'],
  ['Hamm', 'Hamm, North Rhine-Westphalia, DE'], // and not Hammamet, or Hamburg
  ['Wien, Ö', 'Vienna, Vienna, AT'],
  ['Regensbrug', 'Regensburg, Bavaria, DE'],
])('typing %s suggests %s first', async (typed, place) => {
  expect((await searchPlaces(full.sql, typed)).map(label)[0]).toBe(place);
});

test('suggestions begin with the second letter and are no more than asked for', async () => {
  expect(await searchPlaces(full.sql, 'B')).toEqual([]);
  expect(await searchPlaces(full.sql, 'San', 3)).toHaveLength(3);
  expect(await searchPlaces(full.sql, 'Xyzzyville')).toEqual([]);
});

/** What somebody might write, from every thousandth place of the gazetteer: each of its names, alone and with what is behind. */
async function queries(): Promise<string[]> {
  const lines = (await readFile((await cities500()).file, 'utf8')).split('\n').filter((_, at) => at % 1_000 === 0);
  return lines.flatMap((line) => {
    const [, name = '', ascii = '', others = '', , , , , country = '', , region = ''] = line.split('\t');
    const [first = name, second = ascii] = others.split(',');
    return [name, `${name}, ${country}`, `${ascii}, ${region}`, first, `${second} ${country}`, name.split(' ')[0]!];
  });
}

const asked = [
  'Springfield',
  'Springfield, IL',
  'springfield il usa',
  'Frankfurt (Oder)',
  'Frankfurt a. M.',
  'Neustadt',
  'Munchn',
  'Regensbrug, Bayern',
  'Xyzzyville',
  '',
];

test('names mean the same place in memory and in the database', async () => {
  const memory = await readGazetteer();
  const all = [...asked, ...(await queries())];
  expect(all.length).toBeGreaterThan(1_000);
  for (const query of all) {
    expect.soft(await memory.find(query), query).toEqual(await findPlaces(full.sql, query));
  }
  expect(await memory.byId('2950159')).toEqual(await placeById(full.sql, '2950159'));
  expect(await memory.byId('1')).toBeUndefined();
}, 120_000);

/** Enough lines that the copy is still going on when its first row has failed. */
const many = (lines: string[]): string[] => Array.from({ length: 20_000 }, (_, at) => lines[at % lines.length]!);

describe('a load that is broken off', () => {
  const small = suiteDatabase();
  let dir: string;
  let lines: string[];

  const gazetteer = async (version: string, text: string) => {
    const file = path.join(dir, `${version}.txt`);
    await writeFile(file, text);
    return { file: pathToFileURL(file), version };
  };
  const stored = async () =>
    (await small.sql`select (select count(*) from places) as places, (select version from place_loads) as version`)[0];

  beforeAll(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'places-'));
    lines = (await readFile((await cities500()).file, 'utf8')).split('\n').slice(0, 50);
  });
  afterAll(() => rm(dir, { recursive: true }));

  test('by the death of its process leaves nothing, and the next start loads', async () => {
    const program = `
      import { connect, loadPlaces } from ${JSON.stringify(new URL('../src/index.ts', import.meta.url).href)};
      await loadPlaces(connect(${JSON.stringify(small.url)}), (done, total) => {
        if (done > total / 2) process.kill(process.pid, 'SIGKILL');
      });`;
    const loader = spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: 'ignore' });
    expect(await once(loader, 'exit')).toEqual([null, 'SIGKILL']);
    expect(await stored()).toEqual({ places: 0, version: null });
    expect(await loadPlaces(small.sql, undefined, await gazetteer('one', lines.join('\n')))).toBe(true);
    expect(await stored()).toEqual({ places: 50, version: 'one' });
  }, 60_000);

  test('by a bad row or a reader that fails leaves the former gazetteer', async () => {
    const twice = await gazetteer('twice', [...lines, lines[0]].join('\n'));
    await expect(loadPlaces(small.sql, undefined, twice)).rejects.toThrow('aborted'); // its last row: the driver tells no more
    const early = await gazetteer('early', [lines[0]!.replace('42.57688', 'north'), ...many(lines)].join('\n'));
    await expect(loadPlaces(small.sql, undefined, early)).rejects.toThrow('invalid input syntax');
    const unreadable = { file: pathToFileURL(`${dir}/`), version: 'directory' };
    await expect(loadPlaces(small.sql, undefined, unreadable)).rejects.toThrow('EISDIR');
    expect(await stored()).toEqual({ places: 50, version: 'one' });
    expect(await findPlaces(small.sql, 'Soldeu, Andorra')).toMatchObject({ match: { placeId: '3038999' } });
  });

  test('gives way to a new version, which replaces the former', async () => {
    const next = await gazetteer('two', lines.slice(0, 20).join('\n'));
    expect(await loadPlaces(small.sql, undefined, next)).toBe(true);
    expect(await loadPlaces(small.sql, undefined, next)).toBe(false);
    expect(await stored()).toEqual({ places: 20, version: 'two' });
  });
});
