import { ROLES } from '@taktstock/registry';
import { Type } from 'typebox';
import { integer, limit, nameInPath, nullable, offset, text, time } from '../fields.ts';

const closed = { additionalProperties: false } as const;
const owner = Type.String({
  minLength: 1,
  maxLength: 128,
  description: 'Whom the key speaks for: a service key sees what belongs to its owner, and its owner pays',
});
const role = Type.Enum([...ROLES]);

export const KeysQuery = Type.Object({ owner: Type.Optional(owner), limit, offset }, closed);

export const KeyBody = Type.Object(
  {
    owner,
    role,
    name: Type.String({ minLength: 1, maxLength: 200, description: 'What it is for' }),
    expiresAt: Type.Optional(Type.String({ format: 'date-time', description: 'Default: never' })),
  },
  closed,
);

export const KeyParam = Type.Object({ id: nameInPath('Id of the key: the part of its token after tkt_') });

export const ApiKey = Type.Object({
  id: text,
  owner: text,
  role,
  name: text,
  createdAt: time,
  expiresAt: nullable('string'),
  revokedAt: nullable('string'),
  live: Type.Boolean({ description: 'Neither revoked nor expired' }),
});

export const KeyList = Type.Object({ keys: Type.Array(ApiKey), total: integer, limit: integer, offset: integer });

export const IssuedKey = Type.Object({
  token: Type.String({
    description: 'What to send as bearer token. Only its hash is stored: it cannot be shown again',
  }),
  key: ApiKey,
});
