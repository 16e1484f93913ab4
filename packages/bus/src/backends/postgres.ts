import { connect, listen, NOTIFY_BYTES, notify, type Sql } from '@taktstock/db';
import { createPostgresBackend, type PostgresConnectionOptions, runMigrations, withBackend } from 'bullmq';
import pg from 'pg';
import type { BusLog } from '../bus.ts';
import { bareLine, joinLines } from '../lines.ts';
import type { Transport } from '../live.ts';
import type { QueueBackend } from './backend.ts';

const SCHEMA = 'bullmq';
const { Queue, Worker } = withBackend(createPostgresBackend);

/** Brings BullMQ's own tables to its newest schema. */
export async function migrateQueue(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await runMigrations(client, SCHEMA);
  } finally {
    await client.end();
  }
}

/**
 * The queue and the live channel on Postgres. `workers`: BullMQ Workers this process will have; each keeps one connection
 * for LISTEN. All of them share one pool: left alone, every Queue and Worker would open its own.
 */
export async function openPostgres(url: string, workers: number, log: BusLog): Promise<QueueBackend> {
  const onError = (error: Error) => log.warn({ reason: error.message }, 'queue on Postgres');
  const pool = createPool(url, workers + 4, onError);
  await pool.query('select 1'); // BullMQ remembers a failed first connection for ever: be sure that there is none
  // A pg.Pool is what BullMQ wants; only its structural type does not see that.
  const connection = pool as unknown as PostgresConnectionOptions;
  const sql = connect(url, { max: 1, name: 'taktstock live' });
  const queues: { close(): Promise<void> }[] = [];

  return {
    name: 'postgres',
    queue: (name) => {
      const queue = new Queue(name, { connection });
      queue.on('error', onError);
      queues.push(queue);
      return queue;
    },
    worker: (name, processor, options) => {
      const worker = new Worker(name, processor, { connection, ...options });
      worker.on('error', onError);
      return worker;
    },
    transport: postgresTransport(sql, log),
    ping: async () => void (await pool.query('select 1')),
    close: async () => {
      await Promise.allSettled(queues.map((queue) => queue.close()));
      await Promise.allSettled([pool.end(), sql.end({ timeout: 1 })]);
    },
  };
}

/** At most so many connections to BullMQ's schema; `onError` hears of those that break while nobody uses them. */
export function createPool(url: string, max: number, onError: (error: Error) => void): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    // A frozen process must not hold its locks for ever, see connect() of packages/db.
    options: `-c search_path=${SCHEMA} -c idle_in_transaction_session_timeout=10000`,
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
  });
  pool.on('error', onError);
  // BullMQ does not listen to the connections that it takes out: one that breaks between two queries would end the process.
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/** NOTIFY carries little: lines are packed into as many messages as they need, and one too long travels without its frame. */
function packed(lines: readonly string[]): string[] {
  const messages: string[] = [];
  let message: string[] = [];
  let size = 0;
  for (const line of lines) {
    const fits = Buffer.byteLength(line) <= NOTIFY_BYTES;
    const sent = fits ? line : bareLine(line);
    const bytes = Buffer.byteLength(sent) + 1;
    if (size + bytes > NOTIFY_BYTES) {
      messages.push(joinLines(message));
      message = [];
      size = 0;
    }
    message.push(sent);
    size += bytes;
  }
  if (message.length > 0) messages.push(joinLines(message));
  return messages;
}

function postgresTransport(sql: Sql, log: BusLog): Transport {
  const channelOf = (name: string) => `taktstock_${name.replace(':', '_')}`;
  return {
    send: async (channel, lines) => {
      for (const message of packed(lines)) await notify(sql, channelOf(channel), message);
    },
    listen: (name, onPayload, onGap) => {
      const listening = listen(sql, channelOf(name), onPayload, onGap);
      listening.catch((error: unknown) => log.warn({ reason: String(error) }, 'cannot listen for live frames'));
      return () => {
        listening.then((stop) => stop()).catch(() => {});
      };
    },
  };
}
