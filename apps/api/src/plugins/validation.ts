import { AppError, type Fault } from '@taktstock/registry';
import type { FastifyInstance, FastifySchemaCompiler } from 'fastify';
import { type TSchema, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { TLocalizedValidationError } from 'typebox/error';
import { System } from 'typebox/system';
import { Value } from 'typebox/value';
import { malformed } from '../errors.ts';
import { isForeign } from './auth.ts';
import { pointerTo, textFault } from './json-body.ts';

// TypeBox stops after 8 faults, some of which are about one and the same.
System.Settings.Set({ maxErrors: 64 });

/** The pointers of one TypeBox error: it names all missing or unknown fields of an object at once. */
function faultsOf(error: TLocalizedValidationError, prefix: string): Fault[] {
  const at = `${prefix}${error.instancePath}`;
  const fault = (pointer: string, message: string): Fault => ({ pointer, code: 'VALIDATION_FAILED', message });
  switch (error.keyword) {
    case 'additionalProperties':
      return error.params.additionalProperties.map((name) => fault(pointerTo(at, name), 'is not a known field'));
    case 'required':
      return error.params.requiredProperties.map((name) => fault(pointerTo(at, name), 'is missing'));
    case 'enum':
      return [fault(at, `must be one of ${error.params.allowedValues.join(', ')}`)];
    case 'boolean': // says again what additionalProperties says
      return [];
    default:
      return [fault(at, error.message)];
  }
}

/** Every fault of a value, one per pointer. Alternatives are one fault: their branches contradict each other. */
function allFaults(errors: TLocalizedValidationError[], prefix: string): Fault[] {
  const faults = errors
    .filter(({ schemaPath }) => !/\/(anyOf|oneOf)\//.test(schemaPath))
    .flatMap((error) => faultsOf(error, prefix));
  return [...new Map(faults.map((fault) => [fault.pointer, fault])).values()];
}

const PREFIX: Record<string, string> = { headers: '/headers', querystring: '/query', params: '/params' };

/** What is wrong with text of a query or header: Postgres takes neither U+0000 nor lone surrogates. Ids are matched as a whole. */
function textFaults(values: object, prefix: string): Fault[] {
  return Object.entries(values).flatMap(([name, value]) => {
    const fault = typeof value === 'string' ? textFault(value) : null;
    return fault === null ? [] : [{ pointer: pointerTo(prefix, name), code: 'VALIDATION_FAILED', message: fault }];
  });
}

/** Text becomes a number only if the number is written so: Convert alone would cut 1.5 down to 1 where an integer is wanted. */
function convert(schema: TSchema, text: Record<string, unknown>): unknown {
  const converted = Value.Convert(schema, { ...text }) as Record<string, unknown>;
  const exact = ([name, value]: [string, unknown]) =>
    [name, typeof value === 'number' && String(value) !== text[name] ? text[name] : value] as const;
  return Object.fromEntries(Object.entries(converted).map(exact));
}

const refuse = (faults: Fault[]) => ({ error: new AppError('VALIDATION_FAILED', undefined, { faults }) });

/**
 * Fastify's default drops unknown fields and bends types. Here a body is taken as it is; text from path, query and
 * headers becomes numbers where the schema says so. Every fault is reported.
 */
export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const validator = Compile(schema);
  if (httpPart === 'body') {
    return (body: unknown) => {
      if (body === undefined || body === null) return { error: malformed('This route needs a JSON body.') };
      return validator.Check(body) ? { value: body } : refuse(allFaults(validator.Errors(body), ''));
    };
  }
  const prefix = PREFIX[httpPart ?? ''] ?? '';
  const coerces = Object.values((schema as { properties?: Record<string, TSchema> }).properties ?? {}).some(
    (property) => (property as { type?: string }).type !== 'string',
  );
  return (text: Record<string, unknown>) => {
    const unsafe = httpPart === 'params' ? [] : textFaults(text, prefix);
    if (unsafe.length > 0) return refuse(unsafe);
    const value = coerces ? convert(schema, text) : text;
    return validator.Check(value) ? { value } : refuse(allFaults(validator.Errors(value), prefix));
  };
};

const NoQuery = Type.Object({}, { additionalProperties: false });

/** Lets no route overlook a misspelt parameter: those that declare no query take none. Before all routes. */
export function closeQueries(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    if (!isForeign(route.url, route.method)) route.schema = { querystring: NoQuery, ...route.schema };
  });
}
