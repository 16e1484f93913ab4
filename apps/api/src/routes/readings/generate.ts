import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { AppError, type Depth, type ErrorCode } from '@taktstock/registry';
import { type Static, Type } from 'typebox';
import { readBody } from '../../births/body.ts';
import { birthFields, closed, userId } from '../../births/fields.ts';
import type { BirthDeps } from '../../births/read.ts';
import { type Ask, askRoute } from './ask.ts';
import { readRequest } from './request.ts';
import { readWishes } from './wishes.ts';

/** What callers of the time before the agents name, and whom they mean by it. */
const READING_TYPES: ReadonlyMap<unknown, { agentId: string; depth?: Depth }> = new Map([
  ['business', { agentId: 'business' }],
  ['career', { agentId: 'business' }],
  ['relationship', { agentId: 'relationship' }],
  ['crisis', { agentId: 'crisis' }],
  ['personality', { agentId: 'personality' }],
  ['basic', { agentId: 'personality', depth: 'basic' }],
  ['detailed', { agentId: 'personality', depth: 'professional' }],
]);

/** Readings of two persons, of whom this body can name only one. */
const FOR_TWO: readonly unknown[] = ['compatibility', 'connection'];

/** They expect the finished reading in the answer. */
const DEFAULT_WAIT_SECONDS = 60;

const GenerateBody = Type.Object(
  {
    userId: Type.Optional(userId),
    ...birthFields,
    readingType: Type.Enum([...READING_TYPES.keys(), ...FOR_TWO] as string[], {
      description:
        'Stands for an agent and a depth; `compatibility` and `connection` need two persons and are refused here',
    }),
  },
  closed,
);
type GenerateBody = Static<typeof GenerateBody>;

/** The agent and the depth of a type. Alone in its answer: what else a body needs depends on it. */
function meantBy(readingType: unknown): { agentId: string; depth?: Depth } {
  const meant = READING_TYPES.get(readingType);
  if (meant !== undefined) return meant;
  const [code, message]: [ErrorCode, string] = FOR_TWO.includes(readingType)
    ? ['MISSING_COMPATIBILITY_DATA', 'Two persons are read by /api/orchestrator/execute, with `persons`.']
    : ['INVALID_READING_TYPE', `must be one of ${[...READING_TYPES.keys(), ...FOR_TWO].join(', ')}`];
  throw new AppError(code, message, { faults: [{ pointer: '/readingType', code, message }] });
}

/** The ways in which readings were asked for before there were agents. */
export const generateRoutes: FastifyPluginAsyncTypebox<{ ask: Ask; births: BirthDeps }> = async (
  app,
  { ask, births },
) => {
  for (const [url, operationId] of [
    ['/api/reading/generate', 'generateReading'],
    ['/reading/generate', 'generateReadingAlias'],
  ] as const) {
    app.post(
      url,
      askRoute({
        operationId,
        summary: 'Ask for a reading by its type, as before there were agents',
        body: GenerateBody,
      }),
      async (request, reply) => {
        const { faults, sound } = readBody<Partial<GenerateBody>>(request.body, request.validationError);
        const { agentId, depth } = meantBy((request.body as { readingType?: unknown }).readingType);
        const { readingType: _, ...person } = sound;
        const wishes = readWishes(request, faults, DEFAULT_WAIT_SECONDS);
        const wanted = await readRequest({ faults, sound: { ...person, ...(depth && { depth }) } }, agentId, births);
        return ask(request, reply, { wanted, wishes, route: '/api/reading/generate' });
      },
    );
  }
};
