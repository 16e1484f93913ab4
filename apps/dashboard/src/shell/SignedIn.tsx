import { NotAuthorized } from '@taktstock/client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { SignInPage } from '../pages/SignInPage.tsx';
import { Failure } from '../parts/States.tsx';
import { caller } from '../queries.ts';
import { onSession, signIn, takeLink } from '../session.ts';

// Before React: in development it runs effects twice, and a link works once.
const link = takeLink();
const spending = link === null ? null : signIn(link);
spending?.catch(() => {});

/** Shows its children to whoever is signed in, and the way in to everybody else. */
export function SignedIn({ children }: { children: ReactNode }) {
  const queryClient = useQueryClient();
  const [isSpending, setSpending] = useState(spending !== null);
  const [isSpent, setSpent] = useState(false);
  useEffect(() => {
    spending?.catch(() => setSpent(true)).finally(() => setSpending(false));
  }, []);
  // What the last one saw is not for the next one.
  useEffect(() => onSession(() => void queryClient.resetQueries()), [queryClient]);
  const { data: me, error, refetch } = useQuery({ ...caller(), enabled: !isSpending });
  if (error instanceof NotAuthorized) return <SignInPage isLinkSpent={isSpent} />;
  if (me !== undefined) return children;
  return error === null ? null : <Failure error={error} onRetry={() => void refetch()} />;
}
