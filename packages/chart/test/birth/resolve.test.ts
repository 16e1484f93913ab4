import { describe, expect, it } from 'vitest';
import { type Birth, ChartError, chartKey, resolveBirth } from '../../src/index.ts';

const NOW = Date.UTC(2026, 10, 21, 12);

const at = (birthDate: string, birthTime: string, place: Partial<Birth>): Birth => ({ birthDate, birthTime, ...place });

/** The offset in force, as the difference of the local time and the instant found. */
function offset(birth: Birth): string {
  const resolved = resolveBirth(birth, NOW);
  if (!('utc' in resolved)) throw new Error('expected one instant');
  const seconds = (Date.parse(`${birth.birthDate}T${birth.birthTime}Z`) - resolved.utc) / 1000;
  const text = new Date(Math.abs(seconds) * 1000).toISOString().slice(11, 19);
  return (seconds < 0 ? '-' : '+') + text;
}

function refusal(birth: Birth): ChartError {
  try {
    resolveBirth(birth, NOW);
  } catch (error) {
    if (error instanceof ChartError) return error;
    throw error;
  }
  throw new Error('was accepted');
}

const berlin = { timezone: 'Europe/Berlin', latitude: 52.52, longitude: 13.405 };

describe('historic offsets', () => {
  it.each([
    ['Europe/Berlin', '1945-06-15', '+03:00:00'],
    ['Europe/Berlin', '1947-06-15', '+03:00:00'],
    ['Europe/Berlin', '1960-06-15', '+01:00:00'],
    ['Europe/Zurich', '1980-07-01', '+01:00:00'],
    ['Europe/Stockholm', '1945-07-01', '+01:00:00'],
    ['Europe/Oslo', '1945-07-01', '+02:00:00'],
    ['Europe/Amsterdam', '1935-01-15', '+00:19:32'],
  ])('%s on %s is %s', (timezone, date, expected) => {
    expect(offset(at(date, '12:00', { timezone }))).toBe(expected);
  });

  it("uses the place's own mean time before the first law and says so", () => {
    const ulm = at('1890-05-05', '12:00', { timezone: 'Europe/Berlin', latitude: 48.4, longitude: 9.9876 });
    expect(offset(ulm)).toBe('+00:39:57');
    expect(offset({ ...ulm, longitude: 9.99155 })).toBe('+00:39:57');
    expect(resolveBirth(ulm, NOW).notes).toMatchObject([{ code: 'LOCAL_MEAN_TIME' }]);
    expect(resolveBirth(at('1990-05-05', '12:00', berlin), NOW).notes).toEqual([]);
  });

  it('follows the rule for the future after the last listed transition', () => {
    const late = Date.UTC(2100, 0, 1);
    const local = (date: string) => resolveBirth(at(date, '12:00', { timezone: 'Europe/Berlin' }), late);
    expect(local('2060-07-01')).toMatchObject({ utc: Date.UTC(2060, 6, 1, 10) });
    expect(local('2060-12-01')).toMatchObject({ utc: Date.UTC(2060, 11, 1, 11) });
  });

  it.each([
    ['US/Eastern', '-05:00:00'],
    ['Asia/Calcutta', '+05:30:00'],
    ['Asia/Kolkata', '+05:30:00'],
    ['UTC', '+00:00:00'],
    ['Etc/GMT+5', '-05:00:00'],
  ])('knows the link %s', (timezone, expected) => {
    expect(offset(at('1990-01-15', '12:00', { timezone }))).toBe(expected);
  });

  it('takes an explicit offset before the zone', () => {
    expect(offset(at('1990-01-15', '12:00', { ...berlin, utcOffset: '-03:30' }))).toBe('-03:30:00');
  });
});

describe('times that clocks skip or show twice', () => {
  it.each([
    ['2024-03-31', '02:30'],
    ['1980-04-06', '02:30'],
  ])('%s %s did not exist in Berlin', (date, time) => {
    expect(refusal(at(date, time, berlin)).code).toBe('LOCAL_TIME_NONEXISTENT');
  });

  it('asks which of two instants is meant, and follows the answer', () => {
    const fold = at('2024-10-27', '02:30', berlin);
    expect(refusal(fold)).toMatchObject({ code: 'LOCAL_TIME_AMBIGUOUS', data: { offsets: ['+02:00', '+01:00'] } });
    expect(resolveBirth({ ...fold, timeFold: 'earlier' }, NOW)).toMatchObject({ utc: Date.UTC(2024, 9, 27, 0, 30) });
    expect(resolveBirth({ ...fold, timeFold: 'later' }, NOW)).toMatchObject({ utc: Date.UTC(2024, 9, 27, 1, 30) });
    expect(refusal(at('1980-09-28', '02:30', berlin)).code).toBe('LOCAL_TIME_AMBIGUOUS');
  });

  it('ignores the fold of a time that is not ambiguous', () => {
    const birth = at('1990-01-15', '12:00', berlin);
    expect(resolveBirth({ ...birth, timeFold: 'later' }, NOW)).toEqual(resolveBirth(birth, NOW));
  });
});

describe('an unknown time', () => {
  const day = (birthDate: string, place: Partial<Birth>) =>
    resolveBirth({ birthDate, birthTimeUnknown: true, ...place }, NOW);

  it('is the local day from its first to its last instant', () => {
    expect(day('1990-01-15', berlin)).toMatchObject({
      utcFirst: Date.UTC(1990, 0, 14, 23),
      utcLast: Date.UTC(1990, 0, 15, 22, 59, 59),
    });
  });

  it('has 23 and 25 hours when the clocks change', () => {
    const hours = (birthDate: string) => {
      const resolved = day(birthDate, berlin);
      return 'utcFirst' in resolved ? (resolved.utcLast - resolved.utcFirst + 1000) / 3_600_000 : 0;
    };
    expect(hours('2024-03-31')).toBe(23);
    expect(hours('2024-10-27')).toBe(25);
  });

  it('refuses a day that was left out, and a time beside the word unknown', () => {
    const samoa: Birth = { birthDate: '2011-12-30', birthTimeUnknown: true, timezone: 'Pacific/Apia' };
    expect(refusal(samoa).code).toBe('LOCAL_TIME_NONEXISTENT');
    expect(refusal({ ...samoa, birthDate: '2011-12-29', birthTime: '12:00' }).code).toBe('INVALID_BIRTH_TIME');
  });
});

describe('refusals', () => {
  it.each([
    ['2023-02-29', '12:00', 'INVALID_BIRTH_DATE'],
    ['1900-02-29', '12:00', 'INVALID_BIRTH_DATE'],
    ['1990-1-5', '12:00', 'INVALID_BIRTH_DATE'],
    ['', '12:00', 'INVALID_BIRTH_DATE'],
    ['2026-11-23', '12:00', 'FUTURE_DATE'],
    ['2026-11-21', '23:00', 'FUTURE_DATE'],
    ['1799-12-31', '12:00', 'EPHEMERIS_RANGE'],
    ['1990-01-15', '24:00', 'INVALID_BIRTH_TIME'],
    ['1990-01-15', '7:00', 'INVALID_BIRTH_TIME'],
  ])('%s %s: %s', (date, time, code) => {
    expect(refusal(at(date, time, berlin)).code).toBe(code);
  });

  it.each([
    {},
    { timezone: 'Europe/Atlantis' },
    { timezone: 'constructor' },
    { ...berlin, latitude: 91 },
    { ...berlin, longitude: -181 },
    { utcOffset: '+2' },
    { utcOffset: '+17:00' },
  ])('place %j: INVALID_BIRTH_PLACE', (place) => {
    expect(refusal(at('1990-01-15', '12:00', place)).code).toBe('INVALID_BIRTH_PLACE');
  });

  it('says that a day lies ahead before it asks where', () => {
    expect(refusal(at('2026-11-23', '12:00', {})).code).toBe('FUTURE_DATE');
    expect(refusal(at('3000-01-01', '12:00', berlin)).code).toBe('FUTURE_DATE');
  });

  it('never repeats birth data', () => {
    expect(refusal(at('1990-01-15', '25:61', berlin)).message).not.toMatch(/1990|25:61|Berlin/);
  });
});

describe('the key of a chart', () => {
  it('holds engine, version and the instant to the second', () => {
    expect(chartKey({ utc: Date.UTC(1990, 0, 15, 11, 0, 7, 900) })).toBe('taktstock-chart|1.0.0|1990-01-15T11:00:07Z');
  });

  it('holds both ends of an unknown time', () => {
    const key = chartKey({ utcFirst: Date.UTC(1990, 0, 14, 23), utcLast: Date.UTC(1990, 0, 15, 22, 59, 59) });
    expect(key).toBe('taktstock-chart|1.0.0|1990-01-14T23:00:00Z|1990-01-15T22:59:59Z');
  });
});
