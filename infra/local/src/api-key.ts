import { readFile, writeFile } from 'node:fs/promises';
import { insertApiKey, principalOf, type Sql } from '@taktstock/db';
import { createApiKey } from '@taktstock/registry';

/**
 * The admin key of this machine: created once and kept in a file that only its owner may read, so that a copied curl
 * command works after the next start as well. A key that the database does not know (any more) is replaced.
 */
export async function ensureApiKey(sql: Sql, file: string): Promise<string> {
  const kept = (await readFile(file, 'utf8').catch(() => '')).trim();
  if (kept !== '' && (await principalOf(sql, kept)) !== null) return kept;
  const { id, hash, token } = createApiKey();
  await insertApiKey(sql, { id, hash, owner: 'local', role: 'admin', name: 'local stack' });
  await writeFile(file, `${token}\n`, { mode: 0o600 });
  return token;
}
