import { randomUUIDv7 } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadSomePlaces } from './gazetteer.ts';
import { apiSuite, BIRTH_BODY, call, EXECUTE, execute, expectProblem, rowCount } from './suite.ts';

const CALCULATE = '/api/chart/calculate';
const COMPOSITE = '/api/chart/composite';
const named = (birthPlace: unknown, more: object = {}) => ({ ...BIRTH_BODY, birthPlace, ...more });

describe('before the places are loaded', () => {
  const suite = apiSuite();

  test('their names are answered with 503 and when to come back, and coordinates work', async () => {
    const answers = [
      await call(suite, 'POST', EXECUTE, { body: named('Berlin') }),
      await call(suite, 'POST', CALCULATE, { body: named({ placeId: '2950159' }) }),
      await call(suite, 'POST', COMPOSITE, { body: { persons: [BIRTH_BODY, named('Berlin')] } }),
      await call(suite, 'GET', '/api/places?q=Berl'),
    ];
    for (const answer of answers) {
      expectProblem(answer, 503, 'PLACES_LOADING');
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    }
    await execute(suite, BIRTH_BODY);
    await execute(suite, named({ latitude: 52.5, longitude: 13.4 }));
  });

  test('and names work as soon as they are', async () => {
    await loadSomePlaces(suite.sql);
    await execute(suite, named('Berlin'));
  });
});

describe('a birth place', () => {
  const suite = apiSuite();
  beforeAll(() => loadSomePlaces(suite.sql));

  const charted = async (body: object): Promise<string> => {
    const response = await call(suite, 'POST', CALCULATE, { body });
    expect(response.statusCode, response.body).toBe(200);
    expect(response.body).not.toMatch(/berlin|munich|münchen|Europe|1985/i);
    return response.json().chartId;
  };

  test.each(['Berlin', 'berlin, Deutschland', { placeId: '2950159' }])('by name or id: %j', async (place) => {
    expect(await charted(named(place))).toBe(suite.chartId);
    expect((await execute(suite, named(place))).chartId).toBe(suite.chartId);
    const persons = [named(place), { chartId: suite.chartId }];
    expect((await execute(suite, { persons })).chartId).toBe(suite.chartId);
    const composite = await call(suite, 'POST', COMPOSITE, { body: { persons } });
    expect(composite.json().persons).toEqual([suite.chartId, suite.chartId]);
  });

  test('gives its own mean time before there was a law, and says so', async () => {
    const response = await call(suite, 'POST', CALCULATE, { body: named('Ulm', { birthDate: '1890-01-01' }) });
    expect(response.json().notes).toEqual([{ code: 'LOCAL_MEAN_TIME', detail: expect.stringContaining('+00:39:57') }]);
  });

  test('an explicit offset replaces its zone, and it must be a place all the same', async () => {
    expect(await charted(named('Springfield, Illinois', { utcOffset: '+02:00' }))).toBe(suite.chartId);
    const body = named('Springfield', { utcOffset: '+02:00' });
    expectProblem(await call(suite, 'POST', CALCULATE, { body }), 422, 'PLACE_AMBIGUOUS');
  });

  test('that is not unique is asked back about with candidates, of which each one works', async () => {
    for (const [url, body, pointer] of [
      [CALCULATE, named('Springfield'), '/birthPlace'],
      [EXECUTE, named('Springfield'), '/birthPlace'],
      [EXECUTE, { persons: [BIRTH_BODY, named('Springfield')] }, '/persons/1/birthPlace'],
      [COMPOSITE, { persons: [BIRTH_BODY, named('Springfield'), BIRTH_BODY] }, '/persons/1/birthPlace'],
    ] as const) {
      const before = await rowCount(suite.sql);
      const problem = expectProblem(await call(suite, 'POST', url, { body }), 422, 'PLACE_AMBIGUOUS');
      expect(problem.errors).toMatchObject([{ pointer }]);
      const candidates = problem['candidates'] as { placeId: string }[];
      expect(candidates).toHaveLength(10);
      expect(Object.keys(candidates[0]!)).toEqual('placeId name region country latitude longitude timezone'.split(' '));
      expect(await rowCount(suite.sql)).toBe(before);
      for (const { placeId } of candidates) await charted(named({ placeId }, { birthDate: '1999-09-09' }));
    }
  });

  test('that nobody knows stores nothing, whatever resembles it', async () => {
    const before = await rowCount(suite.sql);
    for (const [place, resembling] of [
      ['Xyzzyville', 0],
      ['Berln', 1],
      [{ placeId: '1' }, 0],
      [{ placeId: "1' or 1=1 --" }, 0],
      ["Berlin'; drop table places; --", 1],
    ] as const) {
      for (const url of [CALCULATE, EXECUTE]) {
        const problem = expectProblem(await call(suite, 'POST', url, { body: named(place) }), 422, 'PLACE_UNKNOWN');
        expect((problem['candidates'] as unknown[]).length, String(place)).toBeGreaterThanOrEqual(resembling);
      }
    }
    expect(await rowCount(suite.sql)).toBe(before);
  });

  test('of several persons: each is asked back about their own, at the top stand those of the first', async () => {
    const twice = { birthDate: '2024-10-27', birthTime: '02:30' };
    const body = { persons: [named('Springfield'), named('Berln'), named('Berlin', twice)] };
    const problem = expectProblem(await call(suite, 'POST', COMPOSITE, { body }), 422, 'VALIDATION_FAILED');
    const springfields = Array(10).fill({ name: 'Springfield' });
    const berlins = expect.arrayContaining([expect.objectContaining({ name: 'Berlin', region: 'Berlin' })]);
    expect(problem.errors).toMatchObject([
      { pointer: '/persons/0/birthPlace', code: 'PLACE_AMBIGUOUS', candidates: springfields },
      { pointer: '/persons/1/birthPlace', code: 'PLACE_UNKNOWN', candidates: berlins },
      { pointer: '/persons/2/timeFold', code: 'LOCAL_TIME_AMBIGUOUS', offsets: ['+02:00', '+01:00'] },
    ]);
    expect(problem).toMatchObject({ candidates: springfields, offsets: ['+02:00', '+01:00'] });
  });

  test('never enters the log', async () => {
    suite.log.length = 0;
    await execute(suite, named('Frankfurt (Oder)', { userId: randomUUIDv7() }));
    await call(suite, 'POST', CALCULATE, { body: named('Springfield') });
    await call(suite, 'GET', '/api/places?q=Springfield');
    expect(suite.log.join('')).toContain('/api/places');
    expect(suite.log.join('')).not.toMatch(/Frankfurt|Springfield|1985/);
  });
});

describe('typing a place', () => {
  const suite = apiSuite();
  beforeAll(() => loadSomePlaces(suite.sql));
  const typed = (query: string) => call(suite, 'GET', `/api/places?${query}`, { key: suite.keys.viewer });

  test('suggests places from its second letter on, with their source', async () => {
    const response = await typed('q=Springfield,%20Il');
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual({
      places: [
        {
          placeId: expect.stringMatching(/^\d+$/),
          name: 'Springfield',
          region: 'Illinois',
          country: 'US',
          latitude: expect.any(Number),
          longitude: expect.any(Number),
          timezone: 'America/Chicago',
        },
      ],
      sources: [expect.stringMatching(/GeoNames.*CC BY/)],
    });
    expect((await typed('q=S')).json().places).toEqual([]);
    expect((await typed('q=Spr')).json().places).toHaveLength(10);
    expect((await typed('q=Spr&limit=3')).json().places).toHaveLength(3);
    expect((await typed('q=m%C3%BCnch')).json().places[0].name).toBe('Munich');
    expect((await typed('q=%25_%5C')).json().places).toEqual([]);
  });

  test.each([
    ['', 'nothing'],
    ['limit=5', 'no name'],
    ['q=', 'an empty name'],
    [`q=${'x'.repeat(256)}`, 'a long name'],
    ['q=a%00b', 'U+0000'],
    ['q=Ber&limit=0', 'limit 0'],
    ['q=Ber&limit=-1', 'limit -1'],
    ['q=Ber&limit=51', 'limit 51'],
    ['q=Ber&limit=1.5', 'limit 1.5'],
    ['q=Ber&limit=x', 'limit x'],
    ['q=Ber&limit=', 'an empty limit'],
    ['q=Ber&limit=1&limit=2', 'two limits'],
    ['q=a&q=b', 'two names'],
    ['q=Ber&country=DE', 'an unknown field'],
    ['q=Ber&__proto__=1', 'the prototype'],
  ])('%s: 422, %s', async (query) => {
    expectProblem(await typed(query), 422, 'VALIDATION_FAILED');
  });
});
