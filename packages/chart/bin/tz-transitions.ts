import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Writes data/tz-transitions.json from a directory of compiled zones: `node bin/tz-transitions.ts /usr/share/zoneinfo`.
 * It has to be compiled with the history that the main files leave out (PACKRATDATA=backzone PACKRATLIST=zone.tab), as
 * Debian's tzdata is; ours is of 2025b. Zones are those of zone.tab, and those we had before: people kept their names.
 */

/** The part of a TZif file (RFC 9636) that follows the header at `start`, with numbers of `width` bytes for instants. */
function partAt(file: Buffer, start: number, width: 4 | 8) {
  const count = (n: number) => file.readUInt32BE(start + 20 + 4 * n);
  const [inUt, standard, leaps, instants, types, letters] = [
    count(0),
    count(1),
    count(2),
    count(3),
    count(4),
    count(5),
  ];
  const instantsAt = start + 44;
  const indexAt = instantsAt + instants * width;
  const typesAt = indexAt + instants;
  const end = typesAt + 6 * types + letters + leaps * (width + 4) + standard + inUt;
  return { instants, types, instantsAt, indexAt, typesAt, end };
}

function historyOf(file: Buffer) {
  const { instants, types, instantsAt, indexAt, typesAt, end } = partAt(file, partAt(file, 0, 4).end, 8);
  return {
    t: Array.from({ length: instants }, (_, n) => Number(file.readBigInt64BE(instantsAt + 8 * n))),
    i: [...file.subarray(indexAt, indexAt + instants)],
    o: Array.from({ length: types }, (_, n) => file.readInt32BE(typesAt + 6 * n)),
    f: file.toString('ascii', end).trim(),
  };
}

const table = new URL('../data/tz-transitions.json', import.meta.url);
const directory = process.argv[2] ?? '/usr/share/zoneinfo';
const listed = readFileSync(path.join(directory, 'zone.tab'), 'utf8')
  .split('\n')
  .flatMap((line) => (line === '' || line.startsWith('#') ? [] : line.split('\t')[2]!));
const names = [...new Set([...listed, ...Object.keys(JSON.parse(readFileSync(table, 'utf8')))])].sort();
const lines = names.map((name) => `"${name}":${JSON.stringify(historyOf(readFileSync(path.join(directory, name))))}`);
writeFileSync(table, `{\n${lines.join(',\n')}\n}\n`);
