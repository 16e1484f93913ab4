import { type Static, Type } from 'typebox';

export const UUID = '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$';

export const closed = { additionalProperties: false } as const;
export const chartId = Type.String({ pattern: UUID, description: 'Id of a stored chart' });
export const userId = Type.String({
  minLength: 1,
  maxLength: 128,
  description: 'Whose data this is, opaque; default: the owner of the key',
});

const BirthPlace = Type.Union(
  [
    Type.String({ minLength: 2, maxLength: 255 }),
    Type.Object({ placeId: Type.String({ minLength: 1, maxLength: 100 }) }, closed),
    Type.Object(
      {
        latitude: Type.Number({ description: '-90 to 90' }),
        longitude: Type.Number({ description: '-180 to 180' }),
        timezone: Type.Optional(
          Type.String({ maxLength: 64, description: 'IANA name; without it the zone that lies there' }),
        ),
      },
      closed,
    ),
  ],
  {
    description:
      'Name of a place ("Springfield, IL"), its id from `/api/places`, or its coordinates; `utcOffset` replaces the zone',
  },
);
export type BirthPlace = Static<typeof BirthPlace>;

export const birthFields = {
  birthDate: Type.Optional(Type.String({ maxLength: 32, description: 'YYYY-MM-DD' })),
  birthTime: Type.Optional(Type.String({ maxLength: 32, description: 'HH:MM, 24 hours' })),
  birthTimeUnknown: Type.Optional(Type.Boolean({ description: 'true: there is no birthTime' })),
  birthPlace: Type.Optional(BirthPlace),
  utcOffset: Type.Optional(Type.String({ maxLength: 16, description: '+HH:MM, replaces the zone of the place' })),
  timeFold: Type.Optional(Type.Enum(['earlier', 'later'], { description: 'Which of two equal local times is meant' })),
};

/** One of several persons: either `chartId` or birth data. */
export const Person = Type.Object(
  {
    label: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 80,
        description: 'The name that texts give this person: no type, no date',
      }),
    ),
    chartId: Type.Optional(chartId),
    ...birthFields,
  },
  closed,
);
export type PersonFields = Static<typeof Person>;

export const BIRTH_FIELDS = Object.keys(birthFields) as (keyof typeof birthFields)[];

export const notes = Type.Optional(
  Type.Array(Type.Object({ code: Type.String(), detail: Type.String() }), {
    description: 'How the instant of birth was found, where that is not plain',
  }),
);
