import pg from 'pg';
import { failedWith, Problem } from '../http/problem.ts';
import type { Metrics } from '../observability/metrics.ts';
import { BatchConnection } from './batch-connection.ts';
import { optionsAfter, STARTUP_OPTIONS } from './login-settings.ts';
import { SILENCE_MS } from './sql-connections.ts';
import { withoutOptions } from './url.ts';

const LONGEST_WAIT_MS = 5_000;
const WAITING_PER_CONNECTION = 50;

/** A connection of the pool, lent to one job. */
export interface Lent {
  connection: BatchConnection;
  /** Lets the connection be closed afterwards, so that nobody gets it again. */
  spoil(cause: Error): void;
}

/** The gateway's connections. */
export interface Connections {
  /**
   * Lends a connection to a job.
   *
   * @throws Problem `overloaded` or `unavailable` where none is to be had, or what the job throws.
   */
  lend<T>(job: (lent: Lent) => Promise<T>): Promise<T>;
  /** Whether all connections serve somebody. */
  isBusy(): boolean;
  close(): Promise<void>;
}

/**
 * Opens the gateway's connections, which connect as they are needed.
 *
 * @param url - connection string of rowseal_gateway.
 * @param options - max: connections to open at most; metrics: told of waits; silence: how long the database may be silent, in milliseconds.
 */
export function openConnections(
  url: string,
  { max, metrics, silence }: { max: number; metrics?: Metrics | undefined; silence?: number | undefined },
): Connections {
  const [href, givenOptions] = withoutOptions(url);
  let tried = 0;

  /** Connects with the startup options of the moment. */
  class Client extends pg.Client {
    readonly isPooled = STARTUP_OPTIONS[tried] === undefined;

    constructor(config?: pg.ClientConfig) {
      // The last one counts: an operator's own go before ours.
      const options = [STARTUP_OPTIONS[tried], givenOptions].filter(Boolean).join(' ');
      super(options ? { ...config, options } : config);
    }
  }

  const pool = new pg.Pool({
    connectionString: href,
    max,
    Client,
    connectionTimeoutMillis: LONGEST_WAIT_MS,
    query_timeout: silence ?? SILENCE_MS,
    keepAlive: true,
    application_name: 'rowseal gateway',
  });
  pool.on('error', () => {});
  const connections = new WeakMap<pg.ClientBase, BatchConnection>();
  pool.on('connect', (client) => {
    // A checked-out client whose backend dies emits this; unheard, it would end the process.
    client.on('error', () => {});
    connections.set(client, new BatchConnection(client, client instanceof Client && client.isPooled));
  });
  const busy = () => pool.totalCount - pool.idleCount;
  metrics?.watchPool('gateway', () => ({ busy: busy(), idle: pool.idleCount, waiting: pool.waitingCount }));

  async function connect(): Promise<pg.PoolClient> {
    const before = tried;
    try {
      return await pool.connect();
    } catch (error) {
      const next = optionsAfter(before, error);
      if (next !== undefined) {
        tried = Math.max(tried, next);
        return connect();
      }
      throw failedWith(error, false);
    }
  }

  async function lend<T>(job: (lent: Lent) => Promise<T>): Promise<T> {
    if (pool.waitingCount >= max * WAITING_PER_CONNECTION) throw new Problem('overloaded');
    const began = performance.now();
    const client = await connect();
    metrics?.poolWaited('gateway', (performance.now() - began) / 1000);
    const connection = connections.get(client);
    if (!connection) throw new Error('a gateway connection was lent before it was prepared');
    let spoiled: Error | undefined;
    const spoil = (cause: Error) => {
      spoiled ??= cause;
    };
    try {
      return await job({ connection, spoil });
    } finally {
      client.release(spoiled);
    }
  }

  return { lend, isBusy: () => busy() >= max, close: () => pool.end() };
}
