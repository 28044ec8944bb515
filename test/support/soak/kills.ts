import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { killCluster } from '#test/support/kill-cluster.ts';
import type { Program, SoakInstallation } from './installation.ts';
import type { Balancer } from './nodes.ts';
import type { Trouble, Troubles } from './troubles.ts';

/** What befalls a part of an installation. */
export interface Kill {
  name: string;
  /** Resolves when everything is back. */
  strike(): Promise<void>;
}

/** For how long a part is away before somebody starts it again. */
const AWAY_MS = 1_000;

/**
 * What befalls the processes of Rowseal, one after the other.
 *
 * @param installation - whose.
 * @param balancer - in front of it.
 * @param troubles - is told.
 */
export function killsOfPrograms({ nodes, worker }: SoakInstallation, balancer: Balancer, troubles: Troubles): Kill[] {
  const killNode = (node: Program): Kill => ({
    name: `SIGKILL of ${node.name}`,
    strike: async () => {
      const trouble = troubles.begin(`SIGKILL of ${node.name}`, [node.name]);
      await node.end('SIGKILL');
      await sleep(AWAY_MS);
      await node.start();
      await balancer.complete();
      troubles.end(trouble);
    },
  });
  return [
    ...nodes.map(killNode),
    {
      name: 'SIGKILL of the worker',
      // No request needs it.
      strike: async () => {
        await worker.end('SIGKILL');
        await sleep(AWAY_MS);
        await worker.start();
      },
    },
    {
      name: 'a rolling restart',
      // No request fails for it; streams are told to go on elsewhere.
      strike: async () => {
        for (const program of [...nodes, worker]) {
          const trouble = troubles.begin(`a stop of ${program.name}`, [`streams of ${program.name}`]);
          const code = await program.end('SIGTERM');
          if (code !== 0) throw new Error(`${program.name} was told to stop, and ended with ${code}`);
          await program.start();
          await balancer.complete();
          troubles.end(trouble);
        }
      },
    },
  ];
}

/**
 * What befalls the database and the way to it.
 *
 * @param installation - whose.
 * @param balancer - in front of it.
 * @param troubles - is told.
 */
export function killsOfTheDatabase(installation: SoakInstallation, balancer: Balancer, troubles: Troubles): Kill[] {
  const { admin, database, pooler } = installation;
  const restarted = async () => {
    await sleep(AWAY_MS);
    await database.start();
  };
  /** One of each login role, the latest that did something. */
  const backends = async () => {
    const rows = await admin<{ pid: number }[]>`
      select distinct on (usename) pid from pg_stat_activity
       where usename in ('rowseal_gateway', 'rowseal_issuer', 'rowseal_worker') order by usename, state_change desc`;
    return rows.map(({ pid }) => pid);
  };
  const kills: [name: string, strike: () => Promise<void>][] = [
    [
      'the end of a backend of each role',
      async () => {
        for (const pid of await backends()) await admin`select pg_terminate_backend(${pid})`;
      },
    ],
    [
      'SIGKILL of PgBouncer',
      async () => {
        await pooler.current.kill();
        await sleep(AWAY_MS);
        await pooler.restart();
      },
    ],
    [
      'an immediate stop of PostgreSQL',
      async () => {
        process.kill(await postmaster(database.dataDir), 'SIGQUIT');
        await database.stop();
        await restarted();
      },
    ],
    // The others are ended with it, and PostgreSQL recovers by itself.
    [
      'SIGKILL of a backend',
      async () => {
        const [pid] = await backends();
        if (pid !== undefined) process.kill(pid, 'SIGKILL');
      },
    ],
    [
      'SIGKILL of all of PostgreSQL',
      async () => {
        await killCluster(database.cluster, admin);
        await restarted();
      },
    ],
  ];
  return kills.map(([name, strike]) => ({ name, strike: () => striking(name, strike, balancer, troubles, admin) }));
}

async function striking(
  name: string,
  strike: () => Promise<void>,
  balancer: Balancer,
  troubles: Troubles,
  admin: SoakInstallation['admin'],
): Promise<void> {
  const trouble: Trouble = troubles.begin(name, ['database']);
  await strike();
  // The servers have had time to notice.
  await sleep(AWAY_MS);
  while (
    !(await admin`select`.then(
      () => true,
      () => false,
    ))
  )
    await sleep(100);
  await balancer.complete();
  troubles.end(trouble);
}

async function postmaster(dataDir: string): Promise<number> {
  return Number((await readFile(path.join(dataDir, 'postmaster.pid'), 'utf8')).split('\n')[0]);
}
