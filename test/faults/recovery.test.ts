import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import type postgres from 'postgres';
import { afterAll, describe, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '#demo/accounts.ts';
import { installDemo } from '#demo/install.ts';
import { seedDemo } from '#demo/seed.ts';
import { buildApp } from '#server/app.ts';
import { presentedToken } from '#server/credentials/token-format.ts';
import type { PlacedState } from '#server/database/recovery-guard.ts';
import type { Embedded } from '#server/embedded/embedded-postgres.ts';
import { type Doors, install } from '#server/install/install.ts';
import { runCommand } from '#test/support/command.ts';
import { connect, withConnection } from '#test/support/connect.ts';
import { PUBLIC_URL } from '#test/support/demo-app.ts';
import { openFaultProxy } from '#test/support/fault-proxy.ts';
import { killCluster } from '#test/support/kill-cluster.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';
import { preparedCluster } from '#test/support/own-cluster.ts';
import { copyAsBackup, copyAsSnapshot, copyAsStandby, startBackup, startStandby } from '#test/support/standby.ts';

// Each cluster is another state of one database; servers reach it at an address that leads to the one of the moment. A server remembers what it saw,
// so each describe has servers of its own.
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
const servers = new Set<FastifyInstance>();
afterAll(async () => {
  await Promise.all([...servers].map((app) => app.close()));
  await Promise.all([...clusters].map((cluster) => cluster.stop()));
  rmSync(base, { recursive: true, force: true });
});
const soon = { timeout: 60_000 };
const [CRASHES, WRITERS] = process.env['ROWSEAL_LONG'] === '1' ? [20, 3] : [2, 1];
const dataDir = path.join(base, 'primary');
const startPrimary = async () =>
  [...clusters].find((cluster) => cluster.dataDir === dataDir) ??
  started(await preparedCluster(['rowseal'], { dataDir }));

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
  servers.add(app);
  const post = (url: string, payload: object, token?: string) =>
    app.inject({ method: 'POST', url, payload, headers: token ? { authorization: `Bearer ${token}` } : {} });
  return {
    app,
    close: async () => {
      servers.delete(app);
      await app.close();
    },
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
    revokeToken: (access: string, id: string) =>
      app.inject({
        method: 'DELETE',
        url: `/v1/tokens/${id}`,
        headers: { authorization: `Bearer ${access}`, 'x-rowseal-workspace': 'acme' },
      }),
    me: (token: string) => app.inject({ url: '/v1/me', headers: { authorization: `Bearer ${token}` } }),
    get: (url: string) => app.inject(url),
  };
}
type Server = Awaited<ReturnType<typeof serverAt>>;
/** The same connection URL, straight to a cluster. */
function moved(url: string, cluster: Embedded): string {
  const changed = new URL(url);
  changed.searchParams.set('host', cluster.socketDir);
  return changed.href;
}
const through = { gatewayUrl: address.through(doors.gatewayUrl), issuerUrl: address.through(doors.issuerUrl) };
const codeOf = (answer: { statusCode: number; json(): { code?: string } }) =>
  answer.statusCode === 200 ? 'served' : answer.json().code;
const adminOf = (cluster: Embedded) => ({
  DATABASE_URL: cluster.url('rowseal'),
  ROWSEAL_MASTER_KEY: Buffer.from(TEST_MASTER_KEY).toString('base64'),
});

/** Every answer to a credential, from now on until it is this. */
async function answersUntil(last: string, server: Server, token: string): Promise<Set<string | undefined>> {
  const answers = new Set<string | undefined>();
  await expect
    .poll(async () => {
      const code = codeOf(await server.me(token));
      answers.add(code);
      return code;
    }, soon)
    .toBe(last);
  return answers;
}

/** Every answer to a credential, from now on until the server has noticed where it is. */
const answersUntilNoticed = (server: Server, token: string) => answersUntil('recovery_needed', server, token);

/** What a database knows of itself, and how many personal access tokens are live to it. */
const knownTo = (cluster: Embedded) =>
  withConnection(cluster.url('rowseal'), async (sql) => {
    const [known] = await sql`
      select rowseal_private.place_state() as place, (select recovery_needed from rowseal_private.settings) as is_marked,
             (select count(*)::int from rowseal_private.personal_access_tokens where revoked_at is null) as live`;
    return { place: known?.['place'], isMarked: known?.['is_marked'], live: known?.['live'] };
  });

/** Copies a cluster while it is down, and starts it again. */
async function backUp(cluster: Embedded, name: string, copy: typeof copyAsBackup): Promise<Embedded> {
  await stop(cluster);
  copy(cluster.dataDir, path.join(base, name));
  return startPrimary();
}

describe('a database that was restored to before a revocation', () => {
  let server: Server;
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
    const ended = await server.revokeToken((await server.logIn()).json().access_token, made.id);
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
    await fresh.close();

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

  afterAll(async () => {
    await server?.close();
    if (restored) await stop(restored);
  });
});

/** Who asks the database without a pause whether it may be served from, each time by what it said before, until it is told to stop. */
function watching(url: string) {
  const sql = connect(url);
  let isOver = false;
  let place: string | null = null;
  const loop = (async () => {
    while (!isOver) {
      const [found]: PlacedState[] = await sql`select * from rowseal.recovery_state_since(${place})`;
      if (found?.state !== 'served') throw new Error(`${found?.state} after ${place}`);
      place = found.place;
    }
  })().catch((error: Error) => error);
  return {
    stop: async () => {
      isOver = true;
      const error = await loop;
      await sql.end({ timeout: 1 });
      return { place, error };
    },
  };
}

/** Writes much, of which half is never committed, until the database ends. */
const writing = (url: string) =>
  withConnection(url, async (sql) => {
    await sql`create table if not exists public.filler (text text)`;
    for (;;) {
      await sql`insert into public.filler select repeat(md5(random()::text), 200) from generate_series(1, 100)`;
      await sql`insert into public.filler select repeat(md5(random()::text), 200) from generate_series(1, 100) as n returning 1 / (100 - n)`.catch(
        ({ code }) => {
          if (code !== '22012') throw new Error(code);
        },
      );
    }
  }).catch(() => {});

describe('a database that is earlier than what its servers saw', () => {
  let server: Server;
  let another: Server;
  let primary: Embedded;
  const lead = async () => {
    primary = await startPrimary();
    address.leadTo(primary.url());
  };
  const isMarked = async () => (await knownTo(primary)).isMarked;
  const looked = async (by: Server) => {
    await expect.poll(async () => codeOf(await by.logIn()), soon).toBe('served');
    return (await by.logIn()).json().access_token;
  };

  test(`is no crash, which loses nothing that was flushed: served at once, ${CRASHES} times under load`, async () => {
    await lead();
    server = await serverAt(through);
    const token = await looked(server);
    for (let crash = 0; crash < CRASHES; crash++) {
      const admin = connect(primary.url());
      await admin`select`;
      const load = Array.from({ length: WRITERS }, () => writing(primary.url('rowseal')));
      const watch = watching(moved(doors.issuerUrl, primary));
      for (let n = 0; n < 20; n++) expect(codeOf(await server.me(token))).toBe('served');
      await killCluster(primary, admin);
      clusters.delete(primary);
      await admin.end({ timeout: 1 });
      await Promise.all(load);
      const { place, error } = await watch.stop();
      expect(place, String(error)).not.toBeNull();
      expect(String(error)).not.toContain('recovery_needed');
      await lead();
      const [found] = await withConnection(
        moved(doors.issuerUrl, primary),
        (sql) => sql`select state from rowseal.recovery_state_since(${place})`,
      );
      expect(found?.['state'], String(place)).toBe('served');
      expect(await answersUntil('served', server, token)).not.toContain('recovery_needed');
      expect(await isMarked()).toBe(false);
    }
  });

  test('is a snapshot of its disk that was put back: served by nobody, whoever was connected before and whoever comes', async () => {
    const made = (await server.newToken(await looked(server))).json();
    await stop(primary);
    copyAsSnapshot(primary.dataDir, path.join(base, 'snapshot'));
    await lead();
    another = await serverAt(through);
    await looked(another);
    const ended = await server.revokeToken(await looked(server), made.id);
    expect(ended.statusCode, ended.body).toBe(204);
    expect((await knownTo(primary)).live).toBe(0);
    // Both have looked since, or they would know no more than the snapshot's own log soon reaches.
    await withConnection(primary.url('rowseal'), (sql) => sql`select pg_sleep(2)`);
    await stop(primary);
    rmSync(primary.dataDir, { recursive: true });
    copyAsSnapshot(path.join(base, 'snapshot'), primary.dataDir);
    await lead();
    for (const each of [server, another]) expect(await answersUntilNoticed(each, made.token)).not.toContain('served');
    await expect.poll(isMarked, soon).toBe(true);
    const fresh = await serverAt(through);
    expect(codeOf(await fresh.logIn())).toBe('recovery_needed');
    expect(codeOf(await fresh.me(made.token))).toBe('recovery_needed');
    await fresh.close();
    // The control: to the snapshot the token is live, and nothing in it says that it is one.
    expect(await knownTo(primary)).toMatchObject({ live: 1, place: 'known' });
  });

  test('is served once it was recovered, and by servers that saw what came later too', async () => {
    const since = new Date(Date.now() - 60_000).toISOString();
    const done = await runCommand(adminOf(primary), 'recover', '--since', since);
    expect(done.code, done.output).toBe(0);
    for (const each of [server, another]) {
      const token = await looked(each);
      // It has looked since.
      await withConnection(primary.url('rowseal'), (sql) => sql`select pg_sleep(2)`);
      expect(codeOf(await each.me(token))).toBe('served');
    }
    expect(await isMarked()).toBe(false);
  });

  afterAll(async () => {
    await Promise.all([server?.close(), another?.close()]);
    if (primary) await stop(primary);
  });
});

describe('a standby that was promoted', () => {
  async function promote(name: string, settings: string) {
    rmSync(path.join(base, name), { recursive: true, force: true });
    const primary = await backUp(await startPrimary(), name, copyAsStandby);
    const standby = started(await startStandby(path.join(base, name), primary));
    await withConnection(primary.url('rowseal'), (sql) => sql.unsafe(settings));
    address.leadTo(primary.url());
    const server = await serverAt(through);
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
    return { server, standby, session };
  }

  test('is served by nobody, until somebody says that nothing was lost: every session goes on', async () => {
    const { server, standby, session } = await promote('promoted', 'select');
    await answersUntilNoticed(server, session.access_token);
    const said = await runCommand(adminOf(standby), 'recover', '--nothing-lost');
    expect(said.code, said.output).toBe(0);
    await expect.poll(async () => codeOf(await server.me(session.access_token)), soon).toBe('served');
    expect(codeOf(await server.refresh(session.refresh_token))).toBe('served');
    const [event] = await withConnection(
      standby.url('rowseal'),
      (sql) => sql`
        select details from rowseal_private.audit_events where kind = 'place_acknowledged' order by at desc limit 1`,
    );
    expect(event?.['details']).toMatchObject({ reason: 'nothing_lost', timeline: 2 });
    await server.close();
    await stop(standby);
  });

  test('is served at once where every commit waits for it, as settings.promotion_grace says', async () => {
    const { server, standby, session } = await promote(
      'vouched',
      `update rowseal_private.settings set promotion_grace = '1 hour'`,
    );
    await expect.poll(async () => codeOf(await server.me(session.access_token)), soon).toBe('served');
    expect(codeOf(await server.refresh(session.refresh_token))).toBe('served');
    const [event] = await withConnection(
      standby.url('rowseal'),
      (sql) => sql`
        select details from rowseal_private.audit_events where kind = 'place_acknowledged' order by at desc limit 1`,
    );
    expect(event?.['details']).toMatchObject({ reason: 'promoted', timeline: 2 });
    await server.close();
    await stop(standby);
  });
});

describe('an old primary, after another one was promoted', () => {
  let old: Embedded;
  let promoted: Embedded;
  let revoked: string;
  const onPromoted = <T>(work: (sql: postgres.Sql) => Promise<T>) => withConnection(promoted.url('rowseal'), work);
  const connectionsTo = async (cluster: Embedded, name: string) =>
    (
      await withConnection(
        cluster.url(),
        (sql) => sql`select pid from pg_stat_activity where application_name = ${name}`,
      )
    ).length;
  test('that is still there is used no more over connections from before, once another was seen', async () => {
    old = await backUp(await startPrimary(), 'successor', copyAsStandby);
    promoted = started(await startStandby(path.join(base, 'successor'), old));
    await withConnection(
      old.url('rowseal'),
      (sql) => sql`update rowseal_private.settings set promotion_grace = '1 hour'`,
    );
    address.leadTo(old.url());
    const server = await serverAt(through);
    const { access_token: owner } = (await server.logIn()).json();
    revoked = (await server.newToken(owner)).json().token;
    expect(codeOf(await server.me(revoked))).toBe('served');
    await expect.poll(async () => (await knownTo(promoted)).live, soon).toBe((await knownTo(old)).live);

    await onPromoted((sql) => sql`select pg_promote()`);
    await onPromoted(
      (sql) =>
        sql`update rowseal_private.personal_access_tokens set revoked_at = clock_timestamp() where name = 'script'`,
    );
    address.leadOthersTo(promoted.url());
    expect(await connectionsTo(old, 'rowseal gateway')).toBeGreaterThan(0);
    await withConnection(
      old.url(),
      (sql) => sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'rowseal issuer'`,
    );
    await expect.poll(() => connectionsTo(promoted, 'rowseal issuer'), soon).toBeGreaterThan(0);
    await expect.poll(async () => codeOf(await server.me(revoked)), soon).toBe('invalid_token');
    expect(codeOf(await server.logIn())).toBe('served');
    await server.close();
  });

  test('that comes back at the first host of a URL is served from by nobody, and the promoted one is when that has gone', async () => {
    await withConnection(old.url(), (sql) => sql`alter system set synchronous_standby_names = 'standby'`);
    await stop(old);
    const [first, second] = [await openFaultProxy(old.url()), await openFaultProxy(promoted.url())];
    await first.vanish();
    const atBoth = (url: string) => {
      const both = new URL(first.through(url));
      const hosts = [first, second].map((each) => new URL(each.through(url)).searchParams.get('host'));
      both.searchParams.set('host', hosts.join(','));
      both.searchParams.set('target_session_attrs', 'read-write');
      return both.href;
    };
    const several = { gatewayUrl: atBoth(doors.gatewayUrl), issuerUrl: atBoth(doors.issuerUrl) };
    const server = await serverAt(several);
    const token = (await server.logIn()).json().access_token;
    expect([codeOf(await server.me(token)), codeOf(await server.me(revoked))]).toEqual(['served', 'invalid_token']);

    old = await startPrimary();
    await first.heal();
    first.leadTo(old.url());
    second.leadTo(promoted.url());
    expect(await answersUntilNoticed(server, revoked)).not.toContain('served');
    // The control: to the old one the token is live, and nothing in it says that another was promoted.
    expect(await knownTo(old)).toMatchObject({ live: 1, place: 'known' });
    // Everybody is told, although no standby is left that its commits would wait for.
    await expect.poll(async () => (await knownTo(old)).isMarked, soon).toBe(true);
    const fresh = await serverAt(several);
    expect(codeOf(await fresh.me(revoked))).toBe('recovery_needed');

    await first.vanish();
    for (const each of [server, fresh]) {
      await expect.poll(async () => codeOf(await each.logIn()), soon).toBe('served');
      await expect.poll(async () => codeOf(await each.me(token)), soon).toBe('served');
      expect(codeOf(await each.me(revoked))).toBe('invalid_token');
      await each.close();
    }
  });
});
