import type Postgres from 'postgres';
import { postgres } from './driver.ts';

export type Sql = Postgres.Sql;
export type Transaction = Postgres.TransactionSql;
/** A pool or one transaction: what most functions of this package need. */
export type Db = Sql | Transaction;

type Options = {
  /** Connections of this process. */
  max?: number;
  /** Name shown in pg_stat_activity. */
  name?: string;
  connectTimeoutSeconds?: number;
  /** Connections are kept as long as the process lives; others are renewed about every hour. */
  lasting?: boolean;
};

const BIGINT = 20;

/**
 * A process that is frozen in the middle of a transaction (SIGSTOP, a suspended machine) would hold its locks for ever, those
 * of a provider's limits among them, and with them every worker. Ours need milliseconds between two statements.
 */
const IDLE_IN_TRANSACTION_MS = 10_000;

/** Opens the pool of a process: the only call to postgres(). Columns arrive in camelCase, bigint as number, timestamptz as Date. */
export function connect(url: string, options: Options = {}): Sql {
  return postgres(url, {
    max: options.max ?? 10,
    connect_timeout: options.connectTimeoutSeconds ?? 5,
    ...(options.lasting ? { max_lifetime: null } : {}),
    // A connection that fails is tried again soon: Postgres may just be restarting.
    backoff: (retries) => Math.min(1, 0.05 * 2 ** retries),
    onnotice: () => {},
    connection: {
      application_name: options.name ?? 'taktstock',
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    },
    transform: { column: { from: postgres.toCamel } },
    types: {
      // Token counts and micro-USD stay far below 2^53.
      bigint: { to: BIGINT, from: [BIGINT], serialize: String, parse: Number },
    } as unknown as Record<string, never>,
  });
}

/** SQLSTATE of a database error; null for anything else, such as a broken connection. */
export function sqlState(error: unknown): string | null {
  return error instanceof postgres.PostgresError ? error.code : null;
}

/** Tells whether the server could not be reached or broke off, so that the same statement may work later. */
export function isUnreachable(error: unknown): boolean {
  const state = sqlState(error);
  if (state !== null) return /^(25P03|57P0[1-4]|53300|08|25006)/.test(state);
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && /^(CONNECT|CONNECTION_|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EHOSTUNREACH)/.test(code);
}
