import postgres from 'postgres';

/**
 * Everything that a database holds, as `schema.table: row`, in whatever schema, in the text that pg_dump would write. For tests that
 * look for what must not be there. Bytes appear in hexadecimal.
 */
export async function everyRow(url: string): Promise<string[]> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    const tables = await sql<{ schema: string; name: string }[]>`
      select schemaname as schema, tablename as name from pg_tables
      where schemaname not in ('pg_catalog', 'information_schema') order by 1, 2`;
    const lines: string[] = [];
    for (const { schema, name } of tables) {
      const rows = await sql<{ row: string }[]>`select t::text as row from ${sql(schema)}.${sql(name)} t`;
      for (const { row } of rows) lines.push(`${schema}.${name}: ${row}`);
    }
    return lines;
  } finally {
    await sql.end({ timeout: 5 });
  }
}
