import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { computeChart } from '@taktstock/chart';
import { expect, test } from 'vitest';

const program = fileURLToPath(new URL('../bin/chart.ts', import.meta.url));

type Line = Record<string, unknown> & { error?: { code: string; candidates?: unknown[] } };

/** What `npm run chart` answers to each line. */
async function answers(inputs: readonly unknown[]): Promise<Line[]> {
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

test('lines with names, ids, coordinates and instants give the same chart, without a database', async () => {
  const berlin = { latitude: 52.52437, longitude: 13.41053 };
  const lines = await answers([
    { utc: '1990-01-15T11:00:00Z' },
    named('Berlin'),
    named('berlin, Deutschland'),
    named({ placeId: '2950159' }),
    named(berlin),
    { ...born, ...berlin },
    { ...named('Springfield, IL'), utcOffset: '+01:00' },
  ]);
  const { engine, ...chart } = computeChart({ utc: Date.UTC(1990, 0, 15, 11) });
  expect(lines).toHaveLength(7);
  expect(lines[0]).toMatchObject(JSON.parse(JSON.stringify({ ...chart, engine })));
  expect(lines[0]!['activations']).toHaveLength(26);
  for (const line of lines.slice(1)) expect(line).toEqual({ ...lines[0], notes: [] });
});

test('every line that is refused says why, in its place', async () => {
  const lines = await answers([
    named('Springfield'),
    named('Xyzzyville'),
    named({ placeId: '1' }),
    named('B'),
    named({ latitude: 91, longitude: 0 }),
    named(7),
    born,
    { ...born, birthDate: '1990-02-30', birthPlace: 'Berlin' },
    { birthDate: '2024-03-31', birthTime: '02:30', birthPlace: 'Berlin' },
    { birthDate: '2024-10-27', birthTime: '02:30', birthPlace: 'Berlin' },
    'nonsense',
    { utc: 0 },
  ]);
  expect(lines.map(({ error }) => error?.code)).toEqual([
    'PLACE_AMBIGUOUS',
    'PLACE_UNKNOWN',
    'PLACE_UNKNOWN',
    'INVALID_BIRTH_PLACE',
    'INVALID_BIRTH_PLACE',
    'VALIDATION_FAILED',
    'INVALID_BIRTH_PLACE',
    'INVALID_BIRTH_DATE',
    'LOCAL_TIME_NONEXISTENT',
    'LOCAL_TIME_AMBIGUOUS',
    'VALIDATION_FAILED',
    undefined,
  ]);
  expect(lines[0]!.error!.candidates).toHaveLength(10);
});
