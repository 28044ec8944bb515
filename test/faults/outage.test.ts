import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { buildApp } from '#server/app.ts';
import { addNewKey } from '#server/credentials/key-material.ts';
import { Route } from '#server/database/login-settings.ts';
import { openMaintenance } from '#server/database/maintenance.ts';
import { openSql } from '#server/database/sql-connections.ts';
import type { Embedded } from '#server/embedded/embedded-postgres.ts';
import { ensureDatabase, install } from '#server/install/install.ts';
import { PUBLIC_URL } from '#test/support/demo-app.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';
import { kidsOf, testWrap, until } from '#test/support/nodes.ts';
import { ownCluster } from '#test/support/own-cluster.ts';

// A database that comes back where it was: always the same socket.
const folder = await mkdtemp(path.join(tmpdir(), 'rowseal-outage-'));
await chmod(folder, 0o777);
const url = (database: string) => `postgres://postgres@localhost/${database}?host=${encodeURIComponent(folder)}`;
const startDatabase = () =>
  ownCluster({
    dataDir: path.join(folder, 'data'),
    settings: { unix_socket_directories: folder },
  });
let database: Embedded = await startDatabase();
afterAll(async () => {
  await database.stop();
  await rm(folder, { recursive: true, force: true });
});

test('a database that was away serves the first login after its return, and what changed in it meanwhile is seen', async () => {
  await ensureDatabase(url('postgres'), 'rowseal');
  const doors = await install({ adminUrl: url('rowseal'), masterKey: TEST_MASTER_KEY });
  const more = { publicUrl: PUBLIC_URL, schemas: [], development: false, logLevel: 'silent', graphql: false };
  const app = await buildApp({ ...doors, masterKey: TEST_MASTER_KEY, ...more, isLagging: () => false });
  const logIn = async () => {
    const payload = { provider: 'password', email: 'nobody@acme.test', password: 'correct horse battery staple' };
    return (await app.inject({ method: 'POST', url: '/v1/auth/token', payload })).statusCode;
  };
  expect(await logIn()).toBe(401);
  await database.stop();
  for (let n = 0; n < 12; n++) expect(await logIn()).toBe(503);

  database = await startDatabase();
  const maintenance = openMaintenance(doors.workerUrl);
  const { id } = await addNewKey(maintenance, testWrap, 'EdDSA');
  expect(await logIn()).toBe(401);
  await until(async () => (await kidsOf(app)).includes(id));
  await Promise.all([maintenance.close(), app.close()]);
});

test('a driver tries to connect again after a quarter of a second, however often it failed before', async () => {
  const sql = openSql(new Route(url('rowseal'), 'issuer'), 'a test');
  const { backoff } = sql.options;
  if (typeof backoff !== 'function') throw new Error('the driver waits for as long as it likes');
  expect([1, 5, 50].map(backoff)).toEqual([0.25, 0.25, 0.25]);
  await sql.end();
});
