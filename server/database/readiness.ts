import type { FastifyBaseLogger } from 'fastify';
import { type Purpose, Route } from './login-settings.ts';
import { only } from './rows.ts';
import { openSqlConnections, type Sql, type SqlConnections } from './sql-connections.ts';

/** Probes may come from many places: the database hears of them once in so many milliseconds. */
const EVERY_MS = 1_000;
/** Shorter than any load balancer waits. */
const WITHIN_MS = 2_000;

type Status = 'ready' | 'read_only';
type Trial = () => Promise<Status>;

/** Whether this server can do its work. */
export interface Readiness {
  /** Tries each role; callers meanwhile, or within a second, share the answer, which comes within two. */
  ask(): Promise<boolean>;
  close(): Promise<void>;
}

/** Connection strings of the doors to try; without a worker in this process its door is not. */
export interface DoorsToTry {
  gatewayUrl: string;
  issuerUrl: string;
  workerUrl?: string | undefined;
}

/** For each door, a function of the database that tries it. */
const TRIALS = {
  gateway: (sql: Sql) => async () =>
    only(await sql<{ status: Status }[]>`select * from rowseal.try_entry() as status`).status,
  issuer: (sql: Sql) => async () =>
    only(await sql<{ status: Status }[]>`select * from rowseal_private.try_issuing() as status`).status,
  worker: (sql: Sql) => async () =>
    only(await sql<{ status: Status }[]>`select * from rowseal_private.try_maintenance() as status`).status,
} satisfies Partial<Record<Purpose, (sql: Sql) => Trial>>;

const PURPOSES = ['gateway', 'issuer', 'worker'] as const;

/**
 * Makes ready to be asked. Each door is tried over a connection of its own, so that a server whose connections all serve somebody is ready.
 *
 * @param urls - of the doors.
 * @param log - told whenever a door stops or starts to be ready, and why.
 */
export function openReadiness(urls: DoorsToTry, log: Pick<FastifyBaseLogger, 'warn' | 'info'>): Readiness {
  const doors = PURPOSES.flatMap((name) => {
    const url = urls[`${name}Url`];
    return url === undefined ? [] : [doorOf(name, url, log)];
  });
  let answer: Promise<boolean> | undefined;
  let askedAt = Number.NEGATIVE_INFINITY;
  let isAsking = false;

  async function tryAll(): Promise<boolean> {
    const ready = await Promise.all(doors.map((door) => door.isReady()));
    isAsking = false;
    return ready.every(Boolean);
  }

  return {
    ask: () => {
      if (!answer || (!isAsking && performance.now() - askedAt >= EVERY_MS)) {
        isAsking = true;
        askedAt = performance.now();
        answer = tryAll();
      }
      return answer;
    },
    close: async () => {
      await Promise.all(doors.map((door) => door.close()));
    },
  };
}

function doorOf(name: keyof typeof TRIALS, url: string, log: Pick<FastifyBaseLogger, 'warn' | 'info'>) {
  const connections: SqlConnections<Trial> = openSqlConnections({
    route: new Route(url, name),
    max: 1,
    applicationName: 'rowseal readiness',
    silence: WITHIN_MS,
    // Asked too seldom for a name to save anything, and it holds behind a pooler that ignores our options without a word.
    isNamed: false,
    make: TRIALS[name],
  });
  let before = 'ready';
  return {
    isReady: async (): Promise<boolean> => {
      const now: string = await connections.run((trial) => trial()).catch(({ code, message }) => code ?? message);
      if (now !== before) {
        if (now === 'ready') log.info({ door: name }, 'ready again');
        else log.warn({ door: name, reason: now }, 'not ready');
      }
      before = now;
      return now === 'ready';
    },
    close: () => connections.close(),
  };
}
