import { readFileSync } from 'node:fs';
import { environmentTable } from '@taktstock/testbed';
import { describe, expect, test } from 'vitest';
import { WORKER_ENVIRONMENT, workerConfig } from '../src/config.ts';

const DATABASE_URL = 'postgres://localhost/x';
const SANDBOX_URL = 'http://127.0.0.1:1';

test('the README has every variable', () => {
  expect(readFileSync(new URL('../README.md', import.meta.url), 'utf8')).toContain(
    environmentTable(WORKER_ENVIRONMENT),
  );
});

describe('the chain of an agent', () => {
  const chain = (env: Record<string, string>) => workerConfig({ DATABASE_URL, ...env }).chainOf('crisis');

  test('holds the models that are configured, in the order of the table', () => {
    expect(chain({ OPENAI_API_KEY: 'k', SANDBOX_URL })).toEqual(['openai/gpt-5.1']);
    expect(chain({ OPENAI_API_KEY: 'k', ANTHROPIC_API_KEY: 'k' })).toEqual([
      'anthropic/claude-sonnet-4-6',
      'openai/gpt-5.1',
    ]);
  });

  test('is the sandbox where nothing is configured, and an empty variable counts as not set', () => {
    expect(chain({ SANDBOX_URL, ANTHROPIC_API_KEY: '' })).toEqual([
      'sandbox/claude-sonnet-4-6',
      'sandbox-openai/gpt-5.1',
    ]);
  });

  test('is what MODEL_CHAIN says, as far as it is configured', () => {
    expect(chain({ OPENAI_BASE_URL: 'http://x/v1', MODEL_CHAIN: 'openai/llama3.3, anthropic/x' })).toEqual([
      'openai/llama3.3',
    ]);
  });

  test('is never the sandbox in production', () => {
    expect(() => chain({ SANDBOX_URL, NODE_ENV: 'production' })).toThrow('SANDBOX_URL outside production');
  });
});

test('names the variable that is wrong', () => {
  expect(() => workerConfig({ SANDBOX_URL })).toThrow('DATABASE_URL');
  expect(() => workerConfig({ DATABASE_URL, SANDBOX_URL, CONCURRENCY: 'many' })).toThrow('CONCURRENCY');
  expect(() => workerConfig({ DATABASE_URL, SANDBOX_URL, AGENTS: 'crisis,nobody' })).toThrow('nobody');
});
