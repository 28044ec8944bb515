import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type postgres from 'postgres';
import { afterAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { DEMO_PASSWORD } from '#demo/accounts.ts';
import { installNotes } from '#demo/install.ts';
import { seedDemo } from '#demo/seed.ts';
import { buildApp } from '#server/app.ts';
import { clientTo } from '#server/database/drivers.ts';
import { preambleOf } from '#server/database/gateway-batch.ts';
import { openConnections } from '#server/database/gateway-connection.ts';
import { type Purpose, pinnedSettings, Route } from '#server/database/login-settings.ts';
import { openMaintenance } from '#server/database/maintenance.ts';
import { learnRoute, openSql } from '#server/database/sql-connections.ts';
import { openAdministrator } from '#server/install/administrator.ts';
import { install } from '#server/install/install.ts';
import { doorUrls } from '#server/install/login-roles.ts';
import { startWorker } from '#server/worker/worker.ts';
import { connect } from '#test/support/connect.ts';
import { PUBLIC_URL } from '#test/support/demo-app.ts';
import { ownCluster } from '#test/support/own-cluster.ts';
import { startRenamingPooler } from '#test/support/renaming-pooler.ts';
import { withStartupOptions } from '#test/support/startup-options.ts';

// What hosters and DBAs set for a server, a database or a role reaches no session of ours. A cluster of its own: such settings are the cluster's.
const masterKey = randomBytes(32);
const cluster = await ownCluster();
// With settings of its own it stays able to take back what it sets.
const root = connect(
  withStartupOptions(
    cluster.url(),
    '-c statement_timeout=0 -c lock_timeout=0 -c default_transaction_read_only=off -c search_path=public',
  ),
);
afterAll(async () => {
  await root.end();
  await cluster.stop();
});
const [version] = await root`select current_setting('server_version_num')::integer as number`;
const isOld = version?.['number'] < 170_000;

/** What makes a session useless, or read and write something else than it is told. */
const HOSTILE: Record<string, string> = {
  array_nulls: 'off',
  backslash_quote: 'on',
  bytea_output: 'escape',
  check_function_bodies: 'off',
  client_encoding: 'LATIN1',
  client_min_messages: 'debug5',
  DateStyle: 'German, DMY',
  default_transaction_deferrable: 'on',
  default_transaction_isolation: 'serializable',
  exit_on_error: 'on',
  extra_float_digits: '-15',
  idle_in_transaction_session_timeout: '1ms',
  idle_session_timeout: '1h',
  IntervalStyle: 'sql_standard',
  jit: 'on',
  lock_timeout: '1ms',
  plan_cache_mode: 'force_custom_plan',
  'plpgsql.extra_errors': 'all',
  'plpgsql.extra_warnings': 'all',
  quote_all_identifiers: 'on',
  row_security: 'off',
  search_path: 'evil, public',
  standard_conforming_strings: 'off',
  statement_timeout: '2min',
  TimeZone: 'Pacific/Chatham',
  transform_null_equals: 'on',
  xmlbinary: 'hex',
  xmloption: 'document',
  ...(isOld ? {} : { transaction_timeout: '2min' }),
};

/** What a door does not pin, and why not. */
const LEFT: Record<Purpose, string[]> = {
  // An application's SQL runs there, and may rely on the time zone of its database.
  gateway: ['TimeZone', 'check_function_bodies'],
  // No statement of theirs depends on it.
  issuer: ['plan_cache_mode', 'check_function_bodies'],
  worker: ['plan_cache_mode', 'check_function_bodies'],
  administrator: ['plan_cache_mode'],
};

const SHOW = `select name, current_setting(name) as value from unnest(string_to_array('${Object.keys(HOSTILE).join(',')}', ',')) as name`;
type Shown = { name: string; value: string }[];

const adminUrl = cluster.url('app', 'administrator');
const doors = doorUrls(adminUrl, masterKey);

const SESSIONS: [string, Purpose, () => Promise<Shown>][] = [
  [
    'the gateway',
    'gateway',
    async () => {
      const connections = openConnections(new Route(doors.gatewayUrl, 'gateway'), { max: 1 });
      onTestFinished(() => connections.close());
      const outcome = await connections.lend(({ connection }) =>
        connection.run({ preamble: preambleOf('reset all'), statement: { text: SHOW, values: [] } }),
      );
      if ('error' in outcome) throw outcome.error;
      return outcome.answer.rows as Shown;
    },
  ],
  ['the issuer', 'issuer', () => viaPostgresJs(doors.issuerUrl, 'issuer')],
  ['maintenance, and the commands', 'worker', () => viaPostgresJs(doors.workerUrl, 'worker')],
  [
    'the worker’s pool, and what makes its tables',
    'worker',
    async () => {
      const route = await learnRoute(doors.workerUrl, 'worker');
      const pool = new pg.Pool({ Client: clientTo(route.target, () => route.options.all), max: 1 });
      onTestFinished(() => pool.end());
      return (await pool.query(SHOW)).rows;
    },
  ],
  [
    'the installer',
    'administrator',
    async () => {
      const admin = await openAdministrator(adminUrl);
      onTestFinished(() => admin.end());
      return [...(await admin.unsafe<Shown>(SHOW))];
    },
  ],
];

async function viaPostgresJs(url: string, purpose: Purpose): Promise<Shown> {
  const sql = openSql(await learnRoute(url, purpose), 'test');
  onTestFinished(() => sql.end());
  return [...(await sql.unsafe<Shown>(SHOW))];
}

const ROLES = ['administrator', 'rowseal_gateway', 'rowseal_issuer', 'rowseal_worker'];
const set = (on: string, sql: postgres.Sql = root) =>
  sql.unsafe(
    Object.entries(HOSTILE)
      .map(([name, value]) => `${on} set ${name} = '${name === 'search_path' ? value.replace(', ', "', '") : value}'`)
      .join(';'),
  );

const LEVELS: Record<string, { befall: () => Promise<unknown>; undo: () => Promise<unknown> }> = {
  server: {
    befall: async () => {
      // PostgreSQL 16 sets for the server only what it knows.
      await root`load 'plpgsql'`;
      for (const [name, value] of Object.entries(HOSTILE))
        await root.unsafe(
          `alter system set ${name} = '${name === 'search_path' ? value.replace(', ', "', '") : value}'`,
        );
      await root`select pg_reload_conf()`;
    },
    undo: async () => {
      await root.unsafe('alter system reset all');
      await root`select pg_reload_conf()`;
    },
  },
  database: { befall: () => set('alter database app'), undo: () => root.unsafe('alter database app reset all') },
  role: {
    befall: async () => {
      for (const role of ROLES) await set(`alter role ${role}`);
    },
    undo: async () => {
      for (const role of ROLES) await root.unsafe(`alter role ${role} reset all`);
    },
  },
  'role in the database': {
    befall: async () => {
      for (const role of ROLES) await set(`alter role ${role} in database app`);
    },
    undo: async () => {
      for (const role of ROLES) await root.unsafe(`alter role ${role} in database app reset all`);
    },
  },
};

beforeEach(() => {
  const spy = vi.spyOn(console, 'error').mockImplementation(() => {});
  return () => spy.mockRestore();
});

/** Waits until a new session of a role has, or has no more, what was set. */
async function isInForce(): Promise<void> {
  const plain = async () => {
    const sql = connect(cluster.url('app', 'rowseal_issuer'), { fetch_types: false });
    const [row] = await sql.unsafe('show xmlbinary').finally(() => sql.end({ timeout: 1 }));
    return row?.['xmlbinary'];
  };
  await expect.poll(plain).toBe('hex');
}

test('Rowseal is installed where all of it is set on server, database and role', async () => {
  await root.unsafe('create role administrator login superuser');
  await root.unsafe('create database app');
  await LEVELS['server']?.befall();
  await LEVELS['database']?.befall();
  await set('alter role administrator');
  await set('alter role administrator in database app');
  await install({ adminUrl, masterKey });
  await installNotes(adminUrl);
  await seedDemo(adminUrl, doors);
}, 60_000);

test('logging in, refreshing, GraphQL, tokens, jobs and commands go on', async () => {
  for (const role of ROLES) await set(`alter role ${role}`);
  await walk(doors.gatewayUrl, doors.issuerUrl);
  const done = Promise.withResolvers<Shown>();
  const show = async (_: unknown, { query }: { query: (text: string) => Promise<{ rows: unknown[] }> }) =>
    done.resolve((await query(SHOW)).rows as Shown);
  const worker = await startWorker(doors.workerUrl, masterKey, () => {}, { show: show as never });
  onTestFinished(() => worker.stop());
  const admin = await openAdministrator(adminUrl);
  onTestFinished(() => admin.end());
  await admin`select graphile_worker_rowseal.add_job('show')`;
  expectPinned(await done.promise, 'worker');
  const maintenance = openMaintenance(doors.workerUrl, { route: await learnRoute(doors.workerUrl, 'worker') });
  onTestFinished(() => maintenance.close());
  expect((await maintenance.signingKeys()).length).toBeGreaterThan(0);
  await install({ adminUrl, masterKey, replace: true });
});

test('behind a pooler, where no startup options get through, too', async () => {
  const socket = `${cluster.socketDir}/.s.PGSQL.5432`;
  const [gateway, issuer] = await Promise.all([1, 2].map(() => startRenamingPooler(socket, 2, false)));
  if (!gateway || !issuer) throw new Error('no poolers');
  onTestFinished(async () => void (await Promise.all([gateway.stop(), issuer.stop()])));
  const through = (port: number, door: string) => `postgres://rowseal_${door}@127.0.0.1:${port}/app`;
  // The control is above: sessions without startup options have what is set.
  await walk(through(gateway.port, 'gateway'), through(issuer.port, 'issuer'));
});

async function walk(gatewayUrl: string, issuerUrl: string): Promise<void> {
  const options = { masterKey, publicUrl: PUBLIC_URL, schemas: ['app'], development: false, logLevel: 'silent' };
  const app = await buildApp({ gatewayUrl, issuerUrl, ...options, isLagging: () => false });
  onTestFinished(() => app.close());
  const send = async (method: 'GET' | 'POST', url: string, payload?: object, token?: string) => {
    const headers = token ? { authorization: `Bearer ${token}`, 'x-rowseal-workspace': 'acme' } : {};
    const answer = await app.inject({ method, url, headers, ...(payload ? { payload } : {}) });
    expect(answer.statusCode, answer.body).toBeLessThan(300);
    return answer.json();
  };
  const email = 'owner@acme.test';
  const first = await send('POST', '/v1/auth/token', {
    provider: 'password',
    email,
    password: DEMO_PASSWORD,
    transport: 'body',
  });
  const { access_token: token } = await send('POST', '/v1/auth/refresh', { refresh_token: first.refresh_token });
  const query = 'mutation { createNote(input: {note: {title: "ein Maß"}}) { note { title createdAt } } }';
  const { data } = await send('POST', '/graphql', { query }, token);
  expect(data.createNote.note).toMatchObject({
    title: 'ein Maß',
    createdAt: expect.stringMatching(/^20\d\d-\d\d-\d\dT/),
  });
  const wanted = { name: 'script', scope: 'notes:read', expires_at: new Date(Date.now() + 86_400_000).toISOString() };
  const personal = await send('POST', '/v1/tokens', wanted, token);
  expect((await send('GET', '/v1/me', undefined, personal.token)).user.email).toBe(email);
  expect((await app.inject('/readyz')).statusCode).toBe(200);
}

/** Settings as PostgreSQL writes them. */
const written = (value: string) => value.replace(/^(\d+)000$/, '$1s');

function expectPinned(shown: Shown, purpose: Purpose): void {
  const pinned: Record<string, string> = { ...pinnedSettings(purpose) };
  for (const { name, value } of shown) {
    if (LEFT[purpose].includes(name)) continue;
    expect([name, value === '""' ? '' : value]).toEqual([name, written(pinned[name] ?? 'not pinned')]);
  }
}

describe.each(Object.entries(LEVELS))('set on the %s', (_, { befall, undo }) => {
  test('reaches no session of ours', async () => {
    for (const level of Object.values(LEVELS)) await level.undo();
    await befall();
    onTestFinished(() => undo().then(() => {}));
    // The control: a session of nobody's has them.
    await isInForce();
    for (const [name, purpose, show] of SESSIONS) {
      // The gateway resets its role's at once.
      await expect(
        show().then((shown) => expectPinned(shown, purpose)),
        name,
      ).resolves.toBeUndefined();
    }
  });
});

test('what was set for the login roles is reset by installing, in the cluster and in the database', async () => {
  for (const level of Object.values(LEVELS)) await level.undo();
  await install({ adminUrl, masterKey });
  const settings = () =>
    root`select setdatabase, setrole, setconfig from pg_db_role_setting where setrole::regrole::text ~ '^rowseal_' order by 1, 2`;
  const before = await settings();
  for (const role of ROLES.slice(1)) {
    await set(`alter role ${role}`);
    await set(`alter role ${role} in database app`);
  }
  expect(await settings(), 'the control').not.toEqual(before);
  await install({ adminUrl, masterKey });
  expect(await settings()).toEqual(before);
});
