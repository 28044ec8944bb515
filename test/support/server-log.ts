import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type postgres from 'postgres';

/**
 * Waits until a test has read all that its PostgreSQL has logged by now: lines come through a pipe, in the order in which they were written.
 *
 * @param admin - an administrator of that server.
 * @param read - what has been read of its log.
 */
export async function everythingLogged(admin: postgres.Sql, read: () => string): Promise<void> {
  const mark = randomUUID();
  await admin.unsafe(`do $$ begin raise log '${mark}'; end $$`);
  while (!read().includes(mark)) await sleep(5);
}
