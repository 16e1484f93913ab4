import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Who a key speaks for. What each role may do stands at the routes. */
export const ROLES = ['admin', 'operator', 'service', 'viewer', 'voter:ceo', 'voter:dao'] as const;
export type Role = (typeof ROLES)[number];

/** Roles that see every owner's runs; a service key sees its owner's alone. */
export const SEES_ALL: readonly Role[] = ['admin', 'operator', 'viewer', 'voter:ceo', 'voter:dao'];

/** Live keys an owner may have per role: the one in use, and its successor while they are exchanged. */
export const MAX_LIVE_KEYS = 2;

/** The caller of a request. */
export type Principal = { keyId: string; owner: string; role: Role };

export type ApiKey = { id: string; secret: string; token: string; hash: Buffer };

const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** A new API key `tkt_<id>_<secret>`: 256 random bits, shown once, of which only the SHA-256 is stored. */
export function createApiKey(): ApiKey {
  const id = randomBytes(6).toString('hex');
  const secret = randomBytes(32).toString('hex');
  return { id, secret, token: `tkt_${id}_${secret}`, hash: hashOf(secret) };
}

/** Splits a token into id and secret; null when it has another form. */
export function parseApiKey(token: string): { id: string; secret: string } | null {
  const match = /^tkt_([0-9a-f]{12})_([0-9a-f]{64})$/.exec(token);
  return match === null ? null : { id: match[1]!, secret: match[2]! };
}

/** Compares a secret with a stored hash in constant time. */
export const matchesHash = (secret: string, hash: Uint8Array): boolean => {
  const given = hashOf(secret);
  return given.length === hash.length && timingSafeEqual(given, hash);
};
