import type { ErrorCode } from '@taktstock/registry';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadSomePlaces } from './gazetteer.ts';
import { apiSuite, BIRTH_BODY, call, EXECUTE, execute, expectProblem, rowCount } from './suite.ts';

const suite = apiSuite();
beforeAll(() => loadSomePlaces(suite.sql));

type Case = [
  name: string,
  send: { body?: unknown; raw?: string | Buffer; headers?: Record<string, string> },
  status: number,
  code: ErrorCode,
];

const JSON_TYPE = { 'content-type': 'application/json' };
const birth = (fields: object) => ({ body: { ...BIRTH_BODY, ...fields } });
const chart = (fields: object) => ({ body: { chartId: 'CHART', ...fields } });
const raw = (text: string | Buffer, headers: Record<string, string> = JSON_TYPE) => ({ raw: text, headers });
const nested = (depth: number) => `${'{"chart":'.repeat(depth)}{}${'}'.repeat(depth)}`;
const place = { latitude: 52.5, longitude: 13.4, timezone: 'Europe/Berlin' };

const TRANSPORT: Case[] = [
  ['body over the limit', raw(`{"question":"${'x'.repeat(300_000)}"}`), 413, 'PAYLOAD_TOO_LARGE'],
  ['no content type', raw('{}', { 'content-type': '' }), 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ['text/plain', raw('{}', { 'content-type': 'text/plain' }), 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ['xml', raw('<a/>', { 'content-type': 'application/xml' }), 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ['a form', raw('a=1', { 'content-type': 'application/x-www-form-urlencoded' }), 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ['tab after the content type', raw('{}', { 'content-type': 'application/json\t;x' }), 415, 'UNSUPPORTED_MEDIA_TYPE'],
  [
    'garbage after the content type',
    raw('{}', { 'content-type': 'application/json garbage' }),
    415,
    'UNSUPPORTED_MEDIA_TYPE',
  ],
  ['two content types', raw('{}', { 'content-type': 'application/json, text/plain' }), 415, 'UNSUPPORTED_MEDIA_TYPE'],
  [
    'utf-16',
    raw(Buffer.from('{}', 'utf16le'), { 'content-type': 'application/json; charset=utf-16' }),
    415,
    'UNSUPPORTED_MEDIA_TYPE',
  ],
  ['gzip', raw(Buffer.from([0x1f, 0x8b]), { ...JSON_TYPE, 'content-encoding': 'gzip' }), 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ['invalid UTF-8', raw(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d])), 400, 'MALFORMED_REQUEST'],
  ['utf-16 that says it is not', raw(Buffer.from('{"a":1}', 'utf16le')), 400, 'MALFORMED_REQUEST'],
  ['an empty body', raw(''), 400, 'MALFORMED_REQUEST'],
];

const SYNTAX: Case[] = [
  ['truncated', raw('{"chartId":"'), 400, 'MALFORMED_REQUEST'],
  ['NaN', raw('{"chartId":NaN}'), 400, 'MALFORMED_REQUEST'],
  ['single quotes', raw("{'a':1}"), 400, 'MALFORMED_REQUEST'],
  ['two documents', raw('{}{}'), 400, 'MALFORMED_REQUEST'],
  ['a comment', raw('{}//'), 400, 'MALFORMED_REQUEST'],
  ['an array', raw('[]'), 422, 'VALIDATION_FAILED'],
  ['a string', raw('"x"'), 422, 'VALIDATION_FAILED'],
  ['a number', raw('7'), 422, 'VALIDATION_FAILED'],
  ['null', raw('null'), 422, 'VALIDATION_FAILED'],
  ['true', raw('true'), 422, 'VALIDATION_FAILED'],
  ['__proto__', raw('{"__proto__":{"admin":true}}'), 422, 'VALIDATION_FAILED'],
  ['__proto__ inside', raw('{"chart":{"a":[{"__proto__":1}]}}'), 422, 'VALIDATION_FAILED'],
  ['constructor.prototype', raw('{"constructor":{"prototype":{"admin":true}}}'), 422, 'VALIDATION_FAILED'],
  ['too deep', raw(nested(40)), 422, 'VALIDATION_FAILED'],
  ['10,000 deep', raw(nested(10_000)), 422, 'VALIDATION_FAILED'],
  ['10,000 deep array', raw('['.repeat(100_000) + ']'.repeat(100_000)), 422, 'VALIDATION_FAILED'],
  [
    '1e400',
    raw(JSON.stringify({ ...BIRTH_BODY, birthPlace: { latitude: 0, longitude: 0 } }).replace(':0', ':1e400')),
    422,
    'VALIDATION_FAILED',
  ],
  [
    '10,000 unknown fields',
    raw(`{${Array.from({ length: 10_000 }, (_, n) => `"f${n}":1`)}}`),
    422,
    'VALIDATION_FAILED',
  ],
  ['an empty object', { body: {} }, 422, 'VALIDATION_FAILED'],
];

const TYPES: Case[] = [
  'userId',
  'agentId',
  'context',
  'question',
  'depth',
  'style',
  'locale',
  'fallback',
  'chartId',
  'timeFold',
].flatMap((field) =>
  [7, true, null, [], {}, ['x']].map(
    (value): Case => [`${field}: ${JSON.stringify(value)}`, chart({ [field]: value }), 422, 'VALIDATION_FAILED'],
  ),
);

const VALUES: Case[] = [
  ['unknown field', chart({ admin: true }), 422, 'VALIDATION_FAILED'],
  ['unknown agent', chart({ agentId: 'nobody' }), 422, 'UNKNOWN_AGENT'],
  ['an agent from the prototype', chart({ agentId: 'toString' }), 422, 'UNKNOWN_AGENT'],
  ['a style that is none', chart({ style: 'poetisch' }), 422, 'VALIDATION_FAILED'],
  ['a style from the prototype', chart({ style: 'constructor' }), 422, 'VALIDATION_FAILED'],
  ['empty userId', chart({ userId: '' }), 422, 'VALIDATION_FAILED'],
  ['long userId', chart({ userId: 'x'.repeat(129) }), 422, 'VALIDATION_FAILED'],
  ['long context', chart({ context: 'x'.repeat(501) }), 422, 'VALIDATION_FAILED'],
  ['long question', chart({ question: 'x'.repeat(2_001) }), 422, 'VALIDATION_FAILED'],
  ['10,000 combining marks', chart({ question: `e${'\u0301'.repeat(10_000)}` }), 422, 'VALIDATION_FAILED'],
  ['U+0000', chart({ question: 'a\u0000b' }), 422, 'VALIDATION_FAILED'],
  ['a lone surrogate', chart({ question: 'a\ud800b' }), 422, 'VALIDATION_FAILED'],
  ['U+0000 in a name', chart({ 'a\u0000': 1 }), 422, 'VALIDATION_FAILED'],
  ['chartId that is none', { body: { chartId: 'x' } }, 422, 'VALIDATION_FAILED'],
  ['chartId with SQL', { body: { chartId: "' or 1=1 --" } }, 422, 'VALIDATION_FAILED'],
  [
    'chartId that does not exist',
    { body: { chartId: '01890000-0000-7000-8000-000000000000' } },
    422,
    'CHART_NOT_FOUND',
  ],
  ['inline chart of no one', { body: { chart: { gates: {} } } }, 422, 'CHART_NOT_TRUSTED'],
  ['inline chart that is a list', { body: { chart: [] } }, 422, 'VALIDATION_FAILED'],
  ['no subject', { body: { agentId: 'crisis' } }, 422, 'VALIDATION_FAILED'],
  ['two subjects', chart(BIRTH_BODY), 422, 'VALIDATION_FAILED'],
  ['three subjects', chart({ ...BIRTH_BODY, persons: [BIRTH_BODY, BIRTH_BODY] }), 422, 'VALIDATION_FAILED'],
  ['one person', { body: { persons: [BIRTH_BODY] } }, 422, 'VALIDATION_FAILED'],
  ['three persons', { body: { persons: [BIRTH_BODY, BIRTH_BODY, BIRTH_BODY] } }, 422, 'VALIDATION_FAILED'],
  ['persons that are none', { body: { persons: [1, null] } }, 422, 'VALIDATION_FAILED'],
  ['an empty person', { body: { persons: [BIRTH_BODY, {}] } }, 422, 'VALIDATION_FAILED'],
  [
    'a person with two subjects',
    { body: { persons: [BIRTH_BODY, { ...BIRTH_BODY, chartId: 'CHART' }] } },
    422,
    'VALIDATION_FAILED',
  ],
  [
    'a person with an unknown field',
    { body: { persons: [BIRTH_BODY, { ...BIRTH_BODY, email: 'x' }] } },
    422,
    'VALIDATION_FAILED',
  ],
  [
    'a person born never',
    { body: { persons: [BIRTH_BODY, { ...BIRTH_BODY, birthDate: '2023-02-30' }] } },
    422,
    'INVALID_BIRTH_DATE',
  ],
  [
    'persons for one',
    { body: { persons: [BIRTH_BODY, BIRTH_BODY], agentId: 'business' } },
    422,
    'PERSONS_NOT_SUPPORTED',
  ],
];

const BIRTHS: Case[] = [
  ['Feb 30', birth({ birthDate: '2023-02-30' }), 422, 'INVALID_BIRTH_DATE'],
  ['2023-02-29', birth({ birthDate: '2023-02-29' }), 422, 'INVALID_BIRTH_DATE'],
  ['1900-02-29', birth({ birthDate: '1900-02-29' }), 422, 'INVALID_BIRTH_DATE'],
  ['month 13', birth({ birthDate: '2000-13-01' }), 422, 'INVALID_BIRTH_DATE'],
  ['year 12345', birth({ birthDate: '12345-01-01' }), 422, 'INVALID_BIRTH_DATE'],
  ['German date', birth({ birthDate: '14.07.1985' }), 422, 'INVALID_BIRTH_DATE'],
  ['date with time', birth({ birthDate: '1985-07-14T00:00' }), 422, 'INVALID_BIRTH_DATE'],
  ['a long date', birth({ birthDate: '1985-07-14'.repeat(9) }), 422, 'INVALID_BIRTH_DATE'],
  ['date as a number', birth({ birthDate: 19850714 }), 422, 'INVALID_BIRTH_DATE'],
  ['no date', birth({ birthDate: undefined }), 422, 'INVALID_BIRTH_DATE'],
  ['a future birth', birth({ birthDate: '2099-01-01' }), 422, 'FUTURE_DATE'],
  ['before the ephemeris', birth({ birthDate: '1799-12-31' }), 422, 'EPHEMERIS_RANGE'],
  ['24:00', birth({ birthTime: '24:00' }), 422, 'INVALID_BIRTH_TIME'],
  ['25:00', birth({ birthTime: '25:00' }), 422, 'INVALID_BIRTH_TIME'],
  ['9:20', birth({ birthTime: '9:20' }), 422, 'INVALID_BIRTH_TIME'],
  ['09:20:00', birth({ birthTime: '09:20:00' }), 422, 'INVALID_BIRTH_TIME'],
  ['time as a list', birth({ birthTime: ['09:20'] }), 422, 'INVALID_BIRTH_TIME'],
  ['no time', birth({ birthTime: undefined }), 422, 'INVALID_BIRTH_TIME'],
  ['time that is known to be unknown', birth({ birthTimeUnknown: true }), 422, 'INVALID_BIRTH_TIME'],
  ['unknown as a word', birth({ birthTimeUnknown: 'true' }), 422, 'VALIDATION_FAILED'],
  ['no place', birth({ birthPlace: undefined }), 422, 'INVALID_BIRTH_PLACE'],
  ['place as a number', birth({ birthPlace: 7 }), 422, 'INVALID_BIRTH_PLACE'],
  ['place of one letter', birth({ birthPlace: 'B' }), 422, 'INVALID_BIRTH_PLACE'],
  ['place with 256 letters', birth({ birthPlace: 'B'.repeat(256) }), 422, 'INVALID_BIRTH_PLACE'],
  ['an empty place', birth({ birthPlace: {} }), 422, 'INVALID_BIRTH_PLACE'],
  ['place without longitude', birth({ birthPlace: { latitude: 1 } }), 422, 'INVALID_BIRTH_PLACE'],
  ['coordinates as text', birth({ birthPlace: { ...place, latitude: '52' } }), 422, 'INVALID_BIRTH_PLACE'],
  ['place with more', birth({ birthPlace: { ...place, altitude: 1 } }), 422, 'INVALID_BIRTH_PLACE'],
  ['a name nobody can look up', birth({ birthPlace: 'Xyzzyville' }), 422, 'PLACE_UNKNOWN'],
  ['a place id nobody knows', birth({ birthPlace: { placeId: '1' } }), 422, 'PLACE_UNKNOWN'],
  ['a name of several', birth({ birthPlace: 'Springfield' }), 422, 'PLACE_AMBIGUOUS'],
  ['coordinates of nowhere', birth({ birthPlace: { latitude: 91, longitude: 1 } }), 422, 'INVALID_BIRTH_PLACE'],
  ['unknown zone', birth({ birthPlace: { ...place, timezone: 'Mars/Olympus' } }), 422, 'INVALID_BIRTH_PLACE'],
  ['a zone from the prototype', birth({ birthPlace: { ...place, timezone: '__proto__' } }), 422, 'INVALID_BIRTH_PLACE'],
  ['latitude 91', birth({ birthPlace: { ...place, latitude: 91 } }), 422, 'INVALID_BIRTH_PLACE'],
  ['longitude -181', birth({ birthPlace: { ...place, longitude: -181 } }), 422, 'INVALID_BIRTH_PLACE'],
  ['an offset that is none', birth({ utcOffset: '2' }), 422, 'INVALID_BIRTH_PLACE'],
  ['offset +99:00', birth({ utcOffset: '+99:00' }), 422, 'INVALID_BIRTH_PLACE'],
  ['DST gap', birth({ birthDate: '2024-03-31', birthTime: '02:30' }), 422, 'LOCAL_TIME_NONEXISTENT'],
  ['DST fold', birth({ birthDate: '2024-10-27', birthTime: '02:30' }), 422, 'LOCAL_TIME_AMBIGUOUS'],
];

const BY_TYPE = { url: '/api/reading/generate', fields: { readingType: 'basic' } };

describe.each([
  ['transport', TRANSPORT, { url: EXECUTE }],
  ['syntax', SYNTAX, { url: EXECUTE }],
  ['types', TYPES, { url: EXECUTE }],
  ['values', VALUES, { url: EXECUTE }],
  ['births', BIRTHS, { url: EXECUTE }],
  ['transport, by type', TRANSPORT, BY_TYPE],
  ['births, by type', BIRTHS, BY_TYPE],
] as [string, Case[], { url: string; fields?: object }][])(
  'a body that is wrong: %s',
  (_group, cases, { url, fields }) => {
    test.each(cases)('%s', async (_name, send, status, code) => {
      const before = await rowCount(suite.sql);
      const { body, headers } = send;
      const payload =
        send.raw ?? JSON.stringify({ ...(body as object), ...fields }).replaceAll('"CHART"', `"${suite.chartId}"`);
      const response = await suite.app.inject({
        method: 'POST',
        url,
        headers: { authorization: `Bearer ${suite.keys.service}`, ...JSON_TYPE, ...headers },
        payload,
      });
      const problem = expectProblem(response, status, code);
      for (const { pointer, message } of (problem.errors as { pointer: string; message: string }[] | undefined) ?? []) {
        expect(pointer.length).toBeLessThan(300);
        expect(message).not.toBe('');
      }
      expect(response.body.length).toBeLessThan(20_000);
      expect(await rowCount(suite.sql)).toBe(before);
      await execute(suite);
    });
  },
);

describe('text that looks dangerous is text', () => {
  test.each([
    "'; drop table agent_runs; --",
    '{{7*7}} <%= 7*7 %> #{7*7}',
    '<script>alert(1)</script>',
    '\u202Egnirts',
    'a\r\nSet-Cookie: x=1',
    '\\u0000',
    '👩‍👩‍👧‍👦'.repeat(80),
    'é̀',
  ])('%j', async (question) => {
    const { readingId } = await execute(suite, { chartId: suite.chartId, question });
    const reading = await call(suite, 'GET', `/api/orchestrator/reading/${readingId}`);
    expect(reading.json().question).toBe(question);
    expect(reading.headers['content-type']).toMatch(/^application\/json/);
    expect(reading.headers['x-content-type-options']).toBe('nosniff');
    expect(reading.headers['set-cookie']).toBeUndefined();
  });
});

describe('places without a default', () => {
  test('an offset replaces the zone, and says both offsets when a time is ambiguous', async () => {
    await execute(suite, { ...BIRTH_BODY, birthPlace: { latitude: 52.5, longitude: 13.4 }, utcOffset: '+02:00' });
    const fold = { ...BIRTH_BODY, birthDate: '2024-10-27', birthTime: '02:30' };
    const ambiguous = await call(suite, 'POST', EXECUTE, { body: fold });
    expect(expectProblem(ambiguous, 422, 'LOCAL_TIME_AMBIGUOUS')).toMatchObject({ offsets: ['+02:00', '+01:00'] });
    await execute(suite, { ...fold, timeFold: 'later' });
  });
});
