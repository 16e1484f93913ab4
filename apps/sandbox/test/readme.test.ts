import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ConfigSchema } from '../src/config.ts';
import { BREAKAGES, REFUSALS } from '../src/faults.ts';
import { SLIPS } from '../src/writing/slips.ts';

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
  for (const fault of [...REFUSALS, ...BREAKAGES, ...SLIPS]) expect(readme).toContain(`\`${fault}\``);
});
