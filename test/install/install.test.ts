import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { install } from '#server/install/install.ts';
import { askForPasswords } from '#test/support/asking-for-passwords.ts';
import { connect, withConnection } from '#test/support/connect.ts';
import { ownCluster } from '#test/support/own-cluster.ts';

// A cluster of its own, because roles and their passwords are the cluster's.
const cluster = await ownCluster();
const root = connect(cluster.url());
afterAll(async () => {
  await root.end();
  await cluster.stop();
});
const masterKey = randomBytes(32);

test('once a superuser has made the roles, the owner of the database installs', async () => {
  await root.unsafe('create database first');
  await install({ adminUrl: cluster.url('first'), masterKey });
  await root.unsafe('create role installer login; grant rowseal_owner, rowseal_worker to installer');
  await root.unsafe('create database second owner installer');
  const adminUrl = cluster.url('second', 'installer');
  const told = vi.spyOn(console, 'error').mockImplementation(() => {});
  const { gatewayUrl } = await install({ adminUrl, masterKey });
  expect(told.mock.calls, 'it needs nothing that only a superuser may do').toEqual([]);
  told.mockRestore();
  await withConnection(gatewayUrl, async (sql) => {
    expect(await sql`select rowseal.user_id() as nobody`).toEqual([{ nobody: null }]);
  });
  await withConnection(cluster.url('second'), async (sql) => {
    const owners = await sql`
      select distinct proowner::regrole::text as owner from pg_proc where pronamespace::regnamespace::text ~ '^rowseal'
      union select distinct relowner::regrole::text from pg_class where relnamespace::regnamespace::text ~ '^rowseal'`;
    expect(owners.map(({ owner }) => owner)).toEqual(['rowseal_owner']);
  });
});

test('an installation that has to wait says for whom, and goes on when they have gone', async () => {
  const told = vi.spyOn(console, 'error').mockImplementation(() => {});
  const holder = connect(cluster.url('first'), { max: 1 });
  const [backend] = await holder`select pg_backend_pid() as pid, pg_advisory_lock(hashtext('rowseal install'))`;
  const installed = install({ adminUrl: cluster.url('first'), masterKey });
  await vi.waitFor(() => expect(told.mock.calls.flat().join()).toContain(`process ${backend?.['pid']} `), 60_000);
  await holder.end();
  await installed;
  expect(told).toHaveBeenCalledTimes(1);
  told.mockClear();
  // The control: nobody is waited for.
  await install({ adminUrl: cluster.url('first'), masterKey });
  expect(told).not.toHaveBeenCalled();
  told.mockRestore();
});

test('a second installation changes nothing, and several at once do not collide', async () => {
  const adminUrl = cluster.url('first');
  const oids = () =>
    withConnection(
      adminUrl,
      (sql) => sql`select oid::int from pg_proc where pronamespace::regnamespace::text ~ '^rowseal' order by 1`,
    );
  const before = await oids();
  await Promise.all([1, 2, 3, 4].map(() => install({ adminUrl, masterKey })));
  expect(await oids()).toEqual(before);
});

test('a role that somebody has made powerful is refused with the command that mends it', async () => {
  await root.unsafe('alter role rowseal_gateway bypassrls');
  await expect(install({ adminUrl: cluster.url('first'), masterKey })).rejects.toMatchObject({
    code: 'RS101',
    hint: expect.stringContaining('nobypassrls'),
  });
  await root.unsafe('alter role rowseal_gateway nobypassrls');
  await install({ adminUrl: cluster.url('first'), masterKey });
});

describe('where the server asks for passwords', () => {
  beforeAll(async () => {
    await askForPasswords(root);
  });

  test('the doors open with passwords derived from the master key, which nobody stores', async () => {
    const { gatewayUrl, issuerUrl } = await install({ adminUrl: cluster.url('first'), masterKey });
    const wrong = new URL(gatewayUrl);
    wrong.password = 'guess';
    await expect.poll(() => withConnection(wrong.href, (sql) => sql`select 1`).catch(({ code }) => code)).toBe('28P01');
    await withConnection(gatewayUrl, (sql) => sql`select 1`);
    await withConnection(issuerUrl, (sql) => sql`select 1`);
    const [role] = await root`select rolpassword as verifier from pg_authid where rolname = 'rowseal_gateway'`;
    expect(role?.['verifier']).toMatch(/^SCRAM-SHA-256\$4096:/);
    expect(role?.['verifier']).not.toContain(new URL(gatewayUrl).password);
  });

  test('an installation with another master key does not lock the first one out', async () => {
    await expect(install({ adminUrl: cluster.url('first'), masterKey: randomBytes(32) })).rejects.toThrow(
      'another ROWSEAL_MASTER_KEY',
    );
    const { gatewayUrl } = await install({ adminUrl: cluster.url('first'), masterKey });
    await withConnection(gatewayUrl, (sql) => sql`select 1`);
  });
});
