import { insertApiKey, type Sql } from '@taktstock/db';
import { createApiKey } from '@taktstock/registry';

/** Stores a key of a backend and answers its token. */
export async function issueKey(sql: Sql): Promise<string> {
  const { id, hash, token } = createApiKey();
  await insertApiKey(sql, { id, hash, owner: 'bench', role: 'service', name: 'bench' });
  return token;
}
