import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Who a key speaks for. What each role may do stands at the routes. */
export const ROLES = ['admin', 'operator', 'service', 'viewer', 'voter:ceo', 'voter:dao'] as const;
export type Role = (typeof ROLES)[number];

/** A key's role, or `run`: the holder of a run token, who reads one run and nothing else. */
export type CallerRole = Role | 'run';

/** Roles that see every owner's runs; a service key sees its owner's alone. */
export const SEES_ALL: readonly CallerRole[] = ['admin', 'operator', 'viewer', 'voter:ceo', 'voter:dao'];

/** Live keys an owner may have per role: the one in use, and its successor while they are exchanged. */
export const MAX_LIVE_KEYS = 2;

/** The caller of a request; `keyId` is the id of its key or run token. */
export type Principal = { keyId: string; owner: string } & ({ role: Role } | { role: 'run'; runId: string });

export type Credential = { id: string; secret: string; token: string; hash: Buffer };

const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** `<prefix>_<id>_<secret>`: the prefix tells people and secret scanners what they have found. */
function createCredential(prefix: string): Credential {
  const id = randomBytes(6).toString('hex');
  const secret = randomBytes(32).toString('hex');
  return { id, secret, token: `${prefix}_${id}_${secret}`, hash: hashOf(secret) };
}

function parseCredential(prefix: string, token: string): { id: string; secret: string } | null {
  const match = /^([a-z]+)_([0-9a-f]{12})_([0-9a-f]{64})$/.exec(token);
  return match?.[1] === prefix ? { id: match[2]!, secret: match[3]! } : null;
}

/** A new API key `tkt_<id>_<secret>`: 256 random bits, shown once, of which only the SHA-256 is stored. */
export const createApiKey = (): Credential => createCredential('tkt');

/** A new run token `tkr_<id>_<secret>`, made and stored like a key. */
export const createRunToken = (): Credential => createCredential('tkr');

/** A new session token `tks_<id>_<secret>`, made and stored like a key; a browser brings it as a cookie. */
export const createSessionToken = (): Credential => createCredential('tks');

/** Splits an API key into id and secret; null when it has another form. */
export const parseApiKey = (token: string) => parseCredential('tkt', token);

/** Splits a run token into id and secret; null when it has another form. */
export const parseRunToken = (token: string) => parseCredential('tkr', token);

/** Splits a session token into id and secret; null when it has another form. */
export const parseSessionToken = (token: string) => parseCredential('tks', token);

/** Compares a secret with a stored hash in constant time. */
export const matchesHash = (secret: string, hash: Uint8Array): boolean => {
  const given = hashOf(secret);
  return given.length === hash.length && timingSafeEqual(given, hash);
};
