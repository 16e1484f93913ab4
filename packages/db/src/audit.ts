import type { Principal } from '@taktstock/registry';
import type { Db } from './client.ts';

/** What somebody did. It must hold nothing about the persons whose data this system keeps: it outlives their erasure. */
export type AuditEntry = {
  action: string;
  subject?: string | null;
  before?: unknown;
  after?: unknown;
  reason?: string | null;
};

export type AuditRow = Required<AuditEntry> & { id: number; actor: string; role: string; at: Date };

/** Records an action, in the transaction that carries it out. */
export async function recordAudit(db: Db, by: Principal, entry: AuditEntry): Promise<void> {
  const { action, subject = null, before = null, after = null, reason = null } = entry;
  const json = (value: unknown) => (value === null ? null : db.json(value as never));
  await db`
    insert into audit (actor, role, action, subject, before, after, reason)
    values (${by.keyId}, ${by.role}, ${action}, ${subject}, ${json(before)}, ${json(after)}, ${reason})`;
}

/** Audit entries, newest first, at most `limit`; `before` is the id of the entry that the page follows. */
export async function auditEntries(db: Db, before: number | null, limit: number): Promise<AuditRow[]> {
  return db<AuditRow[]>`
    select id, actor, role, action, subject, before, after, reason, at
    from audit
    where ${before}::bigint is null or id < ${before}
    order by id desc
    limit ${limit}`;
}
