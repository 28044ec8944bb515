import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { buildApp } from '#server/app.ts';
import { addNewKey } from '#server/credentials/key-material.ts';
import { openMaintenance } from '#server/database/maintenance.ts';
import { type Embedded, startEmbedded } from '#server/embedded/embedded-postgres.ts';
import { ensureDatabase, install } from '#server/install/install.ts';
import { TEST_BINARIES } from '#test/support/cluster.ts';
import { PUBLIC_URL } from '#test/support/demo-app.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';
import { kidsOf, testWrap, until } from '#test/support/nodes.ts';

// A database that comes back where it was: always the same socket.
const folder = await mkdtemp(path.join(tmpdir(), 'rowseal-outage-'));
await chmod(folder, 0o777);
const url = (database: string) => `postgres://postgres@localhost/${database}?host=${encodeURIComponent(folder)}`;
const startDatabase = () =>
  startEmbedded({
    dataDir: path.join(folder, 'data'),
    settings: { unix_socket_directories: folder },
    ...(TEST_BINARIES ? { binaries: TEST_BINARIES } : {}),
  });
let database: Embedded = await startDatabase();
afterAll(async () => {
  await database.stop();
  await rm(folder, { recursive: true, force: true });
});

test('a database that was away is used again within a second or so of its return: by logins, and for keys that changed meanwhile', async () => {
  await ensureDatabase(url('postgres'), 'rowseal');
  const doors = await install({ adminUrl: url('rowseal'), masterKey: TEST_MASTER_KEY });
  const more = { publicUrl: PUBLIC_URL, schemas: [], development: false, logLevel: 'silent' };
  const app = await buildApp({ ...doors, masterKey: TEST_MASTER_KEY, ...more });
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
  const asked = performance.now();
  expect(await logIn()).toBe(401);
  // It takes a second or so where the machine is free; the drivers' own delays would make it up to 20 s.
  expect(performance.now() - asked).toBeLessThan(8_000);
  await until(async () => (await kidsOf(app)).includes(id), 8_000);
  await Promise.all([maintenance.close(), app.close()]);
}, 60_000);
