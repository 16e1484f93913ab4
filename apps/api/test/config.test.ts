import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ConfigSchema, readConfig } from '../src/config.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

type Variable = { default?: string | number; description?: string };

/** The environment as the table of the README. */
function table(): string {
  const required = new Set<string>(ConfigSchema.required);
  const rows = Object.entries(ConfigSchema.properties as Record<string, Variable>).map(
    ([name, { default: value, description }]) => {
      const shown = required.has(name) && value === undefined ? 'required' : value === '' ? '–' : `\`${value}\``;
      return `| \`${name}\` | ${shown} | ${description} |`;
    },
  );
  return ['| variable | default | meaning |', '|---|---|---|', ...rows].join('\n');
}

describe('the environment', () => {
  test('is described in the README as it is read', () => {
    expect(readme).toContain(table());
    expect(readme.split('\n').length).toBeLessThanOrEqual(81);
  });

  test('is refused with the name of what is wrong', () => {
    const read = (env: NodeJS.ProcessEnv) => () => readConfig({ DATABASE_URL: 'postgres://x', ...env });
    expect(() => readConfig({})).toThrow(/DATABASE_URL/);
    expect(read({ ORCHESTRATOR_PORT: '70000' })).toThrow(/ORCHESTRATOR_PORT/);
    expect(read({ LOG_LEVEL: 'loud' })).toThrow(/LOG_LEVEL/);
    expect(read({ CORS_ORIGINS: 'https://a.example, *' })).toThrow(/CORS_ORIGINS/);
    expect(read({})()).toMatchObject({ ORCHESTRATOR_PORT: 8080, ORCHESTRATOR_HOST: '127.0.0.1', REDIS_URL: '' });
  });
});
