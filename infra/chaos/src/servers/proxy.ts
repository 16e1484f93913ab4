import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { until } from '../until.ts';
import { endsTurn, isReady, type Said, splitter, statementReader } from './wire.ts';

export type Trap = {
  /** The statement that springs it. */
  statement: RegExp;
  /** `statement`: that one; `commit`: the commit of the transaction that it is part of. */
  at: 'statement' | 'commit';
  /**
   * `lose-reply`: the server does it, the client never learns, the connection is cut.
   * `hold`: the statement waits at the door until `release()`; then the server does it, whatever the client is up to.
   * `withhold`: so does the word that there will be such a statement, so that the server's session is idle meanwhile.
   */
  act: 'lose-reply' | 'hold' | 'withhold';
};

export type Snare = {
  /** Resolves when it is sprung. lose-reply: the server has done it and the connection is cut. Otherwise: it is at the door. */
  sprung(): Promise<true>;
  release(): void;
};

/** A way to Postgres on which one statement can meet with an accident. */
export type PostgresProxy = { url: string; lay(trap: Trap): Snare; close(): Promise<void> };

type Laid = Trap & { spring: () => void; released: Promise<void> };

/** Opens a proxy in front of the Postgres that `target` names. */
export async function openProxy(target: string): Promise<PostgresProxy> {
  const { hostname, port } = new URL(target);
  const laid = new Set<Laid>();
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect({ host: hostname, port: Number(port) });
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('close', () => sockets.delete(socket)).on('error', () => {});
    }
    relay(client, upstream, laid);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(target);
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    lay: (trap) => {
      let sprung = false;
      const released = Promise.withResolvers<void>();
      const spring = () => {
        sprung = true;
      };
      laid.add({ ...trap, spring, released: released.promise });
      return { sprung: () => until(`somebody to send ${trap.statement}`, () => sprung), release: released.resolve };
    },
    close: async () => {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}

/** Carries one connection, message by message, and springs the traps on it. Each trap springs once. */
function relay(client: Socket, upstream: Socket, laid: Set<Laid>): void {
  const statementOf = statementReader();
  const fromClient = splitter(true);
  const fromServer = splitter(false);
  let armed: Laid | null = null; // its statement has passed, its commit has not
  let turns = 0;
  let ready = 0;
  let lost: { trap: Laid; turn: number } | null = null;
  let door: Promise<void> | null = null;
  const cut = () => {
    client.destroy();
    upstream.destroy();
  };

  /** The trap that this statement springs. */
  function sprungBy({ sql, runs }: Said): Laid | null {
    const minds = ({ act }: Laid) => runs || act === 'withhold';
    if (armed !== null && minds(armed) && /^commit/i.test(sql)) {
      const trap = armed;
      armed = null;
      return trap;
    }
    const trap = [...laid].find((one) => minds(one) && one.statement.test(sql));
    if (trap === undefined) return null;
    laid.delete(trap);
    if (trap.at === 'statement') return trap;
    armed = trap;
    return null;
  }

  const pass = (bytes: Buffer): void => {
    if (door === null) upstream.write(bytes);
    else door = door.then(() => void upstream.write(bytes));
  };
  client.on('data', (chunk: Buffer) => {
    for (const message of fromClient(chunk)) {
      const said = statementOf(message);
      const trap = said === null ? null : sprungBy(said);
      if (endsTurn(message)) turns += 1;
      if (trap?.act === 'lose-reply') lost = { trap, turn: message.type === 'Q' ? turns : turns + 1 };
      if (trap?.act === 'hold' || trap?.act === 'withhold') {
        door = trap.released;
        trap.spring();
      }
      pass(message.bytes);
    }
  });
  upstream.on('data', (chunk: Buffer) => {
    for (const message of fromServer(chunk)) {
      if (isReady(message)) ready += 1;
      if (lost === null || ready < lost.turn - 1 || (isReady(message) && ready === lost.turn - 1))
        client.write(message.bytes);
      else if (ready === lost.turn) {
        cut();
        lost.trap.spring();
      }
    }
  });
  client.on('close', () => {
    // What waits at the door has left the client: it will arrive even if the client is gone.
    if (door === null) upstream.destroy();
    else void door.then(() => upstream.end());
  });
  upstream.on('close', () => client.destroy());
}
