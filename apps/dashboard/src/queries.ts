import { type Input, NotAuthorized } from '@taktstock/client';
import { keepPreviousData, QueryCache, QueryClient, queryOptions } from '@tanstack/react-query';
import { client } from './session.ts';

export const queryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error, { queryKey: [name] }) => {
      // The session has ended, or its key was revoked: whoever looks at the caller shows the way in.
      const isEnded = error instanceof NotAuthorized && error.status === 401 && name !== 'caller';
      if (isEnded) void queryClient.invalidateQueries({ queryKey: ['caller'] });
    },
  }),
  defaultOptions: {
    queries: {
      retry: false, // the client has tried again already
      staleTime: 1_000,
      refetchOnWindowFocus: true,
    },
  },
});

const { api } = client;

/** How often what nobody announces is asked for again. */
const SLOW_MS = 10_000;

export const caller = () => queryOptions({ queryKey: ['caller'], queryFn: () => api.getCaller(), staleTime: 60_000 });
export const agents = () =>
  queryOptions({ queryKey: ['agents'], queryFn: () => api.listReadingAgents(), refetchInterval: SLOW_MS });
export const workers = () =>
  queryOptions({ queryKey: ['workers'], queryFn: () => api.listWorkers(), refetchInterval: 3_000 });
export const queues = () =>
  queryOptions({ queryKey: ['runs', 'queues'], queryFn: () => api.getQueueStats(), refetchInterval: SLOW_MS });
export const activity = () =>
  queryOptions({ queryKey: ['runs', 'activity'], queryFn: () => api.getActivity(), refetchInterval: SLOW_MS });
export const runs = (query: NonNullable<Input<'listRuns'>['query']>) =>
  queryOptions({
    queryKey: ['runs', 'list', query],
    queryFn: () => api.listRuns({ query }),
    placeholderData: keepPreviousData,
    refetchInterval: SLOW_MS,
  });
export const usage = (query: NonNullable<Input<'getUsage'>['query']>) =>
  queryOptions({
    queryKey: ['runs', 'usage', query],
    queryFn: () => api.getUsage({ query }),
    placeholderData: keepPreviousData,
  });
export const run = (id: string) => queryOptions({ queryKey: ['run', id], queryFn: () => api.getRun({ path: { id } }) });
export const timeline = (id: string) =>
  queryOptions({ queryKey: ['run', id, 'timeline'], queryFn: () => api.getTimeline({ path: { id } }) });
export const explanation = (id: string, isOver: boolean) =>
  queryOptions({
    queryKey: ['run', id, 'explanation'],
    queryFn: () => api.explainRun({ path: { id } }),
    // A queue that moves and a worker that dies are no events of this run.
    refetchInterval: isOver ? false : 3_000,
  });
export const reading = (id: string) =>
  queryOptions({ queryKey: ['reading', id], queryFn: () => api.getReading({ path: { id } }) });
export const result = (id: string) =>
  queryOptions({ queryKey: ['reading', id, 'result'], queryFn: () => client.api.getReadingResult({ path: { id } }) });
export const keys = () => queryOptions({ queryKey: ['keys'], queryFn: () => api.listKeys({ query: { limit: 200 } }) });
export const drawing = (id: string, theme: 'light' | 'dark') =>
  queryOptions({
    queryKey: ['drawing', id, theme],
    queryFn: () => api.drawChart({ path: { id }, query: { theme } }) as Promise<string>,
    staleTime: Number.POSITIVE_INFINITY,
  });
