import type { ProblemCode } from '#server/errors.ts';
import type { OAuthErrorCode } from '#server/oauth/errors.ts';
import type { ApiWorld } from './api-world.ts';
import type { FreshDatabase } from './database.ts';

/** What can befall a database. */
export interface Misfortune {
  /** SQL of an administrator. */
  befall: string;
  undo: string;
  /** What OAuth calls it. */
  oauth: OAuthErrorCode;
}

/**
 * Misfortunes of a database, by the problem that clients then meet.
 *
 * @param db - the database.
 */
export function misfortunes({ name }: FreshDatabase): Partial<Record<ProblemCode, Misfortune>> {
  return {
    timeout: {
      oauth: 'temporarily_unavailable',
      befall: `
        alter role rowseal_gateway in database ${name} set lock_timeout = '100ms';
        alter role rowseal_issuer in database ${name} set lock_timeout = '100ms';
        begin;
        lock table rowseal_private.settings, rowseal_private.sessions, rowseal_private.identities, rowseal_private.email_proofs,
                   rowseal_private.throttles, rowseal_private.oauth_clients in access exclusive mode`,
      undo: `
        rollback;
        alter role rowseal_gateway in database ${name} reset lock_timeout;
        alter role rowseal_issuer in database ${name} reset lock_timeout`,
    },
    unavailable: {
      oauth: 'temporarily_unavailable',
      befall: `revoke connect on database ${name} from public, rowseal_gateway, rowseal_issuer`,
      undo: `grant connect on database ${name} to rowseal_gateway, rowseal_issuer`,
    },
    overloaded: {
      oauth: 'temporarily_unavailable',
      befall: `alter database ${name} connection limit 0`,
      undo: `alter database ${name} connection limit -1`,
    },
    internal: {
      oauth: 'server_error',
      befall: 'alter schema rowseal rename to mislaid; alter schema rowseal_private rename to mislaid_private',
      undo: 'alter schema mislaid rename to rowseal; alter schema mislaid_private rename to rowseal_private',
    },
  };
}

/**
 * Does something while a misfortune lasts. The server's connections end before and after.
 *
 * @param world - of the server and the database.
 * @param misfortune - what is to befall it.
 * @param work - to do meanwhile.
 */
export async function during<T>(world: ApiWorld, { befall, undo }: Misfortune, work: () => Promise<T>): Promise<T> {
  const admin = await world.db.admin.reserve();
  const disconnect = () =>
    admin`select pg_terminate_backend(pid, 5000) from pg_stat_activity
           where datname = current_database() and usename in ('rowseal_gateway', 'rowseal_issuer')`;
  await admin.unsafe(befall);
  try {
    await disconnect();
    return await work();
  } finally {
    await admin.unsafe(undo);
    await disconnect();
    admin.release();
    while ((await world.send({ url: '/readyz' })).status !== 200);
  }
}
