import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type Chart, drawChart, type Note } from '@taktstock/chart';
import type { ChartRow } from '@taktstock/db';
import { AppError } from '@taktstock/registry';
import { readBody } from '../../births/body.ts';
import { type BirthDeps, readBirth, readPersons } from '../../births/read.ts';
import { SOURCES } from '../../charts/sources.ts';
import type { ChartStore, Origin } from '../../charts/store.ts';
import { callerOf, READERS, WRITERS } from '../../plugins/auth.ts';
import { problems } from '../fields.ts';
import { isUuid } from '../runs/find.ts';
import { chartsOf, compositeAnswer } from './composite.ts';
import { CalculateBody, ChartAnswer, ChartParam, CompositeAnswer, CompositeBody, DrawingQuery } from './schema.ts';

type Deps = { charts: ChartStore; births: BirthDeps };

const tags = ['charts'];

/** A drawing never changes; the day bounds how long a copy outlives the erasure of its chart. */
const DRAWING_CACHE = 'private, max-age=86400, immutable';

/** A chart goes out as it was stored, every byte: its schema describes it and does not rewrite it. */
const serializerCompiler = () => JSON.stringify;

/** Charts: computing, fetching, drawing and comparing them. They belong to nobody: equal births share one chart. */
export const chartRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, { charts, births }) => {
  async function chartOf(text: string): Promise<ChartRow> {
    const id = text.toLowerCase();
    const chart = isUuid(id) ? await charts.byId(id) : undefined;
    if (chart === undefined) throw new AppError('CHART_NOT_FOUND');
    return chart;
  }

  app.post(
    '/api/chart/calculate',
    {
      config: { roles: WRITERS },
      attachValidation: true, // faults of the schema are reported together with those of the rules
      serializerCompiler,
      schema: {
        tags,
        operationId: 'calculateChart',
        summary: 'The chart of a birth',
        body: CalculateBody,
        response: { 200: ChartAnswer, ...problems },
      },
    },
    async (request) => {
      const { faults, sound } = readBody<CalculateBody>(request.body, request.validationError);
      const birth = await readBirth(sound, '', faults, births, Date.now());
      faults.throwIfAny();
      const { owner } = callerOf(request);
      const { chart, source } = await charts.ofBirth(birth!, { owner, userId: sound.userId ?? owner });
      return answer(chart, source, birth!.notes);
    },
  );

  app.post(
    '/api/chart/composite',
    {
      config: { roles: WRITERS },
      attachValidation: true,
      schema: {
        tags,
        operationId: 'composeCharts',
        summary: 'What two to ten charts are together',
        body: CompositeBody,
        response: { 200: CompositeAnswer, ...problems },
      },
    },
    async (request) => {
      const { faults, sound } = readBody<Partial<CompositeBody>>(request.body, request.validationError);
      const persons = await readPersons(sound.persons ?? [], faults, births, Date.now());
      faults.throwIfAny();
      const { owner } = callerOf(request);
      const rows = await chartsOf(persons, charts, { owner, userId: owner }, faults);
      return compositeAnswer(rows, persons);
    },
  );

  app.get(
    '/api/chart/:id',
    {
      config: { roles: READERS },
      serializerCompiler,
      schema: {
        tags,
        operationId: 'getChart',
        summary: 'A stored chart',
        params: ChartParam,
        response: { 200: ChartAnswer, ...problems },
      },
    },
    async (request) => answer(await chartOf(request.params.id), 'stored', []),
  );

  app.get(
    '/api/chart/:id.svg',
    {
      config: { roles: READERS },
      schema: {
        tags,
        operationId: 'drawChart',
        summary: 'A chart as a drawing',
        params: ChartParam,
        querystring: DrawingQuery,
        response: {
          200: { description: 'The drawing', content: { 'image/svg+xml': { schema: { type: 'string' } } } },
          ...problems,
        },
      },
    },
    async (request, reply) => {
      const { content } = await chartOf(request.params.id);
      const svg = drawChart(content as unknown as Chart, { theme: request.query.theme ?? 'light' });
      reply.header('cache-control', DRAWING_CACHE).type('image/svg+xml; charset=utf-8');
      return reply.send(svg as never);
    },
  );
};

const answer = ({ id, content, version }: ChartRow, source: Origin, notes: Note[]): ChartAnswer => ({
  success: true,
  chartId: id,
  chart: content as unknown as Chart,
  source,
  version,
  sources: [...SOURCES],
  ...(notes.length === 0 ? {} : { notes }),
});
