import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type postgres from 'postgres';
import type { Embedded } from '#server/embedded/embedded-postgres.ts';

/**
 * Kills a server and all its processes with SIGKILL: nobody cleans up, and what was not written is lost.
 *
 * @param cluster - to be started again on its data directory; its stop() is done with.
 * @param admin - an administrator's connection that is open already: in the end nobody is left to accept one.
 */
export async function killCluster(cluster: Embedded, admin: postgres.Sql): Promise<void> {
  const [line] = (await readFile(path.join(cluster.dataDir, 'postmaster.pid'), 'utf8')).split('\n');
  const server = Number(line);
  process.kill(server, 'SIGSTOP'); // from here on it starts no process that the list would lack
  try {
    const processes = await admin<{ pid: number }[]>`select pid from pg_stat_activity`;
    for (const { pid } of processes) kill(pid);
  } finally {
    kill(server);
  }
  await cluster.stop(); // waits until all have let go of the log
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    const endedBefore = error instanceof Error && 'code' in error && error.code === 'ESRCH';
    if (!endedBefore) throw error;
  }
}
