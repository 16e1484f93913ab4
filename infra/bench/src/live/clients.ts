import { once } from 'node:events';
import { WebSocket } from 'ws';
import { ageMs, type LiveContender, type Room, TOKEN_LENGTH } from './contender.ts';

/** One socket per run; `take(n)` resolves with the age in milliseconds of the n tokens since the last time, as they arrived. */
export async function openClients(contender: LiveContender, url: string, room: Room) {
  let ages: number[] = [];
  let waiting: { count: number; resolve: (ages: number[]) => void } | undefined;

  function look(): void {
    if (waiting === undefined || ages.length < waiting.count) return;
    waiting.resolve(ages);
    ages = [];
    waiting = undefined;
  }

  const sockets = await Promise.all(
    room.runIds.map(async (runId) => {
      const { url: address, protocols, headers, hello } = contender.connection(url, runId, room);
      const socket = new WebSocket(address.replace(/^http/, 'ws'), protocols, { headers, perMessageDeflate: false });
      await once(socket, 'open');
      const subscribed = new Promise<void>((resolve) => {
        socket.on('message', (data) => {
          const message = String(data);
          if (message.includes('"subscribed"')) return resolve();
          const text = contender.tokens(message);
          for (let at = 0; at < text.length; at += TOKEN_LENGTH) ages.push(ageMs(text.slice(at, at + TOKEN_LENGTH)));
          look();
        });
      });
      socket.send(hello);
      await subscribed;
      return socket;
    }),
  );
  return {
    take: (count: number) =>
      new Promise<number[]>((resolve) => {
        waiting = { count, resolve };
        look();
      }),
    close: async () => {
      for (const socket of sockets) socket.terminate();
    },
  };
}
