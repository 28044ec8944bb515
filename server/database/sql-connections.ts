import postgres from 'postgres';
import { failedWith, failureOf, Problem, severityOf } from '../http/problem.ts';
import { boundedQueue } from './bounded-queue.ts';
import { deferred } from './deferred.ts';
import { DRIVER_TYPES } from './driver-types.ts';
import { postgresOptions } from './drivers.ts';
import { type Purpose, Route } from './login-settings.ts';

/** Longer than the statement_timeout of the roles: a database that still says nothing has fallen silent. */
export const SILENCE_MS = 15_000;
const LONGEST_WAIT_MS = 5_000;
const WAITING_PER_CONNECTION = 100;
const RECONNECT_AFTER_S = 0.25;
/** Ends those, too, that the driver opens once more although they were given up while they connected. */
const IDLE_S = 60;

/** The driver's handle, with the types it is told of. */
export type Sql = postgres.Sql<{ seconds: number; texts: string[] }>;

/** What connections are opened with. */
export interface ConnectionOptions<T> {
  /** To the door. */
  route: Route;
  /** Connections to open at most. */
  max: number;
  applicationName: string;
  /** Whether statements have names even where no pooler is known of; left out: they do. */
  isNamed?: boolean | undefined;
  /** Makes what a caller gets of a connection. */
  make: (sql: Sql) => T;
  /** How long the database may be silent, in milliseconds; left out: {@link SILENCE_MS}. */
  silence?: number | undefined;
  /** Sets the password of the role back where new connections are refused with it; false: it could not. */
  reclaimPassword?: (() => Promise<boolean>) | undefined;
  /** Asked over each connection before it serves anybody. Left out: nothing. */
  check?: Check | undefined;
  /** What a caller is answered instead, where the database failed for a reason that is known; left out: none is. */
  refusalOf?: ((error: unknown) => Error | undefined) | undefined;
  /** Told how long each caller has waited for a connection, in seconds. */
  onWait?: (seconds: number) => void;
}

/** What a connection is asked before it serves anybody, and again in each era. */
export interface Check {
  /** The era of the moment. */
  readonly era: unknown;
  /**
   * Asks it.
   *
   * @returns the era that its answer is of.
   * @throws what the caller gets; the connection serves nobody then.
   */
  ask(sql: Sql): Promise<unknown>;
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
  /** Asks what is to be asked of it before it serves anybody. */
  prepare(): Promise<void>;
  /** Whether the last statement has been written to a connection. */
  wasSent(): boolean;
  /** Ends it, after so many seconds if need be in the midst of a statement. */
  end(withinSeconds: number): Promise<void>;
  /** The startup options of ours that it connects with. */
  readonly options: string | undefined;
}

/**
 * Opens a handle of postgres.js that reconnects by itself. Behind a pooler its statements have no names, since the next one may meet another backend.
 *
 * @param route - to the door.
 * @param applicationName - as the database shows it.
 * @param isNamed - whether statements have names where no pooler is in between.
 * @param onclose - told when a connection has ended.
 */
export function openSql(route: Route, applicationName: string, isNamed = true, onclose?: () => void): Sql {
  return postgres({
    ...(onclose ? { onclose } : {}),
    ...postgresOptions(route.target, { applicationName, startupOptions: route.options.all }),
    max: 1,
    onnotice: () => {},
    fetch_types: false,
    idle_timeout: IDLE_S,
    // The driver's own would keep everybody waiting for up to 20 s after the database has come back.
    backoff: () => RECONNECT_AFTER_S,
    prepare: isNamed && !route.isPooled,
    types: DRIVER_TYPES,
  });
}

/**
 * Connects once, so that it is known which startup options the server takes, and whether a pooler is in between.
 *
 * @param url - connection string of a door.
 * @param purpose - of the connections.
 * @throws Error when the door cannot be used.
 */
export async function learnRoute(url: string, purpose: Purpose): Promise<Route> {
  const route = new Route(url, purpose);
  for (;;) {
    const { ours } = route.options;
    const sql = openSql(route, 'rowseal start', false);
    try {
      await sql.unsafe('show rowseal.pinned');
      return route;
    } catch (error) {
      const isUnknown = error instanceof postgres.PostgresError && error.code === '42704' && error.severity === 'ERROR';
      if (isUnknown) route.ignored();
      if (!isUnknown && !route.refused(error, ours)) throw error;
    } finally {
      await sql.end({ timeout: 1 });
    }
  }
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

  /** What was opened before it was known that a pooler is in between serves nobody any more. */
  function take(): Connection<T> {
    const { ours } = options.route.options;
    for (let next = idle.pop(); next; next = idle.pop()) {
      if (next.options === ours) return next;
      giveUp(next);
    }
    return open();
  }

  async function use<R>(work: (door: T) => Promise<R>, attempts = 3): Promise<R> {
    const connection = take();
    const silent = deferred<never>();
    let isPrepared = false;
    const timer = setTimeout(() => {
      silent.reject(new Problem(connection.wasSent() ? 'outcome_unknown' : 'unavailable'));
      giveUp(connection);
    }, silence);
    try {
      const answer = connection.prepare().then(() => {
        isPrepared = true;
        return work(connection.door);
      });
      return await Promise.race([answer, silent.promise]);
    } catch (error) {
      const isRefused = attempts > 0 && !connection.wasSent() && (await isMended(error, connection));
      if (isRefused || !isPrepared || (failureOf(error) && !isAnswer(error))) giveUp(connection);
      if (isRefused) return use(work, attempts - 1);
      throw options.refusalOf?.(error) ?? failedWith(error, connection.wasSent());
    } finally {
      clearTimeout(timer);
      if (all.has(connection)) idle.push(connection);
    }
  }

  /** Whether what a new connection was refused for is known, or mended, so that the next one may do. */
  async function isMended(error: unknown, { options: sent }: Connection<T>): Promise<boolean> {
    if (options.route.refused(error, sent)) return true;
    const isPassword =
      error instanceof postgres.PostgresError && error.code === '28P01' && severityOf(error) === 'FATAL';
    return isPassword && (await options.reclaimPassword?.()) === true;
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

/** Whether the connection can still be used after this error. */
function isAnswer(error: unknown): boolean {
  return error instanceof postgres.PostgresError && severityOf(error) === 'ERROR';
}

function connect<T>({ route, applicationName, isNamed, make, check }: ConnectionOptions<T>): Connection<T> {
  const { ours } = route.options;
  let checked: { era: unknown } | undefined;
  // It connects anew by itself after it was idle.
  const onclose = () => {
    checked = undefined;
  };
  const sql = openSql(route, applicationName, isNamed, onclose);
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
    prepare: async () => {
      if (!check || (checked && checked.era === check.era)) return;
      last = undefined;
      checked = { era: await check.ask(sql) };
    },
    wasSent: () => last !== undefined && last.state !== null,
    end: (timeout) => sql.end({ timeout }),
    options: ours,
  };
}
