import { createHash, randomBytes } from 'node:crypto';
import { MAX_LIVE_KEYS, matchesHash, type Principal, parseApiKey, parseRunToken, type Role } from '@taktstock/registry';
import { recordAudit } from './audit.ts';
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

/** An API key without anything that would open a door. */
export type ApiKeyRow = {
  id: string;
  owner: string;
  role: Role;
  name: string;
  createdAt: Date;
  expiresAt: Date | null;
  revokedAt: Date | null;
  live: boolean;
};

const isLive = (db: Db) => db`revoked_at is null and (expires_at is null or expires_at > now())`;
const columns = (db: Db) => db`id, owner, role, name, created_at, expires_at, revoked_at, ${isLive(db)} as live`;

/** API keys, newest first, and how many there are; `owner` null lists everybody's. */
export async function listApiKeys(
  db: Db,
  { owner, limit, offset }: { owner: string | null; limit: number; offset: number },
): Promise<{ keys: ApiKeyRow[]; total: number }> {
  const keys = await db<ApiKeyRow[]>`
    select ${columns(db)} from api_keys
    where ${owner}::text is null or owner = ${owner}
    order by created_at desc, id
    limit ${limit} offset ${offset}`;
  const [row] = await db<{ total: number }[]>`
    select count(*)::int as total from api_keys where ${owner}::text is null or owner = ${owner}`;
  return { keys, total: row!.total };
}

/** Stores a new key on somebody's behalf; undefined: its owner has as many live ones of this role as may be. */
export async function issueApiKey(sql: Sql, key: NewApiKey, by: Principal): Promise<ApiKeyRow | undefined> {
  const { id, owner, role, name, expiresAt = null } = key;
  return sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(hashtextextended(${`${role} ${owner}`}, 0))`; // two at once would not see each other
    const [live] = await tx<{ keys: number }[]>`
      select count(*)::int as keys from api_keys where owner = ${owner} and role = ${role} and ${isLive(tx)}`;
    if (live!.keys >= MAX_LIVE_KEYS) return undefined;
    await insertApiKey(tx, key);
    const after = { owner, role, name, expiresAt: expiresAt?.toISOString() ?? null };
    await recordAudit(tx, by, { action: 'key_created', subject: `key ${id}`, after });
    const [row] = await tx<ApiKeyRow[]>`select ${columns(tx)} from api_keys where id = ${id}`;
    return row;
  });
}

/** Revokes a key at once; its row stays for the audit, and a second time changes nothing. Undefined: there is no such key. */
export async function revokeApiKey(sql: Sql, id: string, by: Principal): Promise<ApiKeyRow | undefined> {
  return sql.begin(async (tx) => {
    const revoked = await tx`update api_keys set revoked_at = now() where id = ${id} and revoked_at is null`;
    if (revoked.count > 0) await recordAudit(tx, by, { action: 'key_revoked', subject: `key ${id}` });
    const [row] = await tx<ApiKeyRow[]>`select ${columns(tx)} from api_keys where id = ${id}`;
    return row;
  });
}

/** Who a bearer token speaks for, be it a key or a run token; null when it is malformed, unknown, expired or revoked. */
export async function principalOf(db: Db, token: string): Promise<Principal | null> {
  const key = parseApiKey(token);
  if (key === null) return holderOfRunToken(db, token);
  const [row] = await db<{ hash: Buffer; owner: string; role: Role }[]>`
    select hash, owner, role from api_keys
    where id = ${key.id} and ${isLive(db)}`;
  if (row === undefined || !matchesHash(key.secret, row.hash)) return null;
  return { keyId: key.id, owner: row.owner, role: row.role };
}

const RUN_TOKEN_SECONDS = 3_600;

/** Stores the hash of a run token for an hour and answers when it ends. */
export async function insertRunToken(
  db: Db,
  token: { id: string; hash: Uint8Array; runId: string; keyId: string },
): Promise<Date> {
  const [row] = await db<{ expiresAt: Date }[]>`
    insert into run_tokens (id, hash, run_id, key_id, expires_at)
    values (${token.id}, ${Buffer.from(token.hash)}, ${token.runId}, ${token.keyId}, now() + ${RUN_TOKEN_SECONDS} * interval '1 s')
    returning expires_at`;
  return row!.expiresAt;
}

/** Who a run token speaks for: the owner of its run, about that run alone, as long as the key that gave it out is valid. */
export async function holderOfRunToken(db: Db, text: string): Promise<Principal | null> {
  const token = parseRunToken(text);
  if (token === null) return null;
  const [row] = await db<{ hash: Buffer; owner: string; runId: string }[]>`
    select t.hash, r.owner, t.run_id
    from run_tokens t
    join agent_runs r on r.id = t.run_id
    join api_keys k on k.id = t.key_id and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
    where t.id = ${token.id} and t.expires_at > now()`;
  if (row === undefined || !matchesHash(token.secret, row.hash)) return null;
  return { keyId: token.id, owner: row.owner, role: 'run', runId: row.runId };
}

/** Those of these keys and run tokens that are still valid. */
export async function validCredentials(db: Db, ids: string[]): Promise<Set<string>> {
  const rows = await db<{ id: string }[]>`
    select id from api_keys where id = any(${ids}::text[]) and ${isLive(db)}
    union all
    select id from run_tokens
    where id = any(${ids}::text[]) and expires_at > now() and key_id in (select id from api_keys where ${isLive(db)})`;
  return new Set(rows.map(({ id }) => id));
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
