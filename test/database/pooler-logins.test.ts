import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { DEMO_PASSWORD } from '#demo/accounts.ts';
import { installNotes } from '#demo/install.ts';
import { seedDemo } from '#demo/seed.ts';
import { buildApp } from '#server/app.ts';
import type { MasterKeys } from '#server/credentials/master-keys.ts';
import { letsIn } from '#server/database/drivers.ts';
import { install } from '#server/install/install.ts';
import { doorUrls } from '#server/install/login-roles.ts';
import { askForPasswords } from '#test/support/asking-for-passwords.ts';
import { connect } from '#test/support/connect.ts';
import { PUBLIC_URL, senderTo } from '#test/support/demo-app.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';
import { preparedCluster } from '#test/support/own-cluster.ts';
import { PGBOUNCER, startPgBouncer } from '#test/support/pgbouncer.ts';

// What docs/operate/poolers.md says of logging in, on a cluster that asks for passwords.
const page = await readFile('docs/operate/poolers.md', 'utf8');
const [asked = '', settings = '', lines = ''] = [
  ...page.matchAll(/^```(?:sql\n-- as a superuser|ini)\n(.*?)^```/gms),
].map(([, block = '']) => block);
const OWN_LINE = /`("pooler" ".*")`/.exec(page)?.[1] ?? '';
const FORM = 'auth_type = scram-sha-256';

const OLD = TEST_MASTER_KEY;
const NEW = new Uint8Array(randomBytes(32));
const PREPARED: MasterKeys = { current: OLD, next: NEW };
const SWITCHED: MasterKeys = { current: NEW, former: OLD };

const cluster = await preparedCluster(['app']);
const adminUrl = cluster.url('app');
const admin = connect(adminUrl, { max: 1 });
afterAll(async () => {
  await admin.end();
  await cluster.stop();
});
await askForPasswords(admin);
const doors = await install({ adminUrl, masterKey: OLD });
await installNotes(adminUrl);
await seedDemo(adminUrl, doors);

/** Who logs in through a pooler, by the passwords that a master key gives. */
function through(port: number) {
  const pooled = (url: string) => {
    const changed = new URL(url);
    changed.host = `127.0.0.1:${port}`;
    changed.searchParams.delete('host');
    changed.searchParams.set('sslmode', 'disable');
    return changed.href;
  };
  return (masterKey: MasterKeys) => {
    const { gatewayUrl, issuerUrl, workerUrl } = doorUrls(adminUrl, masterKey);
    return { gatewayUrl: pooled(gatewayUrl), issuerUrl: pooled(issuerUrl), workerUrl: pooled(workerUrl) };
  };
}

/** A server behind the pooler; whether somebody signs in and reads there. */
async function serverOver({ gatewayUrl, issuerUrl }: { gatewayUrl: string; issuerUrl: string }, masterKey: MasterKeys) {
  const app = await buildApp({
    gatewayUrl,
    issuerUrl,
    masterKey,
    publicUrl: PUBLIC_URL,
    graphql: false,
    development: false,
    logLevel: 'silent',
    isLagging: () => false,
  });
  onTestFinished(() => app.close());
  const send = senderTo(app);
  return async () => {
    const { status, body } = await send({
      method: 'POST',
      url: '/v1/auth/token',
      payload: { provider: 'password', email: 'owner@acme.test', password: DEMO_PASSWORD },
    });
    if (status !== 200) return status;
    return (await send({ url: '/v1/me', headers: { authorization: `Bearer ${body.access_token}` } })).status;
  };
}
/** PgBouncer has codes of its own for a refusal. */
const isLetIn = (url: string) =>
  letsIn(url).catch((error) => {
    if (/auth|password|no such user/i.test(error.message)) return false;
    throw error;
  });
const fileOf = async () => (await admin.unsafe(lines)).map((row) => `${Object.values(row)[0]}\n`).join('');

describe.runIf(PGBOUNCER)('PgBouncer', () => {
  test('by a file lets in the gateway and the issuer, each by its password, and nobody else', async () => {
    const pooler = await startPgBouncer(cluster.socketDir, 3, undefined, { more: FORM, users: await fileOf() });
    onTestFinished(pooler.stop);
    const { gatewayUrl, issuerUrl, workerUrl } = through(pooler.port)(OLD);
    expect(await (await serverOver({ gatewayUrl, issuerUrl }, OLD))()).toBe(200);
    expect(await isLetIn(workerUrl)).toBe(false);
    expect(await isLetIn(through(pooler.port)(NEW).issuerUrl)).toBe(false);
  });

  test('by a question follows the passwords that another master key gives, and servers are served all the while', async () => {
    await admin.unsafe(asked);
    const pooler = await startPgBouncer(cluster.socketDir, 3, undefined, { more: settings, users: `${OWN_LINE}\n` });
    onTestFinished(pooler.stop);
    const byFile = await startPgBouncer(cluster.socketDir, 3, undefined, { more: FORM, users: await fileOf() });
    onTestFinished(byFile.stop);
    const urls = through(pooler.port);
    const before = await serverOver(urls(PREPARED), PREPARED);
    expect(await before()).toBe(200);
    expect(await isLetIn(urls(OLD).workerUrl)).toBe(false);
    expect(await isLetIn(urls(NEW).issuerUrl)).toBe(false);

    await install({ adminUrl, masterKey: SWITCHED });
    expect(await (await serverOver(urls(SWITCHED), SWITCHED))()).toBe(200);
    expect(await before()).toBe(200);
    expect(await isLetIn(urls(OLD).issuerUrl)).toBe(false);

    // A file has to be written anew.
    expect(await isLetIn(through(byFile.port)(NEW).issuerUrl)).toBe(false);
    await byFile.readAgain(await fileOf());
    await expect.poll(() => isLetIn(through(byFile.port)(NEW).issuerUrl)).toBe(true);
  });

  test('asks for nobody but the two: the control of what its role may read', async () => {
    const [row] = await admin.begin(async (sql) => {
      await sql`set local role pooler`;
      return sql`
        select (select count(*)::int from pooler.verifier_of('rowseal_gateway')) as gateway,
               (select count(*)::int from pooler.verifier_of('rowseal_worker')) as worker,
               (select count(*)::int from pooler.verifier_of('postgres')) as superuser,
               has_table_privilege('pg_catalog.pg_authid', 'select') as reads_all`;
    });
    expect(row).toEqual({ gateway: 1, worker: 0, superuser: 0, reads_all: false });
  });
});
