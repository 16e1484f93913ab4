import { randomUUIDv7 } from 'node:crypto';
import { validate } from '@scalar/openapi-parser';
import type { Chart } from '@taktstock/chart';
import { Compile } from 'typebox/compile';
import { describe, expect, test } from 'vitest';
import { ChartAnswer, CompositeAnswer } from '../src/routes/charts/schema.ts';
import { apiSuite, BIRTH_BODY, call, EXECUTE, execute, expectProblem, newChart, rowCount } from './suite.ts';

const suite = apiSuite();
const CALCULATE = '/api/chart/calculate';
const COMPOSITE = '/api/chart/composite';

const berlin = { latitude: 52.52, longitude: 13.405, timezone: 'Europe/Berlin' };
const utc = (birthDate: string, birthTime: string) => ({
  birthDate,
  birthTime,
  birthPlace: berlin,
  utcOffset: '+00:00',
});

async function calculate(body: object, key = suite.keys.service): Promise<ChartAnswer> {
  const response = await call(suite, 'POST', CALCULATE, { body, key });
  expect(response.statusCode, response.body).toBe(200);
  return response.json();
}

const answerSchema = Compile(ChartAnswer);
const compositeSchema = Compile(CompositeAnswer);

describe('calculating a chart', () => {
  test('answers it with its id, where it comes from, its version and its sources', async () => {
    const answer = await calculate({ ...BIRTH_BODY, birthTime: '11:11', userId: 'user-1' });
    expect(Object.keys(answer)).toEqual(['success', 'chartId', 'chart', 'source', 'version', 'sources']);
    expect(answer).toMatchObject({ success: true, source: 'calculated', version: '1.0.0' });
    expect(answer.sources.join()).toMatch(/GeoNames.*CC BY/);
    expect(Object.keys(answer.chart.centers)).toHaveLength(9);
    expect([...answerSchema.Errors(answer)]).toEqual([]);
  });

  test('of the same birth for another user is the same chart, byte for byte, and stored once', async () => {
    const body = { ...BIRTH_BODY, birthTime: '12:12' };
    const before = await rowCount(suite.sql);
    const first = await call(suite, 'POST', CALCULATE, { body: { ...body, userId: 'user-1' } });
    const second = await call(suite, 'POST', CALCULATE, {
      body: { ...body, userId: 'user-2' },
      key: suite.keys.stranger,
    });
    expect([first.json().source, second.json().source]).toEqual(['calculated', 'stored']);
    expect(second.body).toBe(first.body.replace('"source":"calculated"', '"source":"stored"'));
    const fetched = await call(suite, 'GET', `/api/chart/${first.json().chartId}`);
    expect(fetched.body).toBe(second.body);
    // The same instant said in another way.
    const again = {
      birthDate: '1985-07-14',
      birthTime: '10:12',
      birthPlace: { latitude: 0, longitude: 0 },
      utcOffset: 'Z',
    };
    expect((await calculate(again)).chartId).toBe(first.json().chartId);
    expect(await rowCount(suite.sql)).toBe(before + 1);
  });

  test('of equal births at the same moment computes one', async () => {
    const body = { ...BIRTH_BODY, birthTime: '13:13' };
    const before = await rowCount(suite.sql);
    const answers = await Promise.all(Array.from({ length: 5 }, () => calculate(body)));
    expect(new Set(answers.map(({ chartId }) => chartId)).size).toBe(1);
    expect(await rowCount(suite.sql)).toBe(before + 1);
  });

  test('knows for whom: the user who is named, else the owner of the key; a reading that needs it too', async () => {
    const body = { ...BIRTH_BODY, birthTime: '14:14' };
    const users = (chartId: string) =>
      suite.sql`select owner, user_id from chart_users where chart_id = ${chartId} order by user_id`;
    const [{ chartId }] = await Promise.all([calculate({ ...body, userId: 'user-1' }), calculate(body)]);
    await calculate({ ...body, userId: 'user-2' }, suite.keys.stranger);
    expect(await users(chartId)).toEqual([
      { owner: 'owner-a', userId: 'owner-a' },
      { owner: 'owner-a', userId: 'user-1' },
      { owner: 'owner-b', userId: 'user-2' },
    ]);
    const read = await execute(suite, { ...BIRTH_BODY, birthTime: '15:15', userId: 'user-3' });
    expect(await users(read.chartId)).toEqual([{ owner: 'owner-a', userId: 'user-3' }]);
    const persons = [{ chartId }, { ...BIRTH_BODY, birthTime: '16:16' }];
    const composite = await call(suite, 'POST', COMPOSITE, { body: { persons } });
    expect(await users(composite.json().persons[1])).toEqual([{ owner: 'owner-a', userId: 'owner-a' }]);
  });

  test('of a day without a time holds what is certain, and the rest with its values', async () => {
    const { chart } = await calculate({ ...BIRTH_BODY, birthTime: undefined, birthTimeUnknown: true });
    expect(chart).toMatchObject({ birthTimeUnknown: true, unstable: expect.any(Object) });
    expect(chart).not.toHaveProperty('sensitivity');
  });

  test('names every fault at once', async () => {
    const body = {
      birthDate: '2023-02-29',
      birthTime: '24:00',
      userId: '',
      birthPlace: { latitude: 91, longitude: 0 },
    };
    const problem = expectProblem(await call(suite, 'POST', CALCULATE, { body }), 422, 'VALIDATION_FAILED');
    expect(Object.fromEntries(problem.errors!.map(({ pointer, code }) => [pointer, code]))).toEqual({
      '/userId': 'VALIDATION_FAILED',
      '/birthDate': 'INVALID_BIRTH_DATE',
      '/birthTime': 'INVALID_BIRTH_TIME',
      '/birthPlace': 'INVALID_BIRTH_PLACE',
    });
  });
});

describe('a local time', () => {
  const at = (birthDate: string, birthTime: string, more: object = {}) => ({
    birthDate,
    birthTime,
    birthPlace: berlin,
    ...more,
  });

  test('that the clocks skipped does not exist', async () => {
    const response = await call(suite, 'POST', CALCULATE, { body: at('2024-03-31', '02:30') });
    expectProblem(response, 422, 'LOCAL_TIME_NONEXISTENT');
  });

  test('that occurred twice needs a word which is meant', async () => {
    const before = await rowCount(suite.sql);
    const response = await call(suite, 'POST', CALCULATE, { body: at('2024-10-27', '02:30') });
    const problem = expectProblem(response, 422, 'LOCAL_TIME_AMBIGUOUS');
    expect(problem).toMatchObject({ offsets: ['+02:00', '+01:00'] });
    expect(await rowCount(suite.sql)).toBe(before);
    const earlier = await calculate(at('2024-10-27', '02:30', { timeFold: 'earlier' }));
    const later = await calculate(at('2024-10-27', '02:30', { timeFold: 'later' }));
    expect(earlier.chartId).toBe((await calculate(utc('2024-10-27', '00:30'))).chartId);
    expect(later.chartId).toBe((await calculate(utc('2024-10-27', '01:30'))).chartId);
  });

  test('that occurred twice needs none when both charts show the same, and the answer says so', async () => {
    // The Moon needs 1:45 h for a line: in some of these nights no body changes its line in the hour that came twice.
    const nights = ['2015-10-25', '2016-10-30', '2017-10-29', '2018-10-28', '2019-10-27', '2020-10-25', '2021-10-31'];
    const answers = [];
    for (const night of nights) answers.push(await call(suite, 'POST', CALCULATE, { body: at(night, '02:30') }));
    const same = answers.findIndex(({ statusCode }) => statusCode === 200);
    expect(answers[same]!.json().notes).toEqual([{ code: 'EARLIER_OF_TWO', detail: expect.any(String) }]);
    expect(answers[same]!.json().chartId).toBe((await calculate(utc(nights[same]!, '00:30'))).chartId);
  });

  test('follows the law of its day', async () => {
    const instants: [string, string, object, string][] = [
      ['1945-06-15', '12:00', berlin, '09:00'],
      ['1960-06-15', '12:00', berlin, '11:00'],
      ['1945-07-15', '12:00', { latitude: 59.33, longitude: 18.07, timezone: 'Europe/Stockholm' }, '11:00'],
      ['1945-07-15', '12:00', { latitude: 59.91, longitude: 10.75, timezone: 'Europe/Oslo' }, '10:00'],
    ];
    for (const [date, time, birthPlace, utcTime] of instants) {
      const local = await calculate({ birthDate: date, birthTime: time, birthPlace });
      expect.soft(local.chartId, date).toBe((await calculate(utc(date, utcTime))).chartId);
    }
    const meanTime = await calculate({ ...at('1890-01-01', '12:00'), birthPlace: { ...berlin, longitude: 9.99 } });
    expect(meanTime.notes).toEqual([{ code: 'LOCAL_MEAN_TIME', detail: expect.stringContaining('+00:39:57') }]);
  });

  test('of coordinates alone is that of the zone in which they lie', async () => {
    const { latitude, longitude } = berlin;
    const alone = await calculate(at('1985-07-14', '09:20', { birthPlace: { latitude, longitude } }));
    expect(alone).toMatchObject({ chartId: suite.chartId, source: 'stored' });
  });
});

describe('dates that give no chart', () => {
  const tomorrow = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
  test.each([
    ['2023-02-29', '12:00', 'INVALID_BIRTH_DATE'],
    ['1900-02-29', '12:00', 'INVALID_BIRTH_DATE'],
    [tomorrow, '12:00', 'FUTURE_DATE'],
    ['2000-01-01', '24:00', 'INVALID_BIRTH_TIME'],
    ['1799-12-31', '12:00', 'EPHEMERIS_RANGE'],
  ] as const)('%s %s', async (birthDate, birthTime, code) => {
    const body = { ...BIRTH_BODY, birthDate, birthTime };
    const before = await rowCount(suite.sql);
    expectProblem(await call(suite, 'POST', CALCULATE, { body }), 422, code);
    expectProblem(await call(suite, 'POST', EXECUTE, { body }), 422, code);
    expectProblem(await call(suite, 'POST', COMPOSITE, { body: { persons: [BIRTH_BODY, body] } }), 422, code);
    expect(await rowCount(suite.sql)).toBe(before);
  });
});

describe('a stored chart', () => {
  test('is fetched by its id, in any case, and without the birth it was made of', async () => {
    const { chartId } = await execute(suite, { ...BIRTH_BODY, birthDate: '1977-03-05' });
    const response = await call(suite, 'GET', `/api/chart/${chartId.toUpperCase()}`, { key: suite.keys.viewer });
    expect(response.statusCode).toBe(200);
    expect(response.json()).toMatchObject({ success: true, chartId, source: 'stored' });
    expect(response.body).not.toMatch(/1977|Berlin|latitude|birthDate|birthPlace|utc/);
  });

  test.each(['', '.svg'])('that does not exist is not found: %s', async (suffix) => {
    for (const id of [randomUUIDv7(), 'x', '%00', "' or 1=1 --", `${suite.chartId}x`, '0'.repeat(90)]) {
      expectProblem(await call(suite, 'GET', encodeURI(`/api/chart/${id}${suffix}`)), 404, 'CHART_NOT_FOUND');
    }
  });

  test('is drawn in two themes, without script or style, and may be kept by its reader', async () => {
    const [light, same, dark] = await Promise.all(
      ['', '?theme=light', '?theme=dark'].map((query) => call(suite, 'GET', `/api/chart/${suite.chartId}.svg${query}`)),
    );
    expect(light!.headers).toMatchObject({
      'content-type': 'image/svg+xml; charset=utf-8',
      'cache-control': expect.stringMatching(/^private, max-age=\d+, immutable$/),
      'content-security-policy': expect.stringContaining("default-src 'none'"),
      'x-content-type-options': 'nosniff',
    });
    expect(light!.body).toMatch(/^<svg .*<\/svg>$/s);
    expect(light!.body).not.toMatch(/<script|<style|style=|href=|\son\w+=|1985/);
    expect(same!.body).toBe(light!.body);
    expect(dark!.body).not.toBe(light!.body);
    for (const query of ['theme=neon', 'theme=', 'colour=red', 'theme=dark&theme=light', 'theme=%00']) {
      const refused = await call(suite, 'GET', `/api/chart/${suite.chartId}.svg?${query}`);
      expectProblem(refused, 422, 'VALIDATION_FAILED');
    }
  });
});

describe('a composite', () => {
  const composite = async (persons: object[]) => {
    const response = await call(suite, 'POST', COMPOSITE, { body: { persons } });
    expect(response.statusCode, response.body).toBe(200);
    return response.json() as CompositeAnswer;
  };

  test('says of all channels how they stand between the persons', async () => {
    const other = await newChart(suite.sql, { birthDate: '1990-01-01', birthTime: '12:00', utcOffset: '+00:00' });
    const answer = await composite([{ label: 'A.', chartId: suite.chartId }, { chartId: other }]);
    expect(Object.keys(answer)).toEqual(['success', 'chartId', 'persons', 'channels', 'centers']);
    expect(answer).toMatchObject({ success: true, persons: [suite.chartId, other] });
    expect([...compositeSchema.Errors(answer)]).toEqual([]);
    expect(answer.channels).toHaveLength(36);
    expect(Object.keys(answer.centers)).toHaveLength(9);
    const charts = await Promise.all(
      answer.persons.map(async (id) => (await call(suite, 'GET', `/api/chart/${id}`)).json().chart as Chart),
    );
    for (const { number, class: name, owners } of answer.channels) {
      const having = charts.flatMap(({ channels }, n) => (channels.some((own) => own.number === number) ? [n] : []));
      expect(owners, number).toEqual(having);
      expect(name === 'parallel', number).toBe(having.length === 2);
    }
  });

  test('has the same id for the same charts in the same order, is itself not stored, and its persons are', async () => {
    const born = { ...BIRTH_BODY, birthDate: '1991-02-03' };
    const before = await rowCount(suite.sql);
    const first = await composite([{ chartId: suite.chartId }, born]);
    expect(await rowCount(suite.sql)).toBe(before + 1);
    const again = await composite([BIRTH_BODY, { chartId: first.persons[1]!.toUpperCase() }]);
    expect(again).toEqual(first);
    expect(first.chartId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect((await composite([born, BIRTH_BODY])).chartId).not.toBe(first.chartId);
    expect(await rowCount(suite.sql)).toBe(before + 1);
    expectProblem(await call(suite, 'GET', `/api/chart/${first.chartId}`), 404, 'CHART_NOT_FOUND');
  });

  test('of ten persons works, and says whose birth time is unknown', async () => {
    const persons = Array.from({ length: 10 }, (_, n) => ({ ...BIRTH_BODY, birthDate: `19${70 + n}-05-06` }));
    const unknown = { ...persons[9]!, birthTime: undefined, birthTimeUnknown: true };
    const answer = await composite([...persons.slice(0, 9), unknown]);
    expect(answer.persons).toHaveLength(10);
    expect(answer.notes).toEqual([{ code: 'BIRTH_TIME_UNKNOWN', detail: expect.stringContaining('position 9') }]);
  });

  test('needs persons that there are', async () => {
    const persons = [{ chartId: suite.chartId }, { chartId: randomUUIDv7() }];
    const problem = expectProblem(await call(suite, 'POST', COMPOSITE, { body: { persons } }), 422, 'CHART_NOT_FOUND');
    expect(problem.errors).toMatchObject([{ pointer: '/persons/1/chartId' }]);
  });
});

test('the description of the routes says what they take and give', async () => {
  const document = (await call(suite, 'GET', '/openapi.json', { key: null })).json();
  expect((await validate(document)).valid).toBe(true);
  const drawing = document.paths['/api/chart/{id}.svg'].get;
  expect(Object.keys(drawing.responses['200'].content)).toEqual(['image/svg+xml']);
  expect(drawing.parameters.map(({ name }: { name: string }) => name).sort()).toEqual(['id', 'theme']);
  const body = document.paths[CALCULATE].post.requestBody.content['application/json'].schema;
  expect(Object.keys(body.properties)).toContain('birthPlace');
});
