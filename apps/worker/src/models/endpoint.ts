/** Where a provider is and how we sign in; without a base URL it is the maker's own. */
export type Endpoint = { apiKey: string; baseURL?: string | undefined };

/** Ties a provider's log to our ledger. An id of ours only, so every provider may see it. */
export const CALL_HEADER = 'x-taktstock-call';

/** setTimeout takes no more. */
const NEVER_MS = 2 ** 31 - 1;

/**
 * What both SDKs get. Retries and deadlines are ours, and nobody else may log: at level debug an SDK prints prompts.
 * Redirects are refused, because a prompt goes nowhere but to the address that was configured.
 *
 * No agent of our own: Node's fetch opens as many connections to one origin as there are calls at once (undici's
 * Agent without `connections`) and keeps free ones for 4 s, or as long as the provider's keep-alive header says.
 */
export const CLIENT_OPTIONS = {
  maxRetries: 0,
  timeout: NEVER_MS,
  logLevel: 'off',
  fetchOptions: { redirect: 'manual' },
} as const;
