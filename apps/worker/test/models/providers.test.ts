import { expect, it } from 'vitest';
import { createProviders } from '../../src/models/providers.ts';
import { ask, collect, ProviderServer } from './provider-server.ts';

it('makes the providers that are configured, under the names that model ids use', () => {
  expect([...createProviders({}).keys()]).toEqual([]);
  const all = createProviders({ anthropic: { apiKey: 'a' }, openai: { apiKey: 'b' }, sandbox: { url: 'http://x' } });
  expect([...all.keys()]).toEqual(['anthropic', 'openai', 'sandbox', 'sandbox-openai']);
});

it.each([
  ['anthropic', '/base/v1/messages', 'Bearer key-a'],
  ['openai', '/base/chat/completions', 'Bearer key-b'],
  ['sandbox', '/base/v1/messages', 'Bearer sandbox'],
  ['sandbox-openai', '/base/v1/chat/completions', 'Bearer sandbox'],
])('%s asks at %s with its own key', async (name, path, authorization) => {
  const server = new ProviderServer();
  const baseURL = `${await server.listen()}/base`;
  const providers = createProviders({
    anthropic: { apiKey: 'key-a', baseURL },
    openai: { apiKey: 'key-b', baseURL },
    sandbox: { url: `${baseURL}/` },
  });
  await collect(providers.get(name)!, ask());
  expect(server.last).toMatchObject({ path, headers: { authorization } });
  await server.close();
});
