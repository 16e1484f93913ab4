import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A way to the API on which connections break. */
export type Relay = {
  url: string;
  /** How many connections were opened. */
  opened: number;
  /** From now on nothing passes on the connections there are; new ones work. */
  freeze(): void;
  close(): Promise<void>;
};

/** Relays to `target`; resets a connection after as many bytes of answers as `bytes` says when it is opened. */
export async function openRelay(target: string, bytes = () => Number.POSITIVE_INFINITY): Promise<Relay> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    relay.opened += 1;
    const upstream = connect({ host: hostname, port: Number(port) });
    let left = bytes();
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket)).on('error', () => {});
    }
    client.on('data', (data) => upstream.write(data)).on('end', () => upstream.end());
    upstream
      .on('end', () => client.end())
      .on('data', (data) => {
        client.write(data.subarray(0, left));
        left -= data.length;
        if (left > 0) return;
        client.resetAndDestroy();
        upstream.destroy();
      });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const relay: Relay = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    opened: 0,
    freeze: () => {
      for (const socket of sockets) socket.pause().removeAllListeners('data');
    },
    close: async () => {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
  return relay;
}
