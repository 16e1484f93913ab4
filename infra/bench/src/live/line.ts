import { randomUUIDv7 } from 'node:crypto';
import { migrateAll } from '@taktstock/bus';
import { acceptRuns, connect } from '@taktstock/db';
import { acceptanceOf } from '../acceptance.ts';
import { issueKey } from '../key.ts';
import { type Part, startPart } from '../processes.ts';
import type { Addresses } from '../servers.ts';
import type { Room } from './contender.ts';
import type { LiveContenderName } from './contenders.ts';

/** The way of text from a worker to its readers: three processes. */
export type Line = { worker: Part; server: Part; clients: Part };

/** Which of so many runs each client watches. */
export type Audience = (runIds: string[]) => string[];

/** So many accepted runs, and a key that may watch them. */
export async function acceptedRoom(at: Addresses, runs: number, audience: Audience): Promise<Room> {
  await migrateAll(at.databaseUrl);
  const sql = connect(at.databaseUrl, { max: 1 });
  try {
    const { runIds, watched } = bareRoomOf(runs, audience);
    await acceptRuns(sql, runIds.map(acceptanceOf));
    return { ...at, runIds, watched, token: await issueKey(sql) };
  } finally {
    await sql.end();
  }
}

/** So many runs that only have a name. */
export const bareRoom = (at: Addresses, runs: number, audience: Audience): Room => ({
  ...at,
  ...bareRoomOf(runs, audience),
  token: '',
});

function bareRoomOf(runs: number, audience: Audience) {
  const runIds = Array.from({ length: runs }, () => randomUUIDv7());
  return { runIds, watched: audience(runIds) };
}

/** Starts the processes of a line into `parts`; `onServer` is told of the server before anybody has connected. */
export async function openLine(
  name: LiveContenderName,
  room: Room,
  parts: Part[],
  onServer: (server: Part) => Promise<void> = async () => {},
): Promise<Line> {
  const start = async (role: 'worker' | 'server' | 'clients', url?: string) => {
    const part = await startPart('live/process.ts', name, role, room, url ?? '');
    parts.push(part);
    return part;
  };
  const server = await start('server');
  await onServer(server);
  const clients = await start('clients', await server.ask('url'));
  return { server, clients, worker: await start('worker') };
}

/** The value below which a share (0 to 1) of all values lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
}
