import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { failedWith, Problem } from '../http/problem.ts';
import { BatchConnection } from './batch-connection.ts';
import { POOLED } from './between.ts';
import type { ConnectionOptions, Connections, Lent } from './connections.ts';
import { clientTo, letsIn } from './drivers.ts';
import { idleTidying } from './idle-tidying.ts';
import { endBackend, healSettings, isPinned, leftSentence, recoveryState, restorePassword } from './login-healing.ts';
import type { Route } from './login-settings.ts';
import { scramVerifier } from './scram.ts';
import { SILENCE_MS } from './sql-connections.ts';

const LONGEST_WAIT_MS = 5_000;
const WAITING_PER_CONNECTION = 50;
/** How often a pooler's side of the door is looked at: its backends begin where we do not see it. */
const POLL_MS = 3_000;

const RESTORED = (role: string) => `the changed password of role ${role} was restored`;

/** A new connection was found to be spoiled by what was set on its role, which is healed; the next one will do. */
class Respawn extends Error {}

/** The door cannot be used, and an operator is told why. */
class BrokenDoor extends Error {}

/**
 * Opens connections of a door, which connect as they are needed.
 *
 * @param route - to the door.
 * @param options - how.
 */
export function openConnections(route: Route, options: ConnectionOptions): Connections {
  const {
    max,
    metrics,
    log,
    silence,
    applicationName = 'rowseal gateway',
    isWatching = false,
    restorePasswords,
  } = options;
  const { user: role, password, otherPassword } = route.target;
  let hasServed = false;
  let toldOf = '';
  let isPasswordForeign = false;
  let toldOfPooler = false;
  let toldOfPassword = false;
  const connections = new WeakMap<pg.ClientBase, BatchConnection>();
  const eras = new WeakMap<pg.ClientBase, string | null>();

  /** Connects with the startup options of the moment. */
  class Client extends clientTo(route.target, () => route.options.all) {
    readonly isPooled = route.isPooled;
  }

  const pool = new pg.Pool({
    // One stays open: where new ones are refused, it can set the password back.
    min: 1,
    max,
    Client,
    connectionTimeoutMillis: LONGEST_WAIT_MS,
    query_timeout: silence ?? SILENCE_MS,
    keepAlive: true,
    application_name: applicationName,
    onConnect: prepare,
  });
  pool.on('error', () => {});
  const tidying = idleTidying<pg.PoolClient>(pool, (client) => connections.get(client));
  const busy = () => pool.totalCount - pool.idleCount;
  metrics?.watchPool('gateway', () => ({ busy: busy(), idle: pool.idleCount, waiting: pool.waitingCount }));

  async function prepare(client: pg.ClientBase): Promise<void> {
    // A checked-out client whose backend dies emits this; unheard, it would end the process.
    client.on('error', () => {});
    const connection = new BatchConnection(client, client instanceof Client && client.isPooled);
    connections.set(client, connection);
    if (!connection.isPooled && !(await isPinned(connection))) {
      route.ignored();
      throw new Respawn('startup options were ignored');
    }
    if (connection.isPooled && options.onPooler) {
      options.onPooler();
      throw new Problem('unavailable');
    }
    if (connection.isPooled && !toldOfPooler) {
      log?.(POOLED(role));
      toldOfPooler = true;
    }
    if (await heal(connection)) throw new Respawn('settings of the role were reset');
    if (options.recovery) eras.set(client, await options.recovery.require((seen) => recoveryState(connection, seen)));
    hasServed = true;
  }

  /** Whether something was reset. */
  async function heal(connection: BatchConnection): Promise<boolean> {
    const finding = await healSettings(connection);
    if (finding.found === 'healed') log?.(`settings on role ${role} were reset`);
    if (finding.found !== 'left') return finding.found === 'healed';
    const sentence = leftSentence(role, finding.names);
    if (!hasServed) throw new BrokenDoor(sentence);
    if (toldOf !== sentence) log?.(sentence);
    toldOf = sentence;
    return false;
  }

  async function connect(respawns = 3): Promise<pg.PoolClient> {
    const { ours } = route.options;
    try {
      const client = await pool.connect();
      if (eras.get(client) === options.recovery?.era) return client;
      // It leads to what was the primary before, which nothing says to those who are connected already.
      client.release(true);
      return connect(respawns);
    } catch (error) {
      if (route.refused(error, ours)) return connect(respawns);
      if (error instanceof Respawn && respawns > 0) return connect(respawns - 1);
      if (isWrongPassword(error) && password !== '' && respawns > 0) {
        if (await isOneAccepted()) return connect(respawns - 1);
        if (pool.totalCount > 0) {
          // The next connection that is returned restores the password.
          isPasswordForeign = true;
          await waitForIdle();
          return connect(respawns - 1);
        }
        if (await restoredByAdministrator()) return connect(0);
      }
      if (error instanceof Respawn) throw new Problem('unavailable');
      throw error instanceof BrokenDoor ? error : failedWith(error, false);
    }
  }

  /** Whether it was changed from one of our two passwords to the other, in the moment between asking which and using it. */
  async function isOneAccepted(): Promise<boolean> {
    if (otherPassword === undefined) return false;
    const tried = [password, otherPassword].map((each) => letsIn({ ...route.target, password: each }));
    return (await Promise.all(tried.map((each) => each.catch(() => false)))).includes(true);
  }

  async function waitForIdle(): Promise<void> {
    const until = performance.now() + LONGEST_WAIT_MS;
    while (isPasswordForeign && pool.totalCount > 0 && pool.idleCount === 0 && performance.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  async function restoredByAdministrator(): Promise<boolean> {
    const isRestored = (await restorePasswords?.()) === true;
    if (isRestored) {
      isPasswordForeign = false;
      log?.(RESTORED(role));
    } else if (!toldOfPassword) {
      log?.(
        `role ${role} refuses its password, and no connection is left to restore it: the next server to start restores it`,
      );
    }
    toldOfPassword = !isRestored;
    return isRestored;
  }

  async function lend<T>(job: (lent: Lent) => Promise<T>): Promise<T> {
    if (pool.waitingCount >= max * WAITING_PER_CONNECTION) throw new Problem('overloaded');
    const began = performance.now();
    const client = await connect();
    metrics?.poolWaited('gateway', (performance.now() - began) / 1000);
    watch();
    const connection = connections.get(client);
    if (!connection) throw new Error('a gateway connection was lent before it was prepared');
    let spoiled: Error | undefined;
    const spoil = (cause: Error) => {
      spoiled ??= cause;
    };
    try {
      return await job({ connection, spoil });
    } finally {
      if (isPasswordForeign) await reclaim(connection).catch(spoil);
      client.release(spoiled);
      tidying.later();
    }
  }

  async function reclaim(connection: BatchConnection): Promise<void> {
    if (await isOneAccepted()) {
      isPasswordForeign = false;
      return;
    }
    await restorePassword(connection, scramVerifier(password, randomBytes(16)));
    isPasswordForeign = false;
    log?.(RESTORED(role));
  }

  let poll: NodeJS.Timeout | undefined;

  function watch(): void {
    if (poll || !(route.isPooled || isWatching)) return;
    poll = setInterval(() => {
      lookAgain().catch(() => {});
    }, POLL_MS);
    poll.unref();
  }

  const lookAgain = () =>
    lend(async ({ connection, spoil }) => {
      if (await heal(connection)) spoil(new Respawn('settings of the role were reset'));
    });

  return {
    lend,
    mend: async (error) => {
      if (!route.isPooled) return;
      const pid = 'detail' in error ? Number(error.detail) : Number.NaN;
      if (Number.isInteger(pid)) await lend(({ connection }) => endBackend(connection, pid));
      await lookAgain().catch(() => {});
    },
    reclaimPassword: async () => {
      if (password === '') return false;
      return lend(({ connection }) => reclaim(connection)).then(
        () => true,
        () => false,
      );
    },
    isBusy: () => busy() >= max,
    close: async () => {
      clearInterval(poll);
      tidying.stop();
      await pool.end();
    },
  };
}

function isWrongPassword(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '28P01';
}
