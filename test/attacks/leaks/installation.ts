import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import type postgres from 'postgres';
import { expect, vi } from 'vitest';
import { installNotes } from '#demo/install.ts';
import { packagedBinaries } from '#server/embedded/binaries.ts';
import { type Doors, install } from '#server/install/install.ts';
import { askForPasswords } from '#test/support/asking-for-passwords.ts';
import { TEST_BINARIES } from '#test/support/cluster.ts';
import { connect, withConnection } from '#test/support/connect.ts';
import { ownCluster } from '#test/support/own-cluster.ts';
import { COMPILE_CACHE } from '#test/support/rowseal-process.ts';

/** An installation that logs all it can. */
export interface TalkativeInstallation {
  doors: Doors;
  masterKey: Buffer;
  admin: postgres.Sql;
  adminUrl: string;
  dataDir: string;
  /** The server's address. */
  url: string;
  /** Whether the database server has a module of that name, loaded. */
  has(module: string): boolean;
  /** What the database has logged until now. */
  databaseLog(): Promise<string>;
  /** Ends the server and the worker, and tells what they have written to stdout and stderr. */
  serverLog(): Promise<string>;
  stop(): Promise<void>;
}

const MODULES = ['pg_stat_statements', 'auto_explain'];

/** Settings that log the most, and keep all that was written. What Rowseal's roles bring along has to hold against them. */
const TALKATIVE = {
  log_min_messages: 'debug2',
  log_error_verbosity: 'verbose',
  log_statement: 'all',
  log_duration: 'on',
  log_min_duration_statement: '0',
  log_parameter_max_length: '-1',
  log_parameter_max_length_on_error: '-1',
  log_connections: 'on',
  log_disconnections: 'on',
  log_lock_waits: 'on',
  deadlock_timeout: '10ms',
  track_activity_query_size: '64kB',
  'pg_stat_statements.track': 'all',
  // Installing alone leaves 4,800 of them, and of more than this the least used are dropped: what was run once, and is looked for.
  'pg_stat_statements.max': '50000',
  'auto_explain.log_min_duration': '0',
  'auto_explain.log_nested_statements': 'on',
  'auto_explain.log_verbose': 'on',
  'auto_explain.log_parameter_max_length': '-1',
  full_page_writes: 'on',
  wal_keep_size: '4GB',
};

/**
 * Installs Rowseal where the database asks its roles for passwords, and starts a server and a worker on it.
 *
 * @param masterKey - of the installation.
 * @param planted - what the server is to log, so that whoever searches its log can find something.
 * @param asHosters - whether nobody could keep the roles' parameters out of the log: an installer without a superuser's rights cannot.
 */
export async function startTalkativeInstallation(
  masterKey: Buffer,
  planted: string,
  asHosters = false,
): Promise<TalkativeInstallation> {
  const binaries = TEST_BINARIES ?? packagedBinaries();
  const modules = loadableModules(binaries);
  const log: string[] = [];
  const cluster = await ownCluster({
    binaries,
    settings: { ...TALKATIVE, shared_preload_libraries: modules.join() },
    onLog: (text) => log.push(text),
  });
  await withConnection(cluster.url(), async (root) => {
    await root`create database app`;
    await askForPasswords(root);
  });
  const adminUrl = cluster.url('app');
  const doors = await install({ adminUrl, masterKey });
  await installNotes(adminUrl);
  const admin = connect(adminUrl, { max: 4 });
  if (modules.includes('pg_stat_statements')) await admin`create extension pg_stat_statements schema public`;
  if (asHosters) await logParameters(admin);
  const server = await startServer({ doors, masterKey: masterKey.toString('base64'), planted });
  return {
    doors,
    masterKey,
    admin,
    adminUrl,
    dataDir: cluster.dataDir,
    url: server.url,
    has: (module) => modules.includes(module),
    databaseLog: async () => {
      const mark = randomUUID();
      await admin.unsafe(`select '${mark}'`);
      await vi.waitFor(() => expect(log.join('').includes(mark)).toBe(true), { timeout: 60_000 });
      return log.join('');
    },
    serverLog: server.stop,
    stop: async () => {
      await server.stop();
      await admin.end({ timeout: 1 });
      await cluster.stop();
    },
  };
}

/** Has every parameter of Rowseal's roles logged, and every plan. */
async function logParameters(admin: postgres.Sql): Promise<void> {
  for (const role of ['rowseal_gateway', 'rowseal_issuer', 'rowseal_worker'])
    for (const setting of [
      'log_parameter_max_length',
      'log_parameter_max_length_on_error',
      'auto_explain.log_parameter_max_length',
    ])
      await admin.unsafe(`alter role ${role} reset ${setting}`);
  await admin.unsafe('alter database app set debug_print_plan = on');
}

function loadableModules(binaries: string): string[] {
  const files = ['so', 'dylib'].flatMap((suffix) => MODULES.map((name) => ({ name, file: `${name}.${suffix}` })));
  return files.filter(({ file }) => existsSync(path.join(binaries, 'lib/postgresql', file))).map(({ name }) => name);
}

async function startServer(settings: object): Promise<{ url: string; stop(): Promise<string> }> {
  const child = fork(path.join(import.meta.dirname, 'server.ts'), {
    env: {
      PATH: process.env['PATH'],
      ...COMPILE_CACHE,
      LEAKS: JSON.stringify(settings),
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text: Buffer) => output.push(text.toString()));
  const port = await Promise.race([
    once(child, 'message').then(([message]: unknown[]) => Number(message)),
    once(child, 'close').then(() => Promise.reject(new Error(`the server did not start: ${output.join('')}`))),
  ]);
  return { url: `http://127.0.0.1:${port}`, stop: () => stopChild(child).then(() => output.join('')) };
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  child.kill('SIGTERM');
  await closed;
}
