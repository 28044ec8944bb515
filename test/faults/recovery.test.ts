import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '#demo/accounts.ts';
import { installDemo } from '#demo/install.ts';
import { seedDemo } from '#demo/seed.ts';
import { buildApp } from '#server/app.ts';
import { presentedToken } from '#server/credentials/token-format.ts';
import type { Embedded } from '#server/embedded/embedded-postgres.ts';
import { type Doors, install } from '#server/install/install.ts';
import { runCommand } from '#test/support/command.ts';
import { withConnection } from '#test/support/connect.ts';
import { PUBLIC_URL } from '#test/support/demo-app.ts';
import { openFaultProxy } from '#test/support/fault-proxy.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';
import { preparedCluster } from '#test/support/own-cluster.ts';
import { copyAsBackup, copyAsStandby, startBackup, startStandby } from '#test/support/standby.ts';

// Each cluster is another state of one database; servers reach it at an address that leads to the one of the moment.
const base = mkdtempSync(path.join(tmpdir(), 'rowseal-recovery-'));
chmodSync(base, 0o755); // root's server account must get through
const clusters = new Set<Embedded>();
const started = (cluster: Embedded) => {
  clusters.add(cluster);
  return cluster;
};
const stop = async (cluster: Embedded) => {
  clusters.delete(cluster);
  await cluster.stop();
};
afterAll(async () => {
  await Promise.all([...clusters].map((cluster) => cluster.stop()));
  rmSync(base, { recursive: true, force: true });
});
const soon = { timeout: 60_000 };
const startPrimary = async () => started(await preparedCluster(['rowseal'], { dataDir: path.join(base, 'primary') }));

const first = await startPrimary();
const doors = await install({ adminUrl: first.url('rowseal'), masterKey: TEST_MASTER_KEY });
await installDemo(first.url('rowseal'));
await seedDemo(first.url('rowseal'), doors);
const address = await openFaultProxy(first.url());

async function serverAt(urls: Pick<Doors, 'gatewayUrl' | 'issuerUrl'>) {
  const app = await buildApp({
    ...urls,
    graphql: false,
    masterKey: TEST_MASTER_KEY,
    publicUrl: PUBLIC_URL,
    development: false,
    logLevel: 'silent',
    isLagging: () => false,
  });
  afterAll(() => app.close());
  const post = (url: string, payload: object, token?: string) =>
    app.inject({ method: 'POST', url, payload, headers: token ? { authorization: `Bearer ${token}` } : {} });
  return {
    app,
    logIn: (email = 'owner@acme.test') =>
      post('/v1/auth/token', { provider: 'password', transport: 'body', email, password: DEMO_PASSWORD }),
    refresh: (token: string) => post('/v1/auth/refresh', { refresh_token: token }),
    newToken: async (access: string) =>
      app.inject({
        method: 'POST',
        url: '/v1/tokens',
        payload: { name: 'script', expires_at: new Date(Date.now() + 86_400_000).toISOString() },
        headers: { authorization: `Bearer ${access}`, 'x-rowseal-workspace': 'acme' },
      }),
    me: (token: string) => app.inject({ url: '/v1/me', headers: { authorization: `Bearer ${token}` } }),
    get: (url: string) => app.inject(url),
  };
}
type Server = Awaited<ReturnType<typeof serverAt>>;
const through = { gatewayUrl: address.through(doors.gatewayUrl), issuerUrl: address.through(doors.issuerUrl) };
const codeOf = (answer: { statusCode: number; json(): { code?: string } }) =>
  answer.statusCode === 200 ? 'served' : answer.json().code;
const adminOf = (cluster: Embedded) => ({
  DATABASE_URL: cluster.url('rowseal'),
  ROWSEAL_MASTER_KEY: Buffer.from(TEST_MASTER_KEY).toString('base64'),
});

/** Every answer to a credential, from now on until the server has noticed where it is. */
async function answersUntilNoticed(server: Server, token: string): Promise<Set<string | undefined>> {
  const answers = new Set<string | undefined>();
  await expect
    .poll(async () => {
      const code = codeOf(await server.me(token));
      answers.add(code);
      return code;
    }, soon)
    .toBe('recovery_needed');
  return answers;
}

/** Copies a cluster while it is down, and starts it again. */
async function backUp(cluster: Embedded, name: string, copy: typeof copyAsBackup): Promise<Embedded> {
  await stop(cluster);
  copy(cluster.dataDir, path.join(base, name));
  return startPrimary();
}

let server: Server;

describe('a database that was restored to before a revocation', () => {
  let revoked: string;
  let live: string;
  let restored: Embedded;

  test('is served by nobody, whoever was connected before and whoever comes', async () => {
    server = await serverAt(through);
    const { access_token: owner } = (await server.logIn()).json();
    const made = (await server.newToken(owner)).json();
    revoked = made.token;
    live = (await server.logIn('member@acme.test')).json().refresh_token;
    expect(codeOf(await server.me(revoked))).toBe('served');

    const primary = await backUp(first, 'backup', copyAsBackup);
    address.leadTo(primary.url());
    await expect.poll(async () => codeOf(await server.logIn()), soon).toBe('served');
    const again = (await server.logIn()).json().access_token;
    const headers = { authorization: `Bearer ${again}`, 'x-rowseal-workspace': 'acme' };
    const ended = await server.app.inject({ method: 'DELETE', url: `/v1/tokens/${made.id}`, headers });
    expect(ended.statusCode, ended.body).toBe(204);
    await expect.poll(async () => codeOf(await server.me(revoked)), soon).toBe('invalid_token');

    await stop(primary);
    restored = started(await startBackup(path.join(base, 'backup')));
    address.leadTo(restored.url());
    const answers = await answersUntilNoticed(server, revoked);
    expect(answers).not.toContain('served');
    for (const refused of [
      await server.me(revoked),
      await server.logIn(),
      await server.refresh(live),
      await server.get('/sign-in'),
      await server.get('/readyz'),
    ])
      expect(refused.statusCode).toBe(503);
    expect(codeOf(await server.logIn())).toBe('recovery_needed');
    expect((await server.get('/healthz')).statusCode).toBe(200);
    const fresh = await serverAt(through);
    expect(codeOf(await fresh.me(revoked))).toBe('recovery_needed');
    expect(codeOf(await fresh.logIn())).toBe('recovery_needed');

    // The control: to the database the token is live again.
    const [found] = await withConnection(
      restored.url('rowseal'),
      (sql) => sql`select count(*)::int as live from rowseal_private.personal_access_tokens where revoked_at is null`,
    );
    expect(found?.['live']).toBe(1);
  });

  test('nor entered by the SQL of an application', async () => {
    const token = presentedToken('rsp_', revoked);
    if (!token) throw new Error('no token');
    const enter = (before: string) =>
      withConnection(restored.url('rowseal'), async (sql) => {
        await sql.unsafe(`begin; ${before}; set local session authorization rowseal_gateway`);
        return sql`select rowseal.enter_with_digest(${token.ownerId}, ${token.id}, ${token.digest}, null, 'acme', null)`.then(
          () => 'entered',
          ({ code }) => code,
        );
      });
    // While the restore still ran nothing could be written: the next look, within 0.9 s of its end, does that.
    await expect.poll(() => enter('select'), soon).toBe('RS080');
    // The control: only that keeps it out. It is rolled back.
    expect(await enter('update rowseal_private.settings set recovery_needed = false')).toBe('entered');
  });

  test('until it is recovered: what was revoked is refused, and who signs in is served', async () => {
    const doctor = await runCommand(adminOf(restored), 'doctor');
    expect(doctor.output).toMatch(/fails +recovery/);
    expect((await runCommand(adminOf(restored), 'recover')).output).toContain('--since');
    const done = await runCommand(adminOf(restored), 'recover', '--since', new Date(Date.now() - 60_000).toISOString());
    expect(done.code, done.output).toBe(0);
    await expect.poll(async () => codeOf(await server.logIn()), soon).toBe('served');
    expect(codeOf(await server.me(revoked))).toBe('invalid_token');
    expect((await server.refresh(live)).statusCode).toBe(401);
    const { access_token: access } = (await server.logIn('member@acme.test')).json();
    expect(codeOf(await server.me(access))).toBe('served');
    await expect.poll(async () => (await server.get('/readyz')).statusCode, soon).toBe(200);
    expect((await runCommand(adminOf(restored), 'doctor')).output).toMatch(/passes +recovery/);
  });

  afterAll(async () => restored && stop(restored));
});

describe('a standby that was promoted', () => {
  async function promote(name: string, settings: string) {
    rmSync(path.join(base, name), { recursive: true, force: true });
    const primary = await backUp(await startPrimary(), name, copyAsStandby);
    const standby = started(await startStandby(path.join(base, name), primary));
    await withConnection(primary.url('rowseal'), (sql) => sql.unsafe(settings));
    address.leadTo(primary.url());
    await expect.poll(async () => codeOf(await server.logIn()), soon).toBe('served');
    const session = (await server.logIn()).json();
    // Servers have looked since.
    await withConnection(primary.url('rowseal'), (sql) => sql`select rowseal.recovery_state()`);
    const written = async (cluster: Embedded) =>
      (
        await withConnection(
          cluster.url('rowseal'),
          (sql) => sql`select max(created_at)::text as at from rowseal_private.sessions`,
        )
      )[0]?.['at'];
    const last = await written(primary);
    await expect.poll(() => written(standby), soon).toBe(last);
    await stop(primary);
    await withConnection(standby.url(), (sql) => sql`select pg_promote()`);
    address.leadTo(standby.url());
    return { standby, session };
  }

  test('is served by nobody, until somebody says that nothing was lost: every session goes on', async () => {
    const { standby, session } = await promote('promoted', 'select');
    await answersUntilNoticed(server, session.access_token);
    const said = await runCommand(adminOf(standby), 'recover', '--nothing-lost');
    expect(said.code, said.output).toBe(0);
    await expect.poll(async () => codeOf(await server.me(session.access_token)), soon).toBe('served');
    expect(codeOf(await server.refresh(session.refresh_token))).toBe('served');
    const [event] = await withConnection(
      standby.url('rowseal'),
      (sql) => sql`select details from rowseal_private.audit_events where kind = 'place_acknowledged'`,
    );
    expect(event?.['details']).toMatchObject({ reason: 'nothing_lost', timeline: 2 });
    await stop(standby);
  });

  test('is served at once where every commit waits for it, as settings.promotion_grace says', async () => {
    const { standby, session } = await promote(
      'vouched',
      `update rowseal_private.settings set promotion_grace = '1 hour'`,
    );
    await expect.poll(async () => codeOf(await server.me(session.access_token)), soon).toBe('served');
    expect(codeOf(await server.refresh(session.refresh_token))).toBe('served');
    const [event] = await withConnection(
      standby.url('rowseal'),
      (sql) => sql`select details from rowseal_private.audit_events where kind = 'place_acknowledged'`,
    );
    expect(event?.['details']).toMatchObject({ reason: 'promoted', timeline: 2 });
    await stop(standby);
  });
});
