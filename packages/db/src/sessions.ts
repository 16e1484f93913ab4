import { createHash, randomBytes } from 'node:crypto';
import { createSessionToken, matchesHash, type Principal, parseSessionToken, type Role } from '@taktstock/registry';
import type { Db, Sql } from './client.ts';

/** Long enough to start a browser, short enough for what scrolls by in a terminal. */
const LINK_SECONDS = 600;

const SESSION_SECONDS = 12 * 3_600;

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();

/** A token that signs one browser in as an API key, once, within ten minutes. */
export async function createSignInLink(db: Db, keyId: string): Promise<string> {
  const token = randomBytes(24).toString('base64url');
  await db`
    insert into sign_in_links (hash, key_id, expires_at)
    values (${hashOf(token)}, ${keyId}, now() + ${LINK_SECONDS} * interval '1 s')`;
  return token;
}

/** Spends the token of a link for a session of twelve hours; null when it is unknown, spent or too old. */
export async function openSession(sql: Sql, link: string): Promise<{ token: string; expiresAt: Date } | null> {
  const { id, hash, token } = createSessionToken();
  const [row] = await sql<{ expiresAt: Date }[]>`
    with spent as (
      delete from sign_in_links where hash = ${hashOf(link)} returning key_id, expires_at > now() as is_valid
    )
    insert into sessions (id, hash, key_id, expires_at)
    select ${id}, ${Buffer.from(hash)}, key_id, now() + ${SESSION_SECONDS} * interval '1 s' from spent where is_valid
    returning expires_at`;
  return row === undefined ? null : { token, expiresAt: row.expiresAt };
}

/** The API key that a session acts as; null when the session or the key has ended, or there is no such session. */
export async function holderOfSession(db: Db, text: string): Promise<Principal | null> {
  const session = parseSessionToken(text);
  if (session === null) return null;
  const [row] = await db<{ hash: Buffer; keyId: string; owner: string; role: Role }[]>`
    select s.hash, s.key_id, k.owner, k.role
    from sessions s
    join api_keys k on k.id = s.key_id and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
    where s.id = ${session.id} and s.expires_at > now()`;
  if (row === undefined || !matchesHash(session.secret, row.hash)) return null;
  return { keyId: row.keyId, owner: row.owner, role: row.role };
}

/** Ends a session; anything else is left alone. */
export async function closeSession(db: Db, text: string): Promise<void> {
  const session = parseSessionToken(text);
  if (session !== null) await db`delete from sessions where id = ${session.id}`;
}
