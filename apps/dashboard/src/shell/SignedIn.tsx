import { type ReactNode, useEffect, useState, useSyncExternalStore } from 'react';
import { SignInPage } from '../pages/SignInPage.tsx';
import { queryClient } from '../queries.ts';
import { client, keepToken, onSession, takeLink, tokenNow } from '../session.ts';

// Before React: in development it runs effects twice, and a link works once.
const link = takeLink();
const spending =
  link === null
    ? null
    : client.api.openSession({ body: { link } }).then(
        ({ token }) => keepToken(token),
        () => Promise.reject(new Error('the link was refused')),
      );
spending?.catch(() => {});

/** Shows its children to whoever is signed in, and the way in to everybody else. */
export function SignedIn({ children }: { children: ReactNode }) {
  const token = useSyncExternalStore(onSession, tokenNow);
  const [isSpending, setSpending] = useState(spending !== null);
  const [isSpent, setSpent] = useState(false);
  useEffect(() => {
    spending?.catch(() => setSpent(true)).finally(() => setSpending(false));
  }, []);
  useEffect(() => {
    if (token === null) queryClient.clear(); // what the last one saw is not for the next one
  }, [token]);
  if (isSpending) return null;
  if (token === null) return <SignInPage isLinkSpent={isSpent} />;
  return children;
}
