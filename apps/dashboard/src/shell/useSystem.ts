import type { Answered } from '@taktstock/client';
import { useEffect, useState } from 'react';
import { queryClient } from '../queries.ts';
import { client } from '../session.ts';

/** Lists are asked for again at most this often, however much happens. */
const PAUSE_MS = 1_500;

/** Keeps lists and counts fresh while the page is open; tells whether it hears of everything at once. A service key does not. */
export function useSystem(me: Answered<'getCaller'> | undefined): boolean {
  const [isLive, setLive] = useState(false);
  const mayListen = me !== undefined && me.role !== 'service';
  useEffect(() => {
    if (!mayListen) return;
    const leaving = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refresh = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        void queryClient.invalidateQueries({ queryKey: ['runs'] });
        void queryClient.invalidateQueries({ queryKey: ['workers'] });
      }, PAUSE_MS);
    };
    const listen = async () => {
      const onConnection = (state: 'connected' | 'lost') => {
        setLive(state === 'connected');
        refresh(); // what happened in between was not heard
      };
      for await (const _ of client.system({ signal: leaving.signal, onConnection })) refresh();
    };
    listen().catch(() => setLive(false));
    return () => {
      leaving.abort();
      clearTimeout(timer);
    };
  }, [mayListen]);
  return isLive;
}
