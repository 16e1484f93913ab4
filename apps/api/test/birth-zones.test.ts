import { readFile } from 'node:fs/promises';
import { resolveBirth } from '@taktstock/chart';
import { cities500 } from '@taktstock/db';
import { expect, test } from 'vitest';
import { locate } from '../src/births/place.ts';

const nowhere = { find: () => Promise.reject(new Error()), byId: () => Promise.reject(new Error()) };

/** Those of some zones in which no local time can be read. */
const unreadable = (zones: Iterable<string | undefined>): (string | undefined)[] =>
  [...zones].filter((timezone) => {
    try {
      resolveBirth({ birthDate: '1990-07-01', birthTime: '12:00', latitude: 0, longitude: 0, timezone }, Date.now());
      return false;
    } catch {
      return true;
    }
  });

test('every zone in which coordinates can lie has a known history', async () => {
  const zones = new Set<string | undefined>();
  for (let latitude = -89.75; latitude < 90; latitude += 0.5) {
    for (let longitude = -179.75; longitude < 180; longitude += 0.5) {
      zones.add(((await locate({ latitude, longitude }, undefined, nowhere)) as { timezone?: string }).timezone);
    }
  }
  expect(zones.size).toBeGreaterThan(410);
  expect(unreadable(zones)).toEqual([]);
});

test('every zone of the gazetteer has a known history', async () => {
  const lines = (await readFile((await cities500()).file, 'utf8')).trimEnd().split('\n');
  const zones = new Set(
    lines.map((line) => line.slice(line.lastIndexOf('\t', line.lastIndexOf('\t') - 1) + 1).split('\t')[0]),
  );
  expect(zones.size).toBeGreaterThan(390);
  expect(unreadable(zones)).toEqual([]);
});
