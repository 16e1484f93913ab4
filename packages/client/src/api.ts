import type { Http } from './http.ts';
import type { operations } from './openapi.ts';
import { OPERATIONS } from './operations.ts';

/** The name of a route: its `operationId` in /openapi.json. */
export type OperationName = keyof typeof OPERATIONS;

type Operation<N extends OperationName> = operations[N];
type Content<R> = R extends { content: infer C } ? C[keyof C] : undefined;

/** What a route answers when it does what it was asked. */
export type Answered<N extends OperationName> = {
  [S in keyof Operation<N>['responses']]: S extends 200 | 201 | 202 | 204
    ? Content<Operation<N>['responses'][S]>
    : never;
}[keyof Operation<N>['responses']];

type Parameter<N extends OperationName, K extends string> =
  Operation<N> extends { parameters: { [P in K]?: infer V } } ? NonNullable<V> : never;
/** The body of a route. */
export type BodyOf<N extends OperationName> =
  Operation<N> extends {
    requestBody: { content: { 'application/json': infer B } };
  }
    ? B
    : never;

type Empty = Record<string, never>;

/** A part of the input: absent when the route has none, optional when nothing in it is needed. */
type Part<K extends string, V> = [V] extends [never]
  ? { [P in K]?: never }
  : Empty extends V
    ? { [P in K]?: V }
    : { [P in K]: V };

/** What a route takes. */
export type Input<N extends OperationName> = Part<'path', Parameter<N, 'path'>> &
  Part<'query', Parameter<N, 'query'>> &
  Part<'headers', Parameter<N, 'header'>> &
  Part<'body', BodyOf<N>>;

export type CallOptions = {
  signal?: AbortSignal | undefined;
  /** Send it again after a broken connection, whatever the route: the caller knows that it does no harm. */
  isRepeatable?: boolean;
};

type Arguments<N extends OperationName> =
  Empty extends Input<N> ? [input?: Input<N>, options?: CallOptions] : [input: Input<N>, options?: CallOptions];

/** Every route of the API under its name. */
export type Api = { readonly [N in OperationName]: (...args: Arguments<N>) => Promise<Answered<N>> };

type AnyInput = {
  path?: Record<string, unknown>;
  query?: Record<string, unknown>;
  headers?: Record<string, unknown>;
  body?: unknown;
};

/** Routes that can be repeated by nature; the others need an idempotency key. */
const REPEATABLE: readonly string[] = ['GET', 'PUT', 'DELETE'];

/** Builds the methods from the table of operations. */
export function createApi(http: Http): Api {
  const names = Object.keys(OPERATIONS) as OperationName[];
  return Object.fromEntries(
    names.map((name) => [
      name,
      (input: AnyInput = {}, options: CallOptions = {}) => call(http, OPERATIONS[name], input, options),
    ]),
  ) as unknown as Api; // that each fits its route is what the generated types say
}

/** 128 bits of chance. Not randomUUID(), which browsers have on https pages only. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function call(
  http: Http,
  { method, path, takesKey }: (typeof OPERATIONS)[OperationName],
  input: AnyInput,
  options: CallOptions,
): Promise<unknown> {
  const key = takesKey ? { 'idempotency-key': newKey() } : {};
  return http.send({
    method,
    path: path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(input.path?.[name]))),
    query: input.query,
    headers: { ...key, ...input.headers },
    body: input.body,
    signal: options.signal,
    isRepeatable: takesKey || REPEATABLE.includes(method) || options.isRepeatable === true,
  });
}
