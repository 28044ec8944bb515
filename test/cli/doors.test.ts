import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { type InstalledContract, standingOf } from '#server/install/await-installation.ts';
import { doorUrls } from '#server/install/login-roles.ts';
import { committedMigrations } from '#server/install/sql-files.ts';
import { THIS_PACKAGE } from '#server/install/version.ts';
import { VERSION } from '#server/manifest.ts';
import { askForPasswords } from '#test/support/asking-for-passwords.ts';
import { runCommand } from '#test/support/command.ts';
import { connect } from '#test/support/connect.ts';
import { until } from '#test/support/nodes.ts';
import { ownCluster } from '#test/support/own-cluster.ts';
import { freePort, type Run, ready, startRowseal } from '#test/support/rowseal-process.ts';

const scratch = await mkdtemp(path.join(tmpdir(), 'rowseal-doors-'));
await chmod(scratch, 0o755);
afterAll(() => rm(scratch, { recursive: true, force: true }));

// Only the administrator is let in without a password.
const cluster = await ownCluster();
const root = connect(cluster.url());
afterAll(async () => {
  await root.end();
  await cluster.stop();
});
await root.unsafe('create database app');
await root.unsafe('create role visitor login');
await askForPasswords(root, 'postgres,visitor');

const masterKey = randomBytes(32);
const ROWSEAL_MASTER_KEY = masterKey.toString('base64');
/** A door without role and password. */
const bare = `postgres://localhost/app?host=${encodeURIComponent(cluster.socketDir)}`;
const doors = { ROWSEAL_GATEWAY_URL: bare, ROWSEAL_ISSUER_URL: bare, ROWSEAL_WORKER_URL: bare };

async function rowseal(env: Record<string, string>, ...args: string[]) {
  const run = startRowseal({ ROWSEAL_MASTER_KEY, ...env }, args, scratch);
  return { code: await run.exited, output: run.output().trim() };
}

/** Waits until a process has said something. */
async function printed(run: Run, text: string): Promise<void> {
  while (!run.output().includes(text)) {
    if (run.process.exitCode !== null) throw new Error(`did not say ${text}: ${run.output()}`);
    await sleep(20);
  }
}

describe('a server that knows the doors alone', () => {
  test('gives up in the end, with what to run', async () => {
    const { code, output } = await rowseal({ ...doors, ROWSEAL_WAIT_SECONDS: '0', PORT: await freePort() });
    expect(code).toBe(1);
    expect(output).toMatch(/^rowseal: Rowseal is not installed in the database \(.*\): run rowseal migrate$/);
  });

  test('says which door it was not told of', async () => {
    const { output } = await runCommand(
      { ROWSEAL_MASTER_KEY, ROWSEAL_WORKER_URL: bare, ROWSEAL_WAIT_SECONDS: '0' },
      'keys',
      'list',
    );
    expect(output).not.toMatch(/is missing/);
    const { ROWSEAL_WORKER_URL, ...others } = doors;
    expect((await runCommand({ ROWSEAL_MASTER_KEY, ...others }, 'keys', 'list')).output).toBe(
      'rowseal: ROWSEAL_WORKER_URL is missing: set it, or DATABASE_URL',
    );
    expect(ROWSEAL_WORKER_URL).toBe(bare);
  });

  test('waits, says so, and serves once an administrator has migrated, with derived passwords', async () => {
    const port = await freePort();
    const server = startRowseal({ ...doors, ROWSEAL_MASTER_KEY, PORT: port, ROWSEAL_GRAPHQL: 'off' }, [], scratch);
    await printed(server, 'waiting up to 60 s');
    const migrated = await runCommand({ DATABASE_URL: cluster.url('app'), ROWSEAL_MASTER_KEY }, 'migrate');
    expect(migrated).toEqual({
      code: 0,
      output: expect.stringMatching(/is installed: \d+ migrations and \d+ files of db/),
    });
    await ready(server);
    await until(async () => (await fetch(`http://localhost:${port}/readyz`)).status === 200);
    server.process.kill('SIGTERM');
    expect(await server.exited).toBe(0);
    expect((await runCommand({ ROWSEAL_MASTER_KEY, ROWSEAL_WORKER_URL: bare }, 'keys', 'list')).code).toBe(0);
  });

  test('believes a password that it is given', async () => {
    const { workerUrl } = doorUrls(cluster.url('app'), masterKey);
    expect((await runCommand({ ROWSEAL_MASTER_KEY, ROWSEAL_WORKER_URL: workerUrl }, 'keys', 'list')).code).toBe(0);
    const wrong = new URL(workerUrl);
    wrong.password = 'guess';
    expect((await runCommand({ ROWSEAL_MASTER_KEY, ROWSEAL_WORKER_URL: wrong.href }, 'keys', 'list')).output).toMatch(
      /refuses rowseal_worker/,
    );
  });
});

test('migrating again changes nothing, and a dry run says so', async () => {
  const env = { ROWSEAL_MASTER_KEY, DATABASE_URL: cluster.url('app') };
  expect((await runCommand(env, 'migrate')).output).toBe(`Rowseal ${VERSION} is installed already`);
  expect((await runCommand(env, 'migrate', '--dry-run')).output).toMatch(
    /^-- .* is installed already\. Nothing would be changed\.$/,
  );
  expect((await runCommand({ ROWSEAL_MASTER_KEY, ...doors }, 'migrate')).output).toMatch(
    /^rowseal: DATABASE_URL is missing: migrating needs/,
  );
});

test('a dry run prints an SQL script, with locks and tables that are written anew', async () => {
  await root.unsafe('create database planned');
  const { code, output } = await runCommand(
    { DATABASE_URL: cluster.url('planned'), ROWSEAL_MASTER_KEY },
    'migrate',
    '--dry-run',
  );
  expect(code).toBe(0);
  expect(output).toMatch(/^-- 000001-baseline\.sql\n/);
  expect(output).toContain('create table rowseal.users');
  const { length } = committedMigrations();
  expect(output).toMatch(
    new RegExp(
      `\n-- Nothing was changed\\. ${length} migrations and \\d+ files of db/ would be applied, in one transaction\\.\n`,
    ),
  );
  expect(output).toMatch(
    /\n-- Locks on tables that are there, until it commits: none\n-- Tables that would be rewritten: none$/,
  );
});

test('a server whose DATABASE_URL may not install serves what is installed, and says what it lacks', async () => {
  const port = await freePort();
  const DATABASE_URL = cluster.url('app', 'visitor');
  await root.unsafe('revoke rowseal_owner, rowseal_worker from visitor');
  const server = startRowseal({ DATABASE_URL, ROWSEAL_MASTER_KEY, PORT: port, ROWSEAL_GRAPHQL: 'off' }, [], scratch);
  await ready(server);
  expect(server.output()).toMatch(/^install: role visitor may not install Rowseal here$/m);
  server.process.kill('SIGTERM');
  await server.exited;
});

describe('what is installed, and a server', () => {
  const server = { ...THIS_PACKAGE, version: '2.0.0', contract: 5, oldestContract: 4 };
  test.each<[string, InstalledContract, string, RegExp]>([
    ['the same', { version: '2.0.0', contract: 5, oldest_contract: 4 }, 'ready', /^$/],
    ['older, of the same contract', { version: '1.9.0', contract: 5, oldest_contract: 3 }, 'ready', /rowseal migrate$/],
    [
      'older',
      { version: '1.0.0', contract: 4, oldest_contract: 3 },
      'outdated',
      /^Rowseal 1.* 2.* run rowseal migrate$/,
    ],
    ['newer, and serves it', { version: '3.0.0', contract: 6, oldest_contract: 5 }, 'ready', /keeps using it$/],
    ['newer, and does not', { version: '3.0.0', contract: 7, oldest_contract: 6 }, 'refused', /use 3\.0\.0$/],
    ['nothing', { version: null, contract: null, oldest_contract: null }, 'outdated', /run rowseal migrate$/],
  ])('%s', (_, installed, status, said) => {
    const standing = standingOf(installed, server);
    expect(standing.status).toBe(status);
    expect('sentence' in standing ? standing.sentence : (standing.notice ?? '')).toMatch(said);
  });
});
