import { expect, test } from 'vitest';
import { problemOf } from '../src/errors.ts';

const reset = (more: object = {}) => Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', ...more });

test('a connection to Postgres that breaks is ours to repair: 503, ask again', () => {
  const { status, headers, body } = problemOf(reset(), 'id');
  expect({ status, code: body['code'] }).toEqual({ status: 503, code: 'DATABASE_UNAVAILABLE' });
  expect(headers['retry-after']).toBe('1');
});

test('a body that breaks off is the doing of its sender: 400', () => {
  // fastify gives every error of the body's stream a status
  const { status, body } = problemOf(reset({ statusCode: 400 }), 'id');
  expect({ status, code: body['code'] }).toEqual({ status: 400, code: 'MALFORMED_REQUEST' });
});
