import { createHash, randomBytes } from 'node:crypto';
import { matchesHash, type Principal, parseApiKey, type Role } from '@taktstock/registry';
import type { Db, Sql } from './client.ts';

export type NewApiKey = {
  id: string;
  hash: Uint8Array;
  owner: string;
  role: Role;
  name: string;
  expiresAt?: Date | null;
};

/** Stores the hash of a new API key. */
export async function insertApiKey(db: Db, key: NewApiKey): Promise<void> {
  await db`
    insert into api_keys (id, hash, owner, role, name, expires_at)
    values (${key.id}, ${Buffer.from(key.hash)}, ${key.owner}, ${key.role}, ${key.name}, ${key.expiresAt ?? null})`;
}

/** Revokes a key at once; its row stays for the audit. */
export async function revokeApiKey(db: Db, id: string): Promise<void> {
  await db`update api_keys set revoked_at = now() where id = ${id} and revoked_at is null`;
}

/** Who a bearer token speaks for; null when it is malformed, unknown, expired or revoked. */
export async function principalOf(db: Db, token: string): Promise<Principal | null> {
  const key = parseApiKey(token);
  if (key === null) return null;
  const [row] = await db<{ hash: Buffer; owner: string; role: Role }[]>`
    select hash, owner, role from api_keys
    where id = ${key.id} and revoked_at is null and (expires_at is null or expires_at > now())`;
  if (row === undefined || !matchesHash(key.secret, row.hash)) return null;
  return { keyId: key.id, owner: row.owner, role: row.role };
}

const TICKET_SECONDS = 30;
const hashOf = (ticket: string): Buffer => createHash('sha256').update(ticket).digest();

/** A single-use ticket that opens one WebSocket within 30 s. */
export async function createTicket(sql: Sql, principal: Principal): Promise<string> {
  const ticket = randomBytes(24).toString('base64url');
  await sql`
    insert into ws_tickets (hash, principal, expires_at)
    values (${hashOf(ticket)}, ${sql.json(principal)}, now() + ${TICKET_SECONDS} * interval '1 s')`;
  return ticket;
}

/** Spends a ticket; null when it is unknown, spent or too old. */
export async function spendTicket(sql: Sql, ticket: string): Promise<Principal | null> {
  const [row] = await sql<{ principal: Principal; valid: boolean }[]>`
    delete from ws_tickets where hash = ${hashOf(ticket)} returning principal, expires_at > now() as valid`;
  return row?.valid ? row.principal : null;
}
