import { createAnthropic } from './anthropic.ts';
import type { Endpoint } from './endpoint.ts';
import { createOpenai } from './openai.ts';
import type { Provider } from './provider.ts';

/** The model providers of this process. A provider that is not configured does not exist for the router. */
export type ProvidersConfig = {
  anthropic?: Endpoint | undefined;
  openai?: Endpoint | undefined;
  /** Origin of apps/sandbox, which speaks both protocols. */
  sandbox?: { url: string } | undefined;
};

/** The sandbox checks that there is a key, not which. */
const SANDBOX_KEY = 'sandbox';

/** The providers by the name that a model id has before its slash: `anthropic`, `openai`, `sandbox`, `sandbox-openai`. */
export function createProviders({ anthropic, openai, sandbox }: ProvidersConfig): ReadonlyMap<string, Provider> {
  const providers = new Map<string, Provider>();
  if (anthropic) providers.set('anthropic', createAnthropic(anthropic));
  if (openai) providers.set('openai', createOpenai(openai));
  if (sandbox) {
    const url = sandbox.url.replace(/\/+$/, '');
    providers.set('sandbox', createAnthropic({ apiKey: SANDBOX_KEY, baseURL: url }));
    providers.set('sandbox-openai', createOpenai({ apiKey: SANDBOX_KEY, baseURL: `${url}/v1` }));
  }
  return providers;
}
