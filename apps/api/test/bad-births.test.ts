import type { ErrorCode } from '@taktstock/registry';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadSomePlaces } from './gazetteer.ts';
import { apiSuite, BIRTH_BODY, call, expectProblem, rowCount } from './suite.ts';

const suite = apiSuite();
beforeAll(() => loadSomePlaces(suite.sql));

type Case = [name: string, body: unknown, code: ErrorCode];

const CALCULATE = '/api/chart/calculate';
const COMPOSITE = '/api/chart/composite';
const place = BIRTH_BODY.birthPlace;
const birth = (fields: object) => ({ ...BIRTH_BODY, ...fields });
const INVALID = 'VALIDATION_FAILED';

/** What is wrong with a birth, whichever body it stands in. */
const BIRTHS: Case[] = [
  ['no date', birth({ birthDate: undefined }), 'INVALID_BIRTH_DATE'],
  ['Feb 30', birth({ birthDate: '2023-02-30' }), 'INVALID_BIRTH_DATE'],
  ['month 13', birth({ birthDate: '2000-13-01' }), 'INVALID_BIRTH_DATE'],
  ['date as a number', birth({ birthDate: 19850714 }), 'INVALID_BIRTH_DATE'],
  ['a future birth', birth({ birthDate: '2099-01-01' }), 'FUTURE_DATE'],
  ['before the ephemeris', birth({ birthDate: '1799-12-31' }), 'EPHEMERIS_RANGE'],
  ['25:00', birth({ birthTime: '25:00' }), 'INVALID_BIRTH_TIME'],
  ['no time', birth({ birthTime: undefined }), 'INVALID_BIRTH_TIME'],
  ['time that is known to be unknown', birth({ birthTimeUnknown: true }), 'INVALID_BIRTH_TIME'],
  ['unknown as a word', birth({ birthTimeUnknown: 'true' }), INVALID],
  ['no place', birth({ birthPlace: undefined }), 'INVALID_BIRTH_PLACE'],
  ['place of one letter', birth({ birthPlace: 'B' }), 'INVALID_BIRTH_PLACE'],
  ['place with 256 letters', birth({ birthPlace: 'B'.repeat(256) }), 'INVALID_BIRTH_PLACE'],
  ['place as null', birth({ birthPlace: null }), 'INVALID_BIRTH_PLACE'],
  ['place id as a number', birth({ birthPlace: { placeId: 2950159 } }), 'INVALID_BIRTH_PLACE'],
  ['an id and coordinates', birth({ birthPlace: { ...place, placeId: '2950159' } }), 'INVALID_BIRTH_PLACE'],
  ['latitude 91', birth({ birthPlace: { latitude: 91, longitude: 0 } }), 'INVALID_BIRTH_PLACE'],
  ['longitude 181', birth({ birthPlace: { latitude: 0, longitude: 181 } }), 'INVALID_BIRTH_PLACE'],
  ['unknown zone', birth({ birthPlace: { ...place, timezone: 'Mars/Olympus' } }), 'INVALID_BIRTH_PLACE'],
  ['an offset that is none', birth({ utcOffset: 'MESZ' }), 'INVALID_BIRTH_PLACE'],
  ['a name of several', birth({ birthPlace: 'Springfield' }), 'PLACE_AMBIGUOUS'],
  ['a name of none', birth({ birthPlace: 'Xyzzyville' }), 'PLACE_UNKNOWN'],
  ['only punctuation', birth({ birthPlace: '?!' }), 'PLACE_UNKNOWN'],
  ['a place id nobody has', birth({ birthPlace: { placeId: '9'.repeat(99) } }), 'PLACE_UNKNOWN'],
  ['DST gap', birth({ birthDate: '2024-03-31', birthTime: '02:30' }), 'LOCAL_TIME_NONEXISTENT'],
  ['DST fold', birth({ birthDate: '2024-10-27', birthTime: '02:30' }), 'LOCAL_TIME_AMBIGUOUS'],
  ['a fold that is none', birth({ timeFold: 'middle' }), INVALID],
  ['unknown field', birth({ email: 'x' }), INVALID],
  ['a field of the prototype', birth({ toString: 1 }), INVALID],
  ['U+0000 in the place', birth({ birthPlace: 'Ber\u0000lin' }), INVALID],
  ['a lone surrogate in the place', birth({ birthPlace: 'Ber\ud800lin' }), INVALID],
  ['U+0000 in the date', birth({ birthDate: '1985-07-14\u0000' }), INVALID],
];

const CALCULATIONS: Case[] = [
  ['nothing', {}, INVALID],
  ['a list', [BIRTH_BODY], INVALID],
  ['a chartId', birth({ chartId: '01890000-0000-7000-8000-000000000000' }), INVALID],
  ['empty userId', birth({ userId: '' }), INVALID],
  ['long userId', birth({ userId: 'x'.repeat(129) }), INVALID],
  ['userId as a number', birth({ userId: 7 }), INVALID],
  ['a label', birth({ label: 'A.' }), INVALID],
];

const persons = (...list: unknown[]) => ({ persons: list });

const COMPOSITES: Case[] = [
  ['nothing', {}, INVALID],
  ['no persons', persons(), INVALID],
  ['one person', persons(BIRTH_BODY), INVALID],
  ['eleven persons', persons(...Array(11).fill(BIRTH_BODY)), INVALID],
  [
    'a thousand persons, nobody of whom is looked up',
    persons(...Array(1_000).fill(birth({ birthPlace: 'Springfield' }))),
    INVALID,
  ],
  ['persons that are none', persons(1, null), INVALID],
  ['an object of persons', { persons: { 0: BIRTH_BODY, 1: BIRTH_BODY } }, INVALID],
  ['an empty person', persons(BIRTH_BODY, {}), INVALID],
  ['a person with two subjects', persons(BIRTH_BODY, birth({ chartId: 'CHART' })), INVALID],
  ['a chartId that is none', persons(BIRTH_BODY, { chartId: 'x' }), INVALID],
  [
    'a chart that does not exist',
    persons(birth({ birthDate: '1961-02-03' }), { chartId: '01890000-0000-7000-8000-000000000000' }),
    'CHART_NOT_FOUND',
  ],
  ['an empty label', persons(BIRTH_BODY, birth({ label: '' })), INVALID],
  ['a long label', persons(BIRTH_BODY, birth({ label: 'x'.repeat(81) })), INVALID],
  ['an inline chart', persons(BIRTH_BODY, { chart: {} }), INVALID],
  ['a userId', { ...persons(BIRTH_BODY, BIRTH_BODY), userId: 'x' }, INVALID],
];

describe.each([
  [CALCULATE, 'a birth', BIRTHS],
  [CALCULATE, 'the body', CALCULATIONS],
  [COMPOSITE, 'a birth', BIRTHS.map(([name, body, code]): Case => [name, persons({ chartId: 'CHART' }, body), code])],
  [COMPOSITE, 'the body', COMPOSITES],
])('%s refuses %s that is wrong', (url, _part, cases) => {
  test.each(cases)('%s', async (_name, body, code) => {
    const before = await rowCount(suite.sql);
    const response = await suite.app.inject({
      method: 'POST',
      url,
      headers: { authorization: `Bearer ${suite.keys.service}`, 'content-type': 'application/json' },
      payload: JSON.stringify(body).replaceAll('"CHART"', `"${suite.chartId}"`),
    });
    const problem = expectProblem(response, 422, code);
    for (const { message } of (problem.errors as { message: string }[] | undefined) ?? []) expect(message).not.toBe('');
    // Candidates are places of the gazetteer; nothing else may come back.
    const reflected = JSON.stringify(problem, (name, value) => (name === 'candidates' ? undefined : value));
    expect(reflected).not.toMatch(/1985-07-14|09:20|13\.4|Xyzzy|Mars|Berlin/);
    expect(response.body.length).toBeLessThan(20_000);
    expect(await rowCount(suite.sql)).toBe(before);
    expect((await call(suite, 'POST', CALCULATE, { body: BIRTH_BODY })).statusCode).toBe(200);
  });
});
