import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { computeChart } from '@taktstock/chart';
import { beforeAll, expect, test } from 'vitest';

const program = fileURLToPath(new URL('../bin/chart.ts', import.meta.url));

type Line = Record<string, unknown> & { error?: { code: string; candidates?: { name: string }[] } };

/** What `npm run chart` answers to each line. */
async function answersTo(inputs: readonly unknown[]): Promise<Line[]> {
  const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'], env: {} });
  child.stdin.end(inputs.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'));
  const output = await text(child.stdout);
  return output
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

const born = { birthDate: '1990-01-15', birthTime: '12:00' };
const named = (birthPlace: unknown) => ({ ...born, birthPlace });
const berlin = { latitude: 52.52437, longitude: 13.41053 };

const ANSWERED = [
  { utc: '1990-01-15T11:00:00Z' },
  named('Berlin'),
  named('berlin, Deutschland'),
  named({ placeId: '2950159' }),
  named(berlin),
  { ...born, ...berlin },
  { ...named('Springfield, IL'), utcOffset: '+01:00' },
];

const REFUSED: [line: unknown, code: string][] = [
  [named('Springfield'), 'PLACE_AMBIGUOUS'],
  [named('Regensbrug, Bayern'), 'PLACE_UNKNOWN'],
  [named('Xyzzyville'), 'PLACE_UNKNOWN'],
  [named({ placeId: '1' }), 'PLACE_UNKNOWN'],
  [named('B'), 'INVALID_BIRTH_PLACE'],
  [named({ latitude: 91, longitude: 0 }), 'INVALID_BIRTH_PLACE'],
  [named(7), 'VALIDATION_FAILED'],
  [born, 'INVALID_BIRTH_PLACE'],
  [{ ...born, birthDate: '1990-02-30', birthPlace: 'Berlin' }, 'INVALID_BIRTH_DATE'],
  [{ birthDate: '2024-03-31', birthTime: '02:30', birthPlace: 'Berlin' }, 'LOCAL_TIME_NONEXISTENT'],
  [{ birthDate: '2024-10-27', birthTime: '02:30', birthPlace: 'Berlin' }, 'LOCAL_TIME_AMBIGUOUS'],
  ['nonsense', 'VALIDATION_FAILED'],
];

let answered: Line[];
let refused: Line[];

// One process for all lines: reading the gazetteer is most of what it does.
beforeAll(async () => {
  const lines = await answersTo([...ANSWERED, ...REFUSED.map(([line]) => line)]);
  expect(lines).toHaveLength(ANSWERED.length + REFUSED.length);
  [answered, refused] = [lines.slice(0, ANSWERED.length), lines.slice(ANSWERED.length)];
});

test('lines with names, ids, coordinates and instants give the same chart, without a database', () => {
  const { engine, ...chart } = computeChart({ utc: Date.UTC(1990, 0, 15, 11) });
  expect(answered[0]).toMatchObject(JSON.parse(JSON.stringify({ ...chart, engine })));
  expect(answered[0]!['activations']).toHaveLength(26);
  for (const line of answered.slice(1)) expect(line).toEqual({ ...answered[0], notes: [] });
});

test('every line that is refused says why, in its place, and what could be meant instead', () => {
  expect(refused.map(({ error }) => error?.code)).toEqual(REFUSED.map(([, code]) => code));
  const [ambiguous, misspelt, unlike, noSuchId] = refused.map(({ error }) => error!.candidates);
  expect(ambiguous).toHaveLength(10);
  expect(misspelt![0]!.name).toBe('Regensburg');
  expect([unlike, noSuchId]).toEqual([[], []]);
});
