import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type postgres from 'postgres';
import { withConnection } from './connect.ts';
import type { FreshDatabase } from './database.ts';

/** What {@link fill} makes big: at least a row for each user. */
export const BIG_TABLES = [
  ...['users', 'memberships', 'invitations', 'workspaces', 'roles'].map((name) => `rowseal.${name}`),
  ...[
    'sessions',
    'personal_access_tokens',
    'identities',
    'passwords',
    'throttles',
    'known_networks',
    'devices',
    'email_proofs',
    'member_names',
    'slugs',
    'session_proofs',
    'former_states',
    'services',
    'service_keys',
    'webhook_deliveries',
    'invitation_links',
    'recovery_codes',
    'service_assertions',
  ].map((name) => `rowseal_private.${name}`),
  ...['oauth_clients', 'oauth_codes', 'oauth_consents', 'oauth_requests', 'oauth_assertions', 'provider_logins'].map(
    (name) => `rowseal_private.${name}`,
  ),
];

/** What there is for each user. */
export interface Shape {
  workspaces: number;
  sessions: number;
  events: number;
}

/**
 * Fills an installation by SQL, and counts scans anew from then on.
 *
 * @param db - what to fill.
 * @param users - how many.
 * @param caller - the address of one that has far more of everything than others.
 * @param shape - how much there is for each of them; the rest is in proportion.
 */
export async function fill(
  db: Pick<FreshDatabase, 'admin' | 'adminUrl'>,
  users: number,
  caller = '',
  { workspaces, sessions, events }: Shape = { workspaces: 1, sessions: 10, events: 1 },
): Promise<void> {
  await withConnection(db.adminUrl, async (sql) => {
    await sql`
      select set_config('fill.users', ${String(users)}, false), set_config('fill.caller', ${caller}, false),
             set_config('fill.workspaces', ${String(Math.round(users * workspaces))}, false),
             set_config('fill.sessions', ${String(sessions)}, false), set_config('fill.events', ${String(events)}, false),
             set_config('statement_timeout', '0', false), set_config('auto_explain.log_min_duration', '-1', false)`;
    await sql.unsafe(await readFile(path.join(import.meta.dirname, 'fill.sql'), 'utf8'));
  });
  // What connections have counted by now arrives first: of this one, which has ended, and of those of the test, all at once so that each is asked.
  await Promise.all(Array.from({ length: 8 }, () => db.admin`select pg_stat_force_next_flush(), pg_sleep(0.5)`));
  await sleep(1_500);
  await db.admin`select pg_stat_reset()`;
}

/**
 * Sequential scans of the big tables by some work, functions that it calls included. It is taken back.
 *
 * @param sql - administrator's connections.
 * @param work - what to do in a transaction.
 */
export async function scansBy(
  sql: postgres.Sql,
  work: (sql: postgres.TransactionSql) => Promise<unknown>,
): Promise<string[]> {
  const counts = async (transaction: postgres.TransactionSql) => {
    const rows = await transaction<{ name: string; scans: number }[]>`
      select format('%s.%s', schemaname, relname) as name, seq_scan::int as scans from pg_stat_xact_user_tables`;
    return new Map(rows.map(({ name, scans }) => [name, scans]));
  };
  const rollback = new Error('done');
  let found: string[] = [];
  await sql
    .begin(async (transaction) => {
      // What the connection has done before counts until it is reported.
      const before = await counts(transaction);
      await work(transaction);
      const after = await counts(transaction);
      found = BIG_TABLES.filter((name) => (after.get(name) ?? 0) > (before.get(name) ?? 0));
      throw rollback;
    })
    .catch((error) => {
      if (error !== rollback) throw error;
    });
  return found;
}

/**
 * Sequential scans of the big tables by all who have ended their connections since {@link fill}.
 *
 * @param db - that was filled.
 */
export async function scansOf(db: Pick<FreshDatabase, 'admin'>): Promise<string[]> {
  const rows = await db.admin<{ name: string; scans: number }[]>`
    select format('%s.%s', schemaname, relname) as name, seq_scan::int as scans from pg_stat_user_tables where seq_scan > 0`;
  return rows.filter(({ name }) => BIG_TABLES.includes(name)).map(({ name, scans }) => `${name}: ${scans}`);
}
