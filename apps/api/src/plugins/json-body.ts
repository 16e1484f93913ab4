import { isUtf8 } from 'node:buffer';
import { AppError, type Fault } from '@taktstock/registry';
import type { FastifyInstance } from 'fastify';
import { malformed } from '../errors.ts';

/** Deeper JSON is refused: nothing we take is deeper than a chart. */
const MAX_DEPTH = 32;

/** Enough faults to mend a body; a body made of faults is not listed in full. */
const MAX_FAULTS = 32;

/** Names that lead to the prototype of an object when somebody copies it carelessly. */
const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** JSON in UTF-8 and nothing else; a charset, when named, must be that one. */
const MEDIA_TYPE = /^application\/json(?: *; *charset="?utf-8"?)?$/i;

const escaped = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1').toWellFormed().slice(0, 80);

/** Joins a JSON pointer and a key; very long keys are cut. */
export const pointerTo = (pointer: string, key: string | number): string => `${pointer}/${escaped(String(key))}`;

/** Why Postgres or a careless copy could not take this string; null when it is fine. */
export function textFault(text: string): string | null {
  if (text.includes('\0')) return 'must not contain U+0000';
  return text.isWellFormed() ? null : 'must not contain a lone surrogate';
}

/** What is wrong with parsed JSON before anybody asks what it means. */
export function jsonFaults(value: unknown, pointer = '', depth = 0, faults: Fault[] = []): Fault[] {
  if (faults.length >= MAX_FAULTS) return faults;
  const blame = (at: string, message: string) => faults.push({ pointer: at, code: 'VALIDATION_FAILED', message });
  if (typeof value === 'string') {
    const fault = textFault(value);
    if (fault !== null) blame(pointer, fault);
  } else if (typeof value === 'number') {
    if (!Number.isFinite(value)) blame(pointer, 'must be a finite number');
  } else if (typeof value === 'object' && value !== null) {
    if (depth >= MAX_DEPTH) {
      blame(pointer, `must not be nested deeper than ${MAX_DEPTH}`);
      return faults;
    }
    const isList = Array.isArray(value);
    for (const key of Object.keys(value)) {
      const at = pointerTo(pointer, key);
      const fault = isList ? null : FORBIDDEN_KEYS.has(key) ? 'has a forbidden name' : textFault(key);
      if (fault !== null) blame(at, fault);
      else jsonFaults((value as Record<string, unknown>)[key], at, depth + 1, faults);
    }
  }
  return faults;
}

const NULL_BODY: Fault = { pointer: '', code: 'VALIDATION_FAILED', message: 'must be object' };

/** Parses a body. Empty is undefined: whether a route needs one is for its schema to say. */
function parseBody(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  if (!isUtf8(body)) throw malformed('The body is not UTF-8.');
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    throw malformed('The body is not JSON.'); // never the parser's message: it quotes the body
  }
  // Fastify shows a validator null where there was no body at all, so null is refused here: it was parsed, and is wrong.
  const faults = value === null ? [NULL_BODY] : jsonFaults(value);
  if (faults.length > 0) throw new AppError('VALIDATION_FAILED', undefined, { faults });
  return value;
}

/** Takes JSON bodies in UTF-8, uncompressed, and refuses in every string what cannot be stored. */
export function acceptJson(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, parseBody(body as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
  // After the key, the method and the path were found right: they are the more useful answers.
  app.addHook('preParsing', (request, _reply, payload, done) => {
    const { 'content-type': type, 'content-encoding': encoding } = request.headers;
    const known = (type === undefined || MEDIA_TYPE.test(type)) && (encoding === undefined || encoding === 'identity');
    if (known || request.is404 || request.method === 'GET' || request.method === 'HEAD') done(null, payload);
    else done(new AppError('UNSUPPORTED_MEDIA_TYPE'));
  });
}
