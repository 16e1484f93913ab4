import { createClient } from '@taktstock/client';

/**
 * The API, as whoever is signed in. The session is a cookie that no script can read: neither ours nor one that somebody should
 * ever get into this page.
 */
export const client = createClient({ baseUrl: location.origin, session: 'cookie', retries: 3 });

/** Other tabs have the same cookie, but do not notice when it comes or goes. */
const tabs = new BroadcastChannel('taktstock.session');
const listeners = new Set<() => void>();

function tellEverybody(): void {
  tabs.postMessage(null);
  for (const tell of listeners) tell();
}

/** Calls back when somebody signs in or out, in this tab or another. */
export function onSession(tell: () => void): () => void {
  listeners.add(tell);
  tabs.addEventListener('message', tell);
  return () => {
    listeners.delete(tell);
    tabs.removeEventListener('message', tell);
  };
}

/** Spends a sign-in link; throws when it was spent before or is too old. */
export async function signIn(link: string): Promise<void> {
  await client.api.openSession({ body: { link } });
  tellEverybody();
}

/** Signs in as an API key, which is used once and not kept; throws when the API does not know it. */
export async function signInAs(apiKey: string): Promise<void> {
  const { link } = await createClient({ baseUrl: location.origin, apiKey, retries: 0 }).api.createSignInLink();
  await signIn(link);
}

export async function signOut(): Promise<void> {
  await client.api.closeSession();
  tellEverybody();
}

const LINK = /^#link=([\w-]+)$/;

// A link that is pasted where the page is open already changes the address without loading it.
addEventListener('hashchange', () => {
  if (LINK.test(location.hash)) location.reload();
});

/** Takes the token of a sign-in link out of the address, where it must not stay; null when there is none. */
export function takeLink(): string | null {
  const link = LINK.exec(location.hash)?.[1] ?? null;
  if (link !== null) history.replaceState(null, '', location.pathname);
  return link;
}
