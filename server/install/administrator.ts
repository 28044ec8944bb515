import type { Socket } from 'node:net';
import postgres from 'postgres';
import { requireSession } from '../database/between.ts';
import { failedSocket, postgresOptions } from '../database/drivers.ts';
import { pinnedSettings, Route } from '../database/login-settings.ts';

/**
 * Opens one connection of an administrator, whose session has the settings that our SQL relies on, whatever was set on server, database and role.
 *
 * @param url - an administrator's connection string.
 * @param onNotice - told what the database says besides; left out: nobody.
 * @throws Error when it cannot be reached, or leads through a pooler that keeps no session.
 */
export async function openAdministrator(
  url: string,
  onNotice: (notice: postgres.Notice) => void = () => {},
): Promise<postgres.Sql> {
  const route = new Route(url, 'administrator');
  for (;;) {
    const { ours, all: startupOptions } = route.options;
    const options = postgresOptions(route.target, { applicationName: 'rowseal administrator', startupOptions });
    const admin = postgres({
      ...options,
      max: 1,
      max_lifetime: null,
      // Where the connection ends while the driver asks for them, nobody hears of it.
      fetch_types: false,
      onnotice: onNotice,
      socket: onlyOnce(options.socket),
    } as typeof options & { max: number });
    try {
      // Without a name: behind a pooler the next statement may meet another server process.
      const [found] = await admin.unsafe("select pg_catalog.current_setting('rowseal.pinned', true) as pinned");
      // A pooler refuses startup options, or ignores them.
      if (!found?.['pinned']) {
        await requireSession(url, 'DATABASE_URL');
        await pin(admin);
      }
      return admin;
    } catch (error) {
      await admin.end({ timeout: 1 });
      if (!route.refused(error, ours)) throw error;
    }
  }
}

/**
 * Does some work in a transaction. The driver's own `begin` writes a rollback to a connection that is gone, which ends the process.
 *
 * @param admin - one connection.
 * @param work - its statements go over the same connection.
 * @throws what `work` throws, or the commit; everything was taken back.
 */
export async function inTransaction<T>(admin: postgres.Sql, work: () => Promise<T>): Promise<T> {
  await admin`begin`;
  try {
    const result = await work();
    await admin`commit`;
    return result;
  } catch (error) {
    if (!isGone(error)) await admin`rollback`.catch(() => {});
    throw error;
  }
}

/** Whether the connection went with it. The driver would never answer what is asked between its error and its end. */
function isGone(error: unknown): boolean {
  if (error instanceof postgres.PostgresError) return error.severity !== 'ERROR';
  return error instanceof Error && 'code' in error;
}

/**
 * The driver would connect anew where a connection is lost, and go on there: outside of the transaction, and without the lock that keeps other
 * installers away.
 */
function onlyOnce(connect: () => Promise<Socket>): () => Promise<Socket> {
  let isUsed = false;
  return async () => {
    if (isUsed) return failedSocket(new Error('the connection to the database was lost'));
    isUsed = true;
    return connect();
  };
}

async function pin(admin: postgres.Sql): Promise<void> {
  const known = await admin<{ name: string }[]>`select name from pg_catalog.pg_settings`;
  const names = new Set(known.map(({ name }) => name));
  for (const [name, value] of Object.entries(pinnedSettings('administrator'))) {
    if (names.has(name) || name.includes('.')) await admin`select pg_catalog.set_config(${name}, ${value}, false)`;
  }
}
