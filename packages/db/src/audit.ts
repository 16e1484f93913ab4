import type { Principal } from '@taktstock/registry';
import type { Db } from './client.ts';

/** What was so before or is so now, field by field. */
export type AuditFacts = Record<string, string | number | boolean | null>;

/** What somebody did. It must hold nothing about the persons whose data this system keeps: it outlives their erasure. */
export type AuditEntry = {
  action: string;
  subject?: string | null;
  before?: AuditFacts | null;
  after?: AuditFacts | null;
  reason?: string | null;
};

export type AuditRow = Required<AuditEntry> & { id: number; actor: string; role: string; at: Date };

/** Records an action, in the transaction that carries it out. */
export async function recordAudit(db: Db, by: Principal, entry: AuditEntry): Promise<void> {
  const { action, subject = null, before = null, after = null, reason = null } = entry;
  const json = (facts: AuditFacts | null) => (facts === null ? null : db.json(facts));
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
