import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '#demo/accounts.ts';
import { installNotes } from '#demo/install.ts';
import { seedDemo } from '#demo/seed.ts';
import { buildApp } from '#server/app.ts';
import type { Embedded } from '#server/embedded/embedded-postgres.ts';
import { type Doors, install } from '#server/install/install.ts';
import { connect, withConnection } from '#test/support/connect.ts';
import { PUBLIC_URL } from '#test/support/demo-app.ts';
import { killCluster } from '#test/support/kill-cluster.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';
import { preparedCluster } from '#test/support/own-cluster.ts';
import { splitStatements } from '#test/support/sql-statements.ts';
import { copyAsStandby, startStandby } from '#test/support/standby.ts';

// A primary, and a standby that every commit waits for; one server whose URLs name both and ask for the one that can be written to, another one at the standby.
const base = mkdtempSync(path.join(tmpdir(), 'rowseal-standby-'));
chmodSync(base, 0o755); // root's server account must get through
const clusters = new Set<Embedded>();
afterAll(async () => {
  await Promise.all([...clusters].map((cluster) => cluster.stop()));
  rmSync(base, { recursive: true, force: true });
});
const soon = { timeout: 60_000 };
const NAMES = ['gatewayUrl', 'issuerUrl', 'workerUrl'] as const;
const SESSIONS = 6;

async function startPrimary(): Promise<Embedded> {
  const started = await preparedCluster(['rowseal'], { dataDir: path.join(base, 'primary') });
  clusters.add(started);
  return started;
}

const first = await startPrimary();
const doors = await install({ adminUrl: first.url('rowseal'), masterKey: TEST_MASTER_KEY });
await installNotes(first.url('rowseal'));
await seedDemo(first.url('rowseal'), doors);
await first.stop();
clusters.delete(first);
copyAsStandby(first.dataDir, path.join(base, 'standby'));
const primary = await startPrimary();
const standby = await startStandby(path.join(base, 'standby'), primary);
clusters.add(standby);

const at = (of: (url: string) => string) =>
  Object.fromEntries(NAMES.map((name) => [name, of(doors[name])])) as unknown as Doors;
const moved =
  (...to: Embedded[]) =>
  (url: string) => {
    const changed = new URL(url);
    changed.searchParams.set('host', to.map(({ socketDir }) => socketDir).join(','));
    if (to.length > 1) changed.searchParams.set('target_session_attrs', 'read-write');
    return changed.href;
  };
async function serverAt(urls: Doors) {
  const app = await buildApp({
    ...urls,
    graphql: false,
    masterKey: TEST_MASTER_KEY,
    publicUrl: PUBLIC_URL,
    schemas: ['app'],
    development: false,
    logLevel: 'silent',
    isLagging: () => false,
  });
  afterAll(() => app.close());
  const post = (url: string, payload: object, headers = {}) => app.inject({ method: 'POST', url, payload, headers });
  return {
    ready: async () => (await app.inject('/readyz')).statusCode,
    logIn: () =>
      post('/v1/auth/token', {
        provider: 'password',
        transport: 'body',
        email: 'owner@acme.test',
        password: DEMO_PASSWORD,
      }),
    refresh: (token: string) => post('/v1/auth/refresh', { refresh_token: token }),
    me: (token: string) => app.inject({ url: '/v1/me', headers: { authorization: `Bearer ${token}` } }),
    newToken: (access: string) =>
      post(
        '/v1/tokens',
        { name: 'script', expires_at: new Date(Date.now() + 86_400_000).toISOString() },
        inAcme(access),
      ),
    revoke: (access: string, id: string) =>
      app.inject({ method: 'DELETE', url: `/v1/tokens/${id}`, headers: inAcme(access) }),
  };
}
const inAcme = (token: string) => ({ authorization: `Bearer ${token}`, 'x-rowseal-workspace': 'acme' });
const server = await serverAt(at(moved(primary, standby)));
const reader = await serverAt(at(moved(standby)));

/** Refreshes sessions one after the other, each by its last token, until it is told to stop; what was answered. */
function refreshing(tokens: string[]) {
  const statuses = new Map<number, number>();
  let isOver = false;
  const loops = tokens.map(async (_, n) => {
    while (!isOver) {
      const { statusCode, body } = await server.refresh(tokens[n] ?? '');
      statuses.set(statusCode, (statuses.get(statusCode) ?? 0) + 1);
      if (statusCode === 200) tokens[n] = JSON.parse(body).refresh_token;
      await sleep(5);
    }
  });
  return {
    answered: (status: number) => statuses.get(status) ?? 0,
    stop: async () => {
      isOver = true;
      await Promise.all(loops);
      return [...statuses.keys()].sort();
    },
  };
}

type Answer = { statusCode: number; body: string };
const saidBy = ({ statusCode, body }: Answer) =>
  statusCode < 300 ? String(statusCode) : `${statusCode} ${JSON.parse(body).code}`;

/** Reads, and revokes personal access tokens one after the other, until it is told to stop; what was answered, and what was acknowledged as revoked. */
function readingAndRevoking(access: string) {
  const answers = new Set<string>();
  const revoked: string[] = [];
  let isOver = false;
  const noted = async (answer: Promise<Answer>) => {
    const { statusCode, body } = await answer;
    answers.add(saidBy({ statusCode, body }));
    return { statusCode, body };
  };
  const reads = async () => {
    while (!isOver) {
      await noted(server.me(access));
      await sleep(5);
    }
  };
  const revokes = async () => {
    while (!isOver) {
      const made = await noted(server.newToken(access));
      if (made.statusCode === 201) {
        const { id, token } = JSON.parse(made.body);
        // Also what is known of a token that has just been accepted is forgotten.
        await noted(server.me(token));
        if ((await noted(server.revoke(access, id))).statusCode === 204) {
          revoked.push(token);
          expect((await server.me(token)).statusCode).not.toBe(200);
        }
      }
      await sleep(20);
    }
  };
  const loops = [reads(), revokes()];
  return {
    revoked,
    stop: async () => {
      isOver = true;
      await Promise.all(loops);
      return [...answers].sort();
    },
  };
}

async function sessions(): Promise<string[]> {
  const answers = await Promise.all(Array.from({ length: SESSIONS }, () => server.logIn()));
  return answers.map((answer) => answer.json().refresh_token);
}

test('default_transaction_read_only: not ready, and what needs the database is answered with 503, until it is taken back', async () => {
  const caller = (await server.logIn()).json().access_token;
  expect([await server.ready(), (await server.me(caller)).statusCode]).toEqual([200, 200]);
  const set = (value: string) =>
    withConnection(primary.url('rowseal'), async (sql) => {
      await sql.unsafe(`alter system set default_transaction_read_only = ${value}`);
      await sql`select pg_reload_conf()`;
    });
  await set('on');
  await expect.poll(server.ready, soon).toBe(503);
  for (const refused of [await server.logIn(), await server.me(caller)])
    expect([refused.statusCode, refused.json().code, refused.headers['retry-after']]).toEqual([
      503,
      'unavailable',
      '1',
    ]);
  await set('off');
  await expect.poll(server.ready, soon).toBe(200);
  expect((await server.logIn()).statusCode).toBe(200);
});

test('a backend that crashes takes all connections along: 503 meanwhile, and every session goes on', async () => {
  const tokens = await sessions();
  const load = refreshing(tokens);
  await expect.poll(() => load.answered(200), soon).toBeGreaterThan(SESSIONS);
  const [backend] = await withConnection(
    primary.url('rowseal'),
    (sql) => sql`select pid from pg_stat_activity where application_name = 'rowseal issuer' limit 1`,
  );
  const before = load.answered(200);
  process.kill(backend?.['pid'], 'SIGKILL');
  await expect.poll(() => load.answered(503), soon).toBeGreaterThan(0);
  await expect.poll(() => load.answered(200), soon).toBeGreaterThan(before + SESSIONS);
  expect(await load.stop()).toEqual([200, 503]);
  for (const token of tokens) expect((await server.refresh(token)).statusCode).toBe(200);
});

test('a standby: not ready, reads are served, and writes are answered with 503', async () => {
  const caller = (await server.logIn()).json().access_token;
  expect(await withConnection(standby.url('rowseal'), (sql) => sql`select pg_is_in_recovery() as is`)).toEqual([
    { is: true },
  ]);
  await expect.poll(reader.ready, soon).toBe(503);
  await expect.poll(async () => (await reader.me(caller)).statusCode, soon).toBe(200);
  const refused = await reader.logIn();
  expect([refused.statusCode, refused.json().code, refused.headers['retry-after']]).toEqual([503, 'unavailable', '1']);
});

test('a failover, while it serves: 503 until the standby is promoted, and no session or revocation that was acknowledged is lost', async () => {
  await withConnection(primary.url('rowseal'), async (sql) => {
    // As docs/operate/failover.md says it, of the one that there is.
    const page = readFileSync('docs/operate/failover.md', 'utf8');
    const [, block = ''] = /^```sql\n-- as a superuser\n(.*?)^```/ms.exec(page) ?? [];
    expect(block).toContain('db_2, db_3');
    for (const { text } of splitStatements(block)) await sql.unsafe(text.replace('db_2, db_3', 'standby'));
    await sql`update rowseal_private.settings set promotion_grace = '1 hour'`;
  });
  const admin = connect(primary.url('rowseal'));
  const state = async () => (await admin`select sync_state as state from pg_stat_replication`)[0]?.['state'];
  await expect.poll(state, soon).toBe('quorum');
  const tokens = await sessions();
  const access = (await server.logIn()).json().access_token;
  const load = refreshing(tokens);
  const others = readingAndRevoking(access);
  await expect.poll(() => load.answered(200), soon).toBeGreaterThan(SESSIONS);
  await expect.poll(() => others.revoked.length, soon).toBeGreaterThan(3);

  await killCluster(primary, admin);
  await admin.end({ timeout: 1 });
  clusters.delete(primary);
  const before = load.answered(503);
  await expect.poll(() => load.answered(503), soon).toBeGreaterThan(before);
  await expect.poll(server.ready, soon).toBe(503);
  await withConnection(standby.url(), (sql) => sql`select pg_promote()`);

  const [then, revokedBefore] = [load.answered(200), others.revoked.length];
  await expect.poll(() => load.answered(200), soon).toBeGreaterThan(then + SESSIONS);
  await expect.poll(() => others.revoked.length, soon).toBeGreaterThan(revokedBefore + 3);
  expect(await load.stop()).toEqual([200, 503]);
  const allowed = ['200', '201', '204', '503 outcome_unknown', '503 unavailable'];
  expect((await others.stop()).filter((answer) => !allowed.includes(answer))).toEqual([]);
  for (const token of others.revoked) expect(saidBy(await server.me(token))).toBe('401 invalid_token');
  expect((await server.me(access)).statusCode).toBe(200);
  for (const token of tokens) expect((await server.refresh(token)).statusCode).toBe(200);
  for (const each of [server, reader]) {
    await expect.poll(each.ready, soon).toBe(200);
    const { statusCode, body } = await each.logIn();
    expect(statusCode).toBe(200);
    expect((await each.me(JSON.parse(body).access_token)).statusCode).toBe(200);
  }
});
