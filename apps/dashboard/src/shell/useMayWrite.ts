import { useQuery } from '@tanstack/react-query';
import { caller } from '../queries.ts';

/** Roles that may order readings, and stop and repeat runs; the others only look. The API has the last word. */
const WRITERS: readonly string[] = ['service', 'operator', 'admin'];

/** Whether who is signed in may do more than look. */
export function useMayWrite(): boolean {
  const { data: me } = useQuery(caller());
  return me !== undefined && WRITERS.includes(me.role);
}
