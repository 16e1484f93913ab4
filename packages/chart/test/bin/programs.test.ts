import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { computeChart } from '../../src/index.ts';
import { goldenCharts } from '../golden.ts';

/** What a program of bin/ answers to each line. */
function answers(program: string, inputs: readonly unknown[]) {
  const path = fileURLToPath(new URL(`../../bin/${program}.ts`, import.meta.url));
  const input = inputs.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
  const { stdout, stderr, status } = spawnSync(process.execPath, [path], { input, encoding: 'utf8' });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('bin/chart.ts', () => {
  it('answers instants and birth data line by line, refusals in their place', () => {
    const golden = goldenCharts[0]!;
    const berlin = { timezone: 'Europe/Berlin', latitude: 52.52, longitude: 13.405 };
    const [byUtc, withoutZone, byBirth, nested, gap, fold, unknown, noise, number, vague] = answers('chart', [
      { utc: golden.utc },
      { utc: '1990-01-15T11:00' },
      { birthDate: '1990-01-15', birthTime: '12:00', ...berlin },
      { birthDate: '1990-01-15', birthTime: '12:00', birthPlace: berlin },
      { birthDate: '2024-03-31', birthTime: '02:30', ...berlin },
      { birthDate: '2024-10-27', birthTime: '02:30', ...berlin },
      { birthDate: '1990-01-15', birthTimeUnknown: true, utcOffset: '+01:00' },
      'not json',
      { birthDate: 1990 },
      { utc: 'Jan 1 1990' },
    ]);
    expect(byUtc).toMatchObject({ core: { type: golden.type, profile: golden.profile } });
    expect(Math.abs(Date.parse(byUtc.designUtc) - Date.parse(golden.designUtc))).toBeLessThan(500);
    expect(byUtc.activations).toHaveLength(26);
    expect(byUtc.activations[0]).toEqual({
      side: 'personality',
      body: 'Sun',
      gate: 41,
      line: 4,
      color: 2,
      tone: 2,
      base: 4,
      longitude: expect.any(Number),
    });
    expect(String(byUtc.activations[0].longitude)).toMatch(/^\d+\.\d{1,6}$/);
    expect(byBirth).toMatchObject({ utc: '1990-01-15T11:00:00.000Z', notes: [] });
    expect(nested).toEqual(byBirth);
    expect(byBirth).toMatchObject(withoutZone);
    expect(vague).toMatchObject({ error: { code: 'VALIDATION_FAILED' } });
    expect(gap).toMatchObject({ error: { code: 'LOCAL_TIME_NONEXISTENT' } });
    expect(fold).toMatchObject({ error: { code: 'LOCAL_TIME_AMBIGUOUS', offsets: ['+02:00', '+01:00'] } });
    expect(unknown).toMatchObject({ birthTimeUnknown: true, utcFirst: '1990-01-14T23:00:00.000Z' });
    expect(noise).toMatchObject({ error: { code: 'VALIDATION_FAILED' } });
    expect(number).toMatchObject({ error: { code: 'VALIDATION_FAILED' } });
  });
});

describe('bin/claims.ts', () => {
  it('prints claims with positions, and verdicts where there is a chart', () => {
    const chart = computeChart({ utc: Date.parse(goldenCharts[0]!.utc) });
    const [plain, judged, pair, wrong] = answers('claims', [
      { locale: 'de', text: 'Tor 41 prägt dich.' },
      { locale: 'de', text: 'Tor 41 und Tor 1 prägen dich, Tor 64 nicht.', chart },
      {
        locale: 'en',
        text: 'Person A has gate 41.',
        persons: [
          { label: 'Person A', chart },
          { label: 'Person B', chart },
        ],
      },
      { locale: 'fr', text: '' },
    ]);
    expect(plain).toEqual({
      claims: [{ kind: 'gate', gate: 41, negated: false, claim: 'gate:41', text: 'Tor 41', start: 0, end: 6 }],
    });
    expect(
      judged.claims.map(({ claim, verdict }: { claim: string; verdict: string }) => [claim, verdict]),
    ).toContainEqual(['gate:41', 'supported']);
    expect(pair.claims).toMatchObject([{ label: 'Person A', verdict: 'supported', pointer: '/persons/0/gates/41' }]);
    expect(wrong).toMatchObject({ error: { code: 'VALIDATION_FAILED' } });
  });
});
