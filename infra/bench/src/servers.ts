import { startPostgres, startRedis } from '@taktstock/local';
import postgres from 'postgres';

/** Where the stores of a benchmark are; what it starts in other processes is told only this. */
export type Addresses = { databaseUrl: string; redisUrl: string };

export type Servers = {
  /** An empty database and a numbered Redis of its own for one contender. */
  room(name: string): Promise<Addresses>;
  stop(): Promise<void>;
};

/** Starts PostgreSQL with fsync on and Redis with an append-only file, as in production, both with temporary data. */
export async function startServers(): Promise<Servers> {
  const [database, redis] = await Promise.all([startPostgres({ durable: true }), startRedis()]);
  let rooms = 0;
  return {
    room: async (name) => {
      const sql = postgres(database.url, { max: 1, onnotice: () => {} });
      await sql`create database ${sql(name)}`.finally(() => sql.end());
      const databaseUrl = new URL(database.url);
      databaseUrl.pathname = `/${name}`;
      const redisUrl = new URL(redis.url);
      redisUrl.pathname = `/${rooms}`;
      rooms += 1;
      return { databaseUrl: databaseUrl.href, redisUrl: redisUrl.href };
    },
    stop: async () => {
      await Promise.all([database.stop('immediate'), redis.stop()]);
    },
  };
}
