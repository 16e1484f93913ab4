// A program of its own, started by load.ts: writes the rows of one table in COPY's text format and tells its parent how far it
// has read. Folding 850,000 names costs some 250 MB of passing garbage, which the process that serves requests shall not keep.
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { areasOf, readRegions } from './areas.ts';
import { namesOf, readPlaces } from './gazetteer.ts';

type Rows = (file: URL) => AsyncGenerator<string>;

const TABLES: Record<string, Rows> = {
  async *places(file) {
    const regions = await readRegions();
    const names = new Map(regions.map(({ country, code, name }) => [`${country}.${code}`, name]));
    for await (const place of readPlaces(file, tell)) {
      const { id, name, country, regionCode, latitude, longitude, timezone, population } = place;
      const region = names.get(`${country}.${regionCode}`) ?? null;
      yield row(id, name, country, regionCode, region, latitude, longitude, timezone, population);
    }
  },
  async *place_names(file) {
    for await (const place of readPlaces(file, tell)) {
      for (const [name, own] of namesOf(place)) yield row(name, place.id, own ? 't' : 'f', place.population);
    }
  },
  async *place_areas(file) {
    const countries = new Set<string>();
    for await (const { country } of readPlaces(file, tell)) countries.add(country);
    for (const { name, country, region } of areasOf(await readRegions(), countries)) yield row(name, country, region);
  },
};

const tell = (bytes: number): void => void process.send?.(bytes);

const row = (...columns: (string | null)[]): string =>
  `${columns.map((column) => column?.replace(/[\\\t\n\r]/g, (special) => `\\${special}`) ?? '\\N').join('\t')}\n`;

/** Rows in pieces of 64 KiB: a write for each would cost more than the rows. */
async function* pieces(rows: AsyncIterable<string>): AsyncGenerator<string> {
  let piece = '';
  for await (const line of rows) {
    piece += line;
    if (piece.length < 65_536) continue;
    yield piece;
    piece = '';
  }
  yield piece;
}

const [, , table, file] = process.argv;
await pipeline(Readable.from(pieces(TABLES[table!]!(new URL(file!)))), process.stdout);
process.disconnect?.();
