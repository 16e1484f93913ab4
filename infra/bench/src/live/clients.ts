import { hash } from 'node:crypto';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { ageMs, type LiveContender, type Room, TOKEN_LENGTH } from './contender.ts';

/** Sockets that connect at a time. */
const CONNECTING = 50;

/**
 * One socket per watched run. `take(n)` resolves with the age in milliseconds of the n tokens since the last time, as they
 * arrived; `texts` with the SHA-256 of each socket's whole text, in the order of `watched`.
 */
export async function openClients(contender: LiveContender, url: string, room: Room) {
  let ages: number[] = [];
  let waiting: { count: number; resolve: (ages: number[]) => void } | undefined;
  const texts: string[] = room.watched.map(() => '');

  function look(): void {
    if (waiting === undefined || ages.length < waiting.count) return;
    waiting.resolve(ages);
    ages = [];
    waiting = undefined;
  }

  async function open(runId: string, at: number): Promise<WebSocket> {
    const { url: address, protocols, headers, hello } = contender.connection(url, runId, room);
    const socket = new WebSocket(address.replace(/^http/, 'ws'), protocols, { headers, perMessageDeflate: false });
    const tokensIn = contender.reader();
    await once(socket, 'open');
    const subscribed = new Promise<void>((resolve) => {
      socket.on('message', (data) => {
        const message = String(data);
        if (message.includes('"subscribed"')) return resolve();
        const text = tokensIn(message);
        texts[at] += text;
        for (let n = 0; n < text.length; n += TOKEN_LENGTH) ages.push(ageMs(text.slice(n, n + TOKEN_LENGTH)));
        look();
      });
    });
    socket.send(hello);
    await subscribed;
    return socket;
  }

  const sockets: WebSocket[] = [];
  for (let from = 0; from < room.watched.length; from += CONNECTING) {
    const some = room.watched.slice(from, from + CONNECTING);
    sockets.push(...(await Promise.all(some.map((runId, n) => open(runId, from + n)))));
  }
  return {
    take: (count: number) =>
      new Promise<number[]>((resolve) => {
        waiting = { count, resolve };
        look();
      }),
    texts: () => texts.map((text) => hash('sha256', text)),
    close: async () => {
      for (const socket of sockets) socket.terminate();
    },
  };
}
