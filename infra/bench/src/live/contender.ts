import type { Addresses } from '../servers.ts';

/** A token says when it left, in microseconds of the clock all processes of a machine share; always this long. */
export const TOKEN_LENGTH = 16;
export const tokenNow = (): string => String(process.hrtime.bigint() / 1_000n).padStart(TOKEN_LENGTH, '0');
export const ageMs = (token: string): number => (Number(process.hrtime.bigint() / 1_000n) - Number(token)) / 1_000;

/** `runIds` are written, in turns; `watched` holds the run that each client watches, one a socket. */
export type Room = Addresses & { runIds: string[]; watched: string[]; token: string };
export type Connection = { url: string; protocols: string[]; headers: Record<string, string>; hello: string };

/** A way from a worker to the WebSockets of many clients. */
export type LiveContender = {
  /** The worker's side: sends one token of a run; `finish` ends all runs. */
  worker(
    room: Room,
  ): Promise<{ emit(runId: string, token: string): void; finish?(): Promise<void>; close(): Promise<unknown> }>;
  /** The side of the sockets. */
  server(room: Room): Promise<{ url: string; close(): Promise<unknown> }>;
  /** How a client of a run connects, and what it says first. */
  connection(url: string, runId: string, room: Room): Connection;
  /** A client that has just connected: answers the tokens that a message brings it. */
  reader(): (message: string) => string;
};
