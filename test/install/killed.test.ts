import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type postgres from 'postgres';
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Embedded } from '#server/embedded/embedded-postgres.ts';
import { install } from '#server/install/install.ts';
import { uninstall } from '#server/install/uninstall.ts';
import { catalogLines, recordedLines } from '#test/support/catalog-digest.ts';
import { connect, withConnection } from '#test/support/connect.ts';
import { installFirstRelease } from '#test/support/first-release.ts';
import { type KillingProxy, type Moment, openKillingProxy } from '#test/support/killing-proxy.ts';
import { ownCluster } from '#test/support/own-cluster.ts';
import { startRowseal } from '#test/support/rowseal-process.ts';

// An installer dies at any moment. In `npm run test:long` a process is killed, fifty times while it installs and fifty times while it upgrades; otherwise
// its connections end, a few times, which is what the database sees of it.
const isLong = process.env['ROWSEAL_LONG'] === '1';
const ROUNDS = isLong ? 50 : 2;
const masterKey = randomBytes(32);

interface Place {
  cluster: Embedded;
  root: postgres.Sql;
  proxy: KillingProxy;
}

async function place(): Promise<Place> {
  const cluster = await ownCluster();
  const root = connect(cluster.url());
  const proxy = await openKillingProxy(`${cluster.socketDir}/.s.PGSQL.5432`);
  afterAll(async () => {
    await proxy.close();
    await root.end();
    await cluster.stop();
  });
  return { cluster, root, proxy };
}

/** Installs, and dies at a moment; true: it was done before that. */
async function installAndDie({ proxy }: Place, url: string, moment: Moment): Promise<boolean> {
  if (!isLong) {
    proxy.strikeAt(moment);
    return install({ adminUrl: proxy.through(url), masterKey }).then(
      () => true,
      () => false,
    );
  }
  const env = { DATABASE_URL: proxy.through(url), ROWSEAL_MASTER_KEY: masterKey.toString('base64') };
  const run = startRowseal(env, ['migrate'], '/');
  proxy.strikeAt(moment, () => run.process.kill('SIGKILL'));
  return (await run.exited) === 0;
}

/** What the database is, once the server has noticed that nobody is there any more. */
async function stateOf({ cluster, root }: Place, database: string): Promise<{ schemas: string[]; queue: string[] }> {
  const left = () => root`select from pg_stat_activity where datname = ${database} and backend_type = 'client backend'`;
  while ((await left()).length > 0) await sleep(20);
  return withConnection(cluster.url(database), async (sql) => ({
    schemas: [...(await catalogLines(sql)), ...(await recordedLines(sql))],
    queue: await catalogLines(sql, '^graphile_worker_rowseal$'),
  }));
}

beforeEach(() => {
  const spy = vi.spyOn(console, 'error').mockImplementation(() => {});
  return () => spy.mockRestore();
});

describe.each(['from nothing', 'from the first release'])('an installer that starts %s', async (start) => {
  const here = await place();
  const { cluster, root, proxy } = here;
  const isUpgrade = start === 'from the first release';
  if (isUpgrade) {
    await root`create database first`;
    await installFirstRelease(cluster.url('first'));
    await withConnection(cluster.url('first'), (sql) =>
      sql.unsafe(`
        insert into rowseal.users (email) select n || '@before.test' from generate_series(1, 50) as n;
        insert into rowseal.workspaces (slug, name) values ('acme', 'Acme')`),
    );
  }

  /** A database before the installation. In that of nothing even the roles are missing. */
  async function begin(name: string): Promise<string> {
    if (isUpgrade) await root.unsafe(`create database ${name} template first`);
    else await root.unsafe(`create database ${name}`);
    return cluster.url(name);
  }
  async function end(name: string): Promise<void> {
    if (!isUpgrade) await uninstall(cluster.url(name), { database: name, roles: true });
    await root.unsafe(`drop database ${name} with (force)`);
  }

  test(`is killed ${ROUNDS} times: the schemas are the old or the new ones, never between, and the next start finishes`, async () => {
    const whole = await begin('whole');
    const before = await stateOf(here, 'whole');
    proxy.strikeAt(undefined);
    await install({ adminUrl: proxy.through(whole), masterKey });
    const messages = proxy.count;
    const after = await stateOf(here, 'whole');
    expect(after.schemas, 'the control').not.toEqual(before.schemas);
    await end('whole');

    const outcomes = { old: 0, new: 0, done: 0 };
    for (let round = 0; round < ROUNDS; round++) {
      const moment = {
        message: 1 + Math.floor(((round + Math.random()) * messages) / ROUNDS),
        when: (['before', 'delivered', 'answered'] as const)[round % 3] ?? 'before',
      };
      const url = await begin('killed');
      const isDone = await installAndDie(here, url, moment);
      const { schemas } = await stateOf(here, 'killed');
      const isNew = schemas.length === after.schemas.length;
      expect(schemas, `killed at message ${moment.message} of ${messages}`).toEqual((isNew ? after : before).schemas);
      outcomes[isDone ? 'done' : isNew ? 'new' : 'old']++;
      await install({ adminUrl: url, masterKey });
      expect(await stateOf(here, 'killed'), `after message ${moment.message} of ${messages}`).toEqual(after);
      await end('killed');
    }
    // Most of the messages are sent before the schemas are committed.
    expect(outcomes.old).toBeGreaterThan(0);
    if (isLong) expect(outcomes.new, 'after the schemas, before the end').toBeGreaterThan(0);
  }, 3_600_000);
});
