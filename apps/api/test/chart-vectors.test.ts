import type { Chart } from '@taktstock/chart';
import { describe, expect, test } from 'vitest';
import { apiSuite, call } from './suite.ts';

const suite = apiSuite();

/** Birth data of an instant in UTC. */
const born = (instant: string) => {
  const [birthDate, birthTime] = instant.split('T');
  return { birthDate, birthTime, birthPlace: { latitude: 0, longitude: 0 }, utcOffset: '+00:00' };
};

async function post<Answer>(url: string, body: object): Promise<Answer> {
  const response = await call(suite, 'POST', url, { body });
  expect(response.statusCode, response.body).toBe(200);
  return response.json();
}

const chartAt = async (instant: string): Promise<Chart> =>
  (await post<{ chart: Chart }>('/api/chart/calculate', born(instant))).chart;
const channelsOf = ({ channels }: Chart): string[] => channels.map(({ number }) => number);
const definedIn = ({ centers }: Chart): string[] =>
  Object.entries(centers).flatMap(([center, state]) => (state === 'defined' ? [center] : []));

describe('a chart that is asked for over HTTP', () => {
  // One minute, 0.0007 degrees of the Sun, apart: 301.9998 and 302.0005, 358.2494 and 358.2501.
  test.each([
    ['1990-01-22T07:11', '60', 6],
    ['1990-01-22T07:12', '41', 1],
    ['1990-01-22T18:59', '41', 1], // 302.5
    ['1990-03-19T03:03', '36', 6],
    ['1990-03-19T03:04', '25', 1],
    ['1990-03-20T21:20', '25', 2], // 0
    ['1990-04-05T01:13', '21', 6], // 15
  ])('has the Sun of %s in gate %s, line %d', async (instant, gate, line) => {
    const sun = expect.objectContaining({ side: 'personality', planet: 'Sun', line });
    expect((await chartAt(instant)).gates[gate]?.activations).toContainEqual(sun);
  });

  test.each([
    ['2015-04-08T10:13', ['34-57'], 'Generator', 'Sacral', 'Single'],
    ['2012-06-03T02:07', ['20-34'], 'Manifesting Generator', 'Sacral', 'Single'],
    ['1917-07-08T21:47', ['20-57'], 'Projector', 'Splenic', 'Single'],
    ['1912-10-05T07:01', ['20-57', '28-38'], 'Manifestor', 'Splenic', 'Single'],
    ['1997-03-10T12:40', ['21-45'], 'Manifestor', 'Ego Manifested', 'Single'],
    ['1963-07-01T19:37', ['25-51'], 'Projector', 'Ego Projected', 'Single'],
    ['1941-09-26T19:21', ['1-8'], 'Projector', 'Self-Projected', 'Single'],
    ['1923-04-27T06:04', ['47-64'], 'Projector', 'Mental', 'Single'],
    ['1917-08-16T08:12', [], 'Reflector', 'Lunar', 'None'],
    ['1981-06-08T10:01', ['19-49'], 'Projector', 'Emotional', 'Single'],
    ['1965-07-09T13:52', ['1-8', '34-57'], 'Generator', 'Sacral', 'Split'],
    ['1979-09-09T08:20', ['1-8', '34-57', '37-40', '47-64'], 'Generator', 'Emotional', 'Quadruple Split'],
  ])('of %s has the channels %j and is a %s, %s, %s', async (instant, channels, type, authority, definition) => {
    const chart = await chartAt(instant);
    expect(channelsOf(chart)).toEqual(channels);
    expect(chart.core).toMatchObject({ type, authority, definition });
  });

  test('defines the centers at the ends of its channels and no other', async () => {
    expect(definedIn(await chartAt('2015-04-08T10:13')).sort()).toEqual(['sacral', 'spleen']);
  });

  test('has every channel between four gates that stand in three each', async () => {
    const chart = await chartAt('1972-07-05T16:30');
    expect(Object.keys(chart.gates)).toEqual(expect.arrayContaining(['10', '20', '34', '57']));
    const six = ['10-20', '10-34', '10-57', '20-34', '20-57', '34-57'];
    expect(channelsOf(chart)).toEqual(expect.arrayContaining(six));
  });

  test.each([
    ['1971-06-06T05:03', '4/6', 'Right Angle'],
    ['2000-11-03T09:36', '4/1', 'Juxtaposition'],
    ['1941-10-01T15:11', '5/1', 'Left Angle'],
  ])('of %s has profile %s and a %s cross', async (instant, profile, type) => {
    expect(await chartAt(instant)).toMatchObject({ core: { profile }, incarnationCross: { type } });
  });
});

describe('channel 34-57 between two persons over HTTP', () => {
  const both = ['1970-04-05T12:00', '1971-01-05T12:00'];
  const first = ['1970-02-05T12:00', '1970-03-05T12:00']; // gate 34 without 57
  const second = ['1970-01-05T12:00'];
  const neither = ['1970-08-05T12:00'];

  test.each([
    [both[0]!, neither[0]!, 'companionship', [0]],
    [both[0]!, first[0]!, 'compromise', [0]],
    [first[0]!, second[0]!, 'electromagnetic', []],
    [both[0]!, both[1]!, 'parallel', [0, 1]],
    [first[0]!, first[1]!, 'none', []],
  ])('%s and %s: %s', async (a, b, expected, owners) => {
    type Composite = { channels: { number: string; class: string; owners: number[] }[] };
    const { channels } = await post<Composite>('/api/chart/composite', { persons: [born(a), born(b)] });
    expect(channels).toContainEqual({ number: '34-57', class: expected, owners });
  });
});
