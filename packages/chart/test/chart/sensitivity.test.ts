import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { factsOf, portraitOf, type Variation } from '../../src/chart/portrait.ts';
import { slots, trackAround } from '../../src/chart/track.ts';
import { activations, type Chart, computeChart } from '../../src/index.ts';
import { lineIndex, linesFromStart } from '../../src/wheel.ts';
import { goldenCharts } from '../golden.ts';

const MINUTE = 60_000;

const instants = fc.integer({ min: Date.UTC(1900, 0, 1), max: Date.UTC(2049, 0, 1) });

const factsAt = (utc: number) => factsOf(portraitOf(activations(utc).activations.map(lineIndex)));

const changesWithin = (chart: Chart, minutes: number): Variation =>
  chart.sensitivity!.find((window) => window.minutes === minutes)!.changes;

describe('sensitivity', () => {
  it('names every fact that is another at the ends of a window, with both values', () => {
    fc.assert(
      fc.property(instants, fc.constantFrom(1, 5, 15, 60), fc.constantFrom(-1, 1), (utc, minutes, sign) => {
        const changes = changesWithin(computeChart({ utc }), minutes);
        const [now, then] = [factsAt(utc), factsAt(utc + sign * (minutes * MINUTE - 500))];
        for (const [pointer, value] of now) {
          const other = then.get(pointer);
          if (other === value) continue;
          if (other !== undefined || !pointer.endsWith('/line')) expect(changes[pointer]).toContain(value);
          if (other !== undefined) expect(changes[pointer]).toContain(other);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('names nothing that stays: every value listed is met within the window', () => {
    const utc = Date.parse(goldenCharts[0]!.utc);
    const met = Array.from({ length: 121 }, (_, n) => factsAt(utc + (n - 60) * MINUTE));
    const changes = changesWithin(computeChart({ utc }), 60);
    expect(Object.keys(changes).length).toBeGreaterThan(0);
    for (const [pointer, values] of Object.entries(changes)) {
      for (const value of values) expect(met.some((facts) => (facts.get(pointer) ?? 'absent') === value)).toBe(true);
    }
  });

  it('follows the bodies through the hour to 0.05 seconds of arc, the nodes to 0.5', () => {
    const utc = Date.UTC(1984, 4, 17, 9, 31);
    const track = trackAround(activations(utc));
    for (const minutes of [-60, -37, 0, 22, 60]) {
      const exact = activations(utc + minutes * MINUTE).activations;
      for (const [slot, { longitude }] of exact.entries()) {
        const error = (((track.at(utc + minutes * MINUTE, slot) - linesFromStart(longitude)) % 384) + 384) % 384;
        expect(Math.min(error, 384 - error) * 3375).toBeLessThan(slots[slot]!.body.endsWith('Node') ? 0.5 : 0.05);
      }
    }
  });
});

describe('the distance to the next line', () => {
  const linesOf = (chart: Chart) => Object.values(chart.gates).flatMap(({ activations: all }) => all);

  it.each(goldenCharts.slice(0, 20))('is smallest where Swiss Ephemeris has it, $utc', ({ utc, lineMarginArcsec }) => {
    const distances = linesOf(computeChart({ utc: Date.parse(utc) })).map(({ nextLine }) => nextLine!.arcsec);
    expect(Math.abs(Math.min(...distances) - lineMarginArcsec)).toBeLessThan(2);
  });

  it('is crossed at the minute it says', () => {
    fc.assert(
      fc.property(instants, (utc) => {
        const near = linesOf(computeChart({ utc })).filter(({ nextLine }) => Math.abs(nextLine!.minutes ?? 999) <= 60);
        for (const { side, planet, line, nextLine } of near) {
          const beyond = nextLine!.minutes! + 2 * Math.sign(nextLine!.minutes! || 1);
          const then = activations(utc + beyond * MINUTE).activations.find(
            (a) => a.side === side && a.body === planet,
          )!;
          if (nextLine!.minutes !== 0) expect(then.line).not.toBe(line);
        }
      }),
      { numRuns: 30 },
    );
  });
});
