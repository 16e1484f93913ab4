import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { PLACES_SOURCE } from '@taktstock/db';
import { Type } from 'typebox';
import type { Places } from '../../places/directory.ts';
import { READERS } from '../../plugins/auth.ts';
import { nullable, problems, text } from '../fields.ts';

/** A list to choose from is read by a person. */
const MAX_PLACES = 50;
const DEFAULT_PLACES = 10;

const PlacesQuery = Type.Object(
  {
    q: Type.String({
      minLength: 1,
      maxLength: 255,
      description: 'What has been typed, such as "Springfield, Il"; suggestions begin with the second letter',
    }),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_PLACES, default: DEFAULT_PLACES })),
  },
  { additionalProperties: false },
);

const PlacesDocument = Type.Object({
  places: Type.Array(
    Type.Object({
      placeId: Type.String({ description: 'GeoNames id; `birthPlace: {placeId}` takes it' }),
      name: text,
      region: nullable('string'),
      country: Type.String({ description: 'ISO 3166-1 alpha-2' }),
      latitude: Type.Number(),
      longitude: Type.Number(),
      timezone: Type.String({ description: 'IANA' }),
    }),
  ),
  sources: Type.Array(Type.String({ description: 'To be named where places are shown' })),
});

/** Suggestions for a field in which a place of birth is typed. */
export const placeRoutes: FastifyPluginAsyncTypebox<{ places: Places }> = async (app, { places }) => {
  app.get(
    '/api/places',
    {
      config: { roles: READERS },
      schema: {
        tags: ['charts'],
        operationId: 'findPlaces',
        summary: 'Places whose names begin as typed, the largest first',
        querystring: PlacesQuery,
        response: { 200: PlacesDocument, ...problems },
      },
    },
    async ({ query: { q, limit = DEFAULT_PLACES } }) => ({
      places: await places.search(q, limit),
      sources: [PLACES_SOURCE],
    }),
  );
};
