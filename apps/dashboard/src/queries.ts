import { ConnectionFailed, type Input, type Problem, Unavailable } from '@taktstock/client';
import { keepPreviousData, QueryClient, queryOptions } from '@tanstack/react-query';
import { client } from './session.ts';

export const queryClient = new QueryClient({
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

/** Whether somebody who asks again later may have more luck. */
export const isPassing = (error: unknown): error is Problem | ConnectionFailed =>
  error instanceof ConnectionFailed || error instanceof Unavailable;
