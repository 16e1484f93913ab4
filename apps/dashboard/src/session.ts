import { createClient } from '@taktstock/client';

/**
 * In the local storage, so that a reload and a second tab stay signed in. A script of somebody else's could read it there; the
 * page's policy lets no such script run, and what stands there after a link is a session of twelve hours, never a key.
 */
const KEPT = 'taktstock.token';

type Listener = () => void;
const listeners = new Set<Listener>();

export const tokenNow = (): string | null => localStorage.getItem(KEPT);

export function keepToken(token: string | null): void {
  if (token === null) localStorage.removeItem(KEPT);
  else localStorage.setItem(KEPT, token);
  for (const tell of listeners) tell();
}

/** Calls back when somebody signs in or out, in this tab or another. */
export function onSession(tell: Listener): () => void {
  listeners.add(tell);
  const fromElsewhere = ({ key }: StorageEvent) => {
    if (key === KEPT || key === null) tell();
  };
  addEventListener('storage', fromElsewhere);
  return () => {
    listeners.delete(tell);
    removeEventListener('storage', fromElsewhere);
  };
}

/** The API, as whoever is signed in. */
export const client = createClient({ baseUrl: location.origin, token: () => tokenNow() ?? '', retries: 3 });

/** Takes the token of a sign-in link out of the address, where it must not stay; null when there is none. */
export function takeLink(): string | null {
  const link = /^#link=([\w-]+)$/.exec(location.hash)?.[1] ?? null;
  if (link !== null) history.replaceState(null, '', location.pathname);
  return link;
}
