import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ConfigSchema } from '../src/config.ts';
import { FAULT_WORDS } from '../src/faults.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

test('the README lists every variable with its default', () => {
  const variables: Record<string, { default?: unknown; description?: string }> = JSON.parse(
    JSON.stringify(ConfigSchema.properties),
  );
  const rows = Object.entries(variables).map(
    ([name, schema]) => `| \`${name}\` | ${schema.default} | ${schema.description} |`,
  );
  expect(readme.match(/^\| `SANDBOX_.*$/gm)).toEqual(rows);
});

test('the README lists every fault', () => {
  for (const fault of FAULT_WORDS) expect(readme).toContain(`\`${fault.split(':')[0]}`);
});
