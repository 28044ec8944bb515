import postgres from 'postgres';
import { failedWith, failureOf, Problem } from '../http/problem.ts';
import { boundedQueue } from './bounded-queue.ts';
import { DRIVER_TYPES } from './driver-types.ts';
import { postgresJsOptions } from './url.ts';

/** Longer than the statement_timeout of the roles: a database that still says nothing has fallen silent. */
export const SILENCE_MS = 15_000;
const LONGEST_WAIT_MS = 5_000;
const WAITING_PER_CONNECTION = 100;
const RECONNECT_AFTER_S = 0.25;
const CONNECT_WITHIN_S = 5;
/** Ends those, too, that the driver opens once more although they were given up while they connected. */
const IDLE_S = 60;

/** The driver's handle, with the types it is told of. */
export type Sql = postgres.Sql<{ seconds: number; texts: string[] }>;

/** What connections are opened with. */
export interface ConnectionOptions<T> {
  /** Connection string of the door's role. */
  url: string;
  /** Connections to open at most. */
  max: number;
  applicationName: string;
  /** Makes what a caller gets of a connection. */
  make: (sql: Sql) => T;
  /** How long the database may be silent, in milliseconds; left out: {@link SILENCE_MS}. */
  silence?: number | undefined;
  /** Told how long each caller has waited for a connection, in seconds. */
  onWait?: (seconds: number) => void;
}

/** Connections that serve one caller at a time. */
export interface SqlConnections<T> {
  /**
   * Runs one statement.
   *
   * @throws Problem overloaded: the wait was too long, and nothing was sent; unavailable: nothing has run; outcome_unknown: the answer was lost.
   */
  run<R>(use: (door: T) => Promise<R>): Promise<R>;
  readonly busy: number;
  readonly waiting: number;
  close(): Promise<void>;
}

interface Connection<T> {
  door: T;
  /** Whether the last statement has been written to a connection. */
  wasSent(): boolean;
  /** Ends it, after so many seconds if need be in the midst of a statement. */
  end(withinSeconds: number): Promise<void>;
}

/**
 * Opens a handle of postgres.js that reconnects by itself.
 *
 * @param url - connection string.
 * @param applicationName - as the database shows it.
 */
export function openSql(url: string, applicationName: string): Sql {
  const [href, host] = postgresJsOptions(url);
  return postgres(href, {
    ...host,
    max: 1,
    onnotice: () => {},
    fetch_types: false,
    connect_timeout: CONNECT_WITHIN_S,
    idle_timeout: IDLE_S,
    // The driver's own would keep everybody waiting for up to 20 s after the database has come back.
    backoff: () => RECONNECT_AFTER_S,
    connection: { application_name: applicationName },
    types: DRIVER_TYPES,
  });
}

/**
 * Opens connections of postgres.js, each a handle of its own: one that has fallen silent can then be given up by itself, which the driver's own pool
 * does not offer, and no statement ever shares a connection with another caller's.
 *
 * @param options - of the connections.
 */
export function openSqlConnections<T>(options: ConnectionOptions<T>): SqlConnections<T> {
  const { max, silence = SILENCE_MS, onWait } = options;
  const idle: Connection<T>[] = [];
  const all = new Set<Connection<T>>();
  const queue = boundedQueue({
    running: max,
    waiting: max * WAITING_PER_CONNECTION,
    longestWait: LONGEST_WAIT_MS,
    ...(onWait ? { onStart: onWait } : {}),
  });

  function open(): Connection<T> {
    const connection = connect(options);
    all.add(connection);
    return connection;
  }

  // What has failed is not used again: the driver would answer the next statement with the last words of the connection before.
  function giveUp(connection: Connection<T>): void {
    all.delete(connection);
    connection.end(0).catch(() => {});
  }

  async function use<R>(work: (door: T) => Promise<R>): Promise<R> {
    const connection = idle.pop() ?? open();
    const silent = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      silent.reject(new Problem(connection.wasSent() ? 'outcome_unknown' : 'unavailable'));
      giveUp(connection);
    }, silence);
    try {
      return await Promise.race([work(connection.door), silent.promise]);
    } catch (error) {
      if (failureOf(error) && !isAnswer(error)) giveUp(connection);
      throw failedWith(error, connection.wasSent());
    } finally {
      clearTimeout(timer);
      if (all.has(connection)) idle.push(connection);
    }
  }

  return {
    run: (work) => queue.run(() => use(work)),
    get busy() {
      return queue.running;
    },
    get waiting() {
      return queue.waiting;
    },
    close: async () => {
      await Promise.all([...all].map((connection) => connection.end(2)));
    },
  };
}

/** Whether the connection goes on after this error. */
function isAnswer(error: unknown): boolean {
  return error instanceof postgres.PostgresError && error.severity === 'ERROR';
}

function connect<T>({ url, applicationName, make }: ConnectionOptions<T>): Connection<T> {
  const sql = openSql(url, applicationName);
  let last: { state: unknown } | undefined;
  // A statement has a state from when the driver writes it to a connection; test/database/sql-connections.test.ts holds the driver to it.
  const watched = new Proxy(sql, {
    apply: (target, self, parameters) => {
      const made = Reflect.apply(target, self, parameters);
      if (made instanceof Promise) last = made as unknown as { state: unknown };
      return made;
    },
  });
  return {
    door: make(watched),
    wasSent: () => last !== undefined && last.state !== null,
    end: (timeout) => sql.end({ timeout }),
  };
}
