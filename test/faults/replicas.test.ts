import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '#demo/accounts.ts';
import { installNotes } from '#demo/install.ts';
import { seedDemo } from '#demo/seed.ts';
import { buildApp } from '#server/app.ts';
import type { Embedded } from '#server/embedded/embedded-postgres.ts';
import { install } from '#server/install/install.ts';
import { createMetrics } from '#server/observability/metrics.ts';
import { connect, withConnection } from '#test/support/connect.ts';
import { PUBLIC_URL } from '#test/support/demo-app.ts';
import { openFaultProxy } from '#test/support/fault-proxy.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';
import { preparedCluster } from '#test/support/own-cluster.ts';
import { PGBOUNCER, startPgBouncer } from '#test/support/pgbouncer.ts';
import { CONNECTIONS, lastAnswers, sessionsOf, TRIALS } from '#test/support/revocation-trials.ts';
import { copyAsStandby, startStandby } from '#test/support/standby.ts';

// A primary and a standby that nothing waits for. Two servers that read from the standby, and one that was not told of it.
const base = mkdtempSync(path.join(tmpdir(), 'rowseal-replicas-'));
chmodSync(base, 0o755); // root's server account must get through
const clusters = new Set<Embedded>();
afterAll(async () => {
  await Promise.all([...clusters].map((cluster) => cluster.stop()));
  rmSync(base, { recursive: true, force: true });
});
const soon = { timeout: 60_000, interval: 50 };

async function startPrimary(): Promise<Embedded> {
  const started = await preparedCluster(['rowseal'], { dataDir: path.join(base, 'primary') });
  clusters.add(started);
  return started;
}

const first = await startPrimary();
const installed = await install({ adminUrl: first.url('rowseal'), masterKey: TEST_MASTER_KEY });
await installNotes(first.url('rowseal'));
await seedDemo(first.url('rowseal'), installed);
// Reads of an application: one that a standby takes long for, and one that it cannot do.
await withConnection(first.url('rowseal'), (sql) =>
  sql.unsafe(`
    create function app.count_slowly() returns integer language plpgsql stable as $$
    declare
      found constant integer := (select count(*) from app.notes);
    begin
      if pg_is_in_recovery() then
        perform pg_sleep(20);
      end if;
      return found;
    end
    $$;
    create sequence app.tickets;
    grant usage on sequence app.tickets to rowseal_user;
    create function app.next_ticket() returns integer language sql stable as 'select nextval(''app.tickets'')::integer';
    create table public.churned as select n from generate_series(1, 100) as n;`),
);
await first.stop();
clusters.delete(first);
copyAsStandby(first.dataDir, path.join(base, 'standby'));
copyAsStandby(first.dataDir, path.join(base, 'twin'));
const primary = await startPrimary();
const standby = await startStandby(path.join(base, 'standby'), primary);
clusters.add(standby);
const admin = connect(primary.url('rowseal'));
const onPrimary = connect(primary.url('rowseal'));
const onStandby = connect(standby.url('rowseal'));
afterAll(() => Promise.all([admin.end(), onPrimary.end(), onStandby.end()]));
/** Where a door is since the primary was started again. */
function moved(url: string): string {
  const changed = new URL(url);
  changed.searchParams.set('host', primary.socketDir);
  return changed.href;
}
const doors = { gatewayUrl: moved(installed.gatewayUrl), issuerUrl: moved(installed.issuerUrl) };
const wayToStandby = await openFaultProxy(standby.url());

async function serverWith(readUrls: string[], logLevel = 'error') {
  const metrics = createMetrics();
  const logged: string[] = [];
  const app = await buildApp({
    ...doors,
    readUrls,
    masterKey: TEST_MASTER_KEY,
    publicUrl: PUBLIC_URL,
    schemas: ['app'],
    development: false,
    metrics,
    logLevel,
    logStream: { write: (line) => logged.push(line) },
    isLagging: () => false,
  });
  afterAll(() => app.close());
  const post = (url: string, payload: object, headers = {}) => app.inject({ method: 'POST', url, payload, headers });
  const count = async (name: string) =>
    Number(new RegExp(`^rowseal_${name} (\\d+)`, 'm').exec(await metrics.text())?.[1] ?? 0);
  return {
    app,
    logged,
    isServed: async () => (await count('replicas_serving')) === 1,
    readsOver: (by: 'standby' | 'primary') => count(`replica_reads_total{answered_by="${by}"}`),
    logIn: async () => {
      const answer = await post('/v1/auth/token', {
        provider: 'password',
        transport: 'body',
        email: 'owner@acme.test',
        password: DEMO_PASSWORD,
      });
      return answer.json() as { access_token: string; refresh_token: string };
    },
    logOut: (refreshToken: string) => post('/v1/auth/logout', { refresh_token: refreshToken }),
    graphql: async (token: string, query: string) => {
      const answer = await post('/graphql', { query }, bearer(token));
      return { status: answer.statusCode, data: answer.json().data };
    },
    me: async (token: string) => (await app.inject({ url: '/v1/me', headers: bearer(token) })).statusCode,
  };
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}`, 'x-rowseal-workspace': 'acme' });
const TITLES = '{ allNotes(orderBy: CREATED_AT_DESC, first: 3) { nodes { title } } }';
const create = (title: string) => `mutation { createNote(input: { note: { title: "${title}" } }) { note { title } } }`;
type Titles = { allNotes: { nodes: { title: string }[] } };

const reader = await serverWith([wayToStandby.through(doors.gatewayUrl)]);
const another = await serverWith([wayToStandby.through(doors.gatewayUrl)]);
const unaware = await serverWith([]);

/** Runs a job while the standby replays nothing. */
async function withoutReplay<T>(job: () => Promise<T>): Promise<T> {
  await onStandby`select pg_wal_replay_pause()`;
  try {
    return await job();
  } finally {
    await onStandby`select pg_wal_replay_resume()`;
  }
}

async function secondsOf(job: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await job();
  return (performance.now() - began) / 1_000;
}

beforeEach(async () => {
  await expect.poll(reader.isServed, soon).toBe(true);
  await expect.poll(another.isServed, soon).toBe(true);
});

describe('a standby under a lease', () => {
  test('answers reads of GraphQL and REST, and the primary what writes', async () => {
    const { access_token: token } = await reader.logIn();
    for (const read of [async () => (await reader.graphql(token, TITLES)).status, () => reader.me(token)]) {
      const before = await reader.readsOver('standby');
      // On a busy machine the lease may be over for a moment.
      await expect
        .poll(async () => {
          expect(await read()).toBe(200);
          return reader.readsOver('standby');
        }, soon)
        .toBeGreaterThan(before);
    }
    const before = await reader.readsOver('standby');
    expect((await reader.graphql(token, create('written'))).data.createNote.note.title).toBe('written');
    expect(await reader.readsOver('standby')).toBe(before);
  });

  test('shows what was written, whichever server is asked', async () => {
    const { access_token: token } = await reader.logIn();
    const before = await another.readsOver('standby');
    for (let n = 0; n < 25; n++) {
      await reader.graphql(token, create(`seen ${n}`));
      const { data } = await another.graphql(token, TITLES);
      expect((data as Titles).allNotes.nodes[0]?.title).toBe(`seen ${n}`);
    }
    expect(await another.readsOver('standby')).toBeGreaterThan(before);
  });

  test('shows what a mutation has made by the issuing door', async () => {
    const { access_token: token } = await reader.logIn();
    const name = crypto.randomUUID();
    const expires = new Date(Date.now() + 3_600_000).toISOString();
    await withoutReplay(async () => {
      const made = await reader.graphql(
        token,
        `mutation { createToken(input: { name: "${name}", expiresAt: "${expires}" }) { token } }`,
      );
      expect(made.data.createToken.token).toContain('rsp_');
      const listed = await another.app.inject({ url: '/v1/tokens', headers: bearer(token) });
      expect(listed.body).toContain(name);
    });
  });

  test('is asked by no token that notes that it was used', async () => {
    const { access_token: token } = await reader.logIn();
    const made = await reader.app.inject({
      method: 'POST',
      url: '/v1/tokens',
      headers: bearer(token),
      payload: { name: 'a script', expires_at: new Date(Date.now() + 3_600_000).toISOString() },
    });
    const before = await reader.readsOver('standby');
    expect((await reader.graphql(made.json().token, TITLES)).status).toBe(200);
    expect(await reader.readsOver('standby')).toBe(before);
  });
});

describe('a read that a standby fails', () => {
  const sleeping = async () =>
    (await onStandby`select from pg_stat_activity where wait_event = 'PgSleep' and state = 'active'`).length > 0;
  const conflicts = async (kind: string) =>
    (
      await onStandby`select ${onStandby(kind)}::integer as n from pg_stat_database_conflicts where datname = 'rowseal'`
    )[0]?.['n'];

  /** A read that a standby is busy with: on a busy machine the lease may be over for a moment, and the primary answers. */
  async function heldRead(token: string) {
    for (;;) {
      const answer = reader.graphql(token, '{ countSlowly }');
      let isOver = false;
      const ended = answer.then(() => {
        isOver = true;
      });
      while (!isOver && !(await sleeping())) await sleep(20);
      if (!isOver) return answer;
      await ended;
    }
  }

  test.each([
    ['rows that are vacuumed away', 'confl_snapshot', ['delete from public.churned', 'vacuum public.churned']],
    ['a lock', 'confl_lock', ['begin; lock table app.notes in access exclusive mode; commit']],
  ])('because replay conflicts with it (%s) is answered by the primary', async (_, kind, statements) => {
    await onStandby`alter system set max_standby_streaming_delay = 0`;
    await onStandby`select pg_reload_conf()`;
    try {
      const { access_token: token } = await reader.logIn();
      await reader.graphql(token, create('counted'));
      const [before, answered] = [await conflicts(kind), await reader.readsOver('primary')];
      const read = heldRead(token);
      await expect.poll(sleeping, soon).toBe(true);
      for (const statement of statements) await admin.unsafe(statement);
      const { status, data } = await read;
      expect(status).toBe(200);
      expect((data as { countSlowly: number }).countSlowly).toBeGreaterThan(0);
      expect(await reader.readsOver('primary')).toBeGreaterThan(answered);
      // It was a conflict, and no deadline.
      await expect.poll(() => conflicts(kind), soon).toBeGreaterThan(before);
      expect((await reader.graphql(token, TITLES)).status).toBe(200);
    } finally {
      await onStandby`alter system reset max_standby_streaming_delay`;
      await onStandby`select pg_reload_conf()`;
    }
  });

  test('because it would write (25006) is answered by the primary', async () => {
    const { access_token: token } = await reader.logIn();
    for (let ticket = 1; ticket <= 3; ticket++) {
      const { status, data } = await reader.graphql(token, '{ nextTicket }');
      expect([status, data]).toEqual([200, { nextTicket: ticket }]);
    }
  });
});

describe.runIf(PGBOUNCER)('a standby behind PgBouncer', () => {
  test('is not read from, and the log says so: one batch may be answered by another server process than the next', async () => {
    const { port, stop } = await startPgBouncer(standby.socketDir, 3);
    try {
      const pooled = `postgres://rowseal_gateway@127.0.0.1:${port}/rowseal?sslmode=disable`;
      const server = await serverWith([pooled], 'info');
      await expect.poll(() => server.logged.join(''), soon).toContain('is not read from: a pooler is in between');
      const { access_token: token } = await server.logIn();
      // As long as a standby takes that is read from, which the other servers show meanwhile.
      await sleep(5_000);
      expect((await server.graphql(token, TITLES)).status).toBe(200);
      expect([await server.isServed(), await server.readsOver('standby')]).toEqual([false, 0]);
      await server.app.close();
    } finally {
      await stop();
    }
  });
});

describe('a revocation', () => {
  test(`holds for every request that begins after it was answered, ${TRIALS} times, while ${CONNECTIONS} connections go on, on both servers`, async () => {
    const [owner] = await admin<{ id: string }[]>`select id from rowseal.users where email = 'owner@acme.test'`;
    const sessions = await sessionsOf(admin, doors.issuerUrl, owner?.id ?? '');
    const before = await reader.readsOver('standby');
    for await (const { access, refresh } of sessions(TRIALS)) {
      const use = async (connection: number) => {
        const server = connection % 2 === 0 ? reader : another;
        return connection < 4 ? server.me(access) : (await server.graphql(access, TITLES)).status;
      };
      const revoke = async () => (await reader.logOut(refresh)).statusCode;
      expect(await lastAnswers(use, revoke)).toEqual(Array(CONNECTIONS).fill(401));
    }
    // The control: the standby was read from meanwhile.
    const reads = (await reader.readsOver('standby')) - before;
    expect(reads).toBeGreaterThan(TRIALS);
    console.log(`${TRIALS} trials, ${reads} reads of one server answered by the standby`);
  }, 7_200_000);

  test('is answered within a second although the standby replays nothing, and holds there too', async () => {
    const { access_token: token, refresh_token } = await reader.logIn();
    expect(await another.me(token)).toBe(200);
    await withoutReplay(async () => {
      expect(await secondsOf(() => reader.logOut(refresh_token))).toBeGreaterThan(0.5);
      expect(await another.me(token)).toBe(401);
      // The control: to the standby the session lives.
      const [live] = await onStandby`
        select count(*)::int as live from rowseal_private.sessions as session
          join rowseal.users as account on account.id = session.user_id
         where session.revoked_at is null and account.email = 'owner@acme.test'`;
      const [really] = await admin`
        select count(*)::int as live from rowseal_private.sessions as session
          join rowseal.users as account on account.id = session.user_id
         where session.revoked_at is null and account.email = 'owner@acme.test'`;
      expect(live?.['live']).toBe(really?.['live'] + 1);
      // Nobody reads from it any more, and nobody waits for it.
      await expect.poll(async () => secondsOf(() => reader.logOut(refresh_token)), soon).toBeLessThan(0.5);
    });
  });

  test('by a server that was not told of the standby waits for the whole lease', async () => {
    const { access_token: token, refresh_token } = await unaware.logIn();
    await withoutReplay(async () => {
      expect(await secondsOf(() => unaware.logOut(refresh_token))).toBeGreaterThanOrEqual(1);
      expect(await reader.me(token)).toBe(401);
    });
  });

  test('is answered although the primary cannot be told of a beat', async () => {
    const { access_token: token, refresh_token } = await reader.logIn();
    await admin.begin(async (sql) => {
      await sql`lock table rowseal_private.reading_servers in share row exclusive mode`;
      const waiting = async () =>
        (
          await onPrimary`
            select pid, query_start::text from pg_stat_activity
             where wait_event_type = 'Lock' and query ~ 'rowseal\\.beat' order by pid`
        ).map(({ pid, query_start }) => `${pid} ${query_start}`);
      await expect.poll(async () => (await waiting()).length, soon).toBe(2);
      const held = await waiting();
      expect((await reader.logOut(refresh_token)).statusCode).toBe(204);
      // Not because these have given up.
      expect(await waiting()).toEqual(held);
      expect(await another.me(token)).toBe(401);
    });
  });

  test('holds where one address leads to several standbys, each server to its own', async () => {
    const twin = await startStandby(path.join(base, 'twin'), primary);
    clusters.add(twin);
    const balancer = await openFaultProxy(standby.url());
    const here = await serverWith([balancer.through(doors.gatewayUrl)]);
    await expect.poll(here.isServed, soon).toBe(true);
    balancer.leadOthersTo(twin.url());
    const there = await serverWith([balancer.through(doors.gatewayUrl)]);
    await expect.poll(there.isServed, soon).toBe(true);
    const { access_token: token, refresh_token } = await here.logIn();
    const onTwin = connect(twin.url('rowseal'));
    await onTwin`select pg_wal_replay_pause()`;
    // The control: to the other standby the session lives.
    expect(await there.me(token)).toBe(200);
    expect((await here.logOut(refresh_token)).statusCode).toBe(204);
    expect(await there.me(token)).toBe(401);
    await onTwin.end();
    await twin.stop();
    clusters.delete(twin);
  });

  // The control: it is the wait that keeps the promise.
  test('that nobody waits for is not seen by who reads from a standby that replays nothing', async () => {
    const { access_token: token } = await reader.logIn();
    await withoutReplay(async () => {
      await admin`
        update rowseal_private.sessions set revoked_at = clock_timestamp()
         where revoked_at is null and user_id = (select id from rowseal.users where email = 'owner@acme.test')`;
      expect(await reader.me(token)).toBe(200);
    });
  });
});

describe('a standby that is lost', () => {
  test('costs no answer, and gives reads back when it is there again', async () => {
    const { access_token: token } = await reader.logIn();
    wayToStandby.silence();
    const until = performance.now() + 3_000;
    while (performance.now() < until) expect((await reader.graphql(token, TITLES)).status).toBe(200);
    expect(await reader.isServed()).toBe(false);
    await wayToStandby.heal();
    await expect.poll(reader.isServed, soon).toBe(true);
    expect(reader.logged.join('')).toContain('reads go to the primary');
  });

  // Last: it is no standby afterwards.
  test('is not read from once it is promoted', async () => {
    const { access_token: token } = await reader.logIn();
    await onStandby`select pg_promote()`;
    await expect.poll(reader.isServed, soon).toBe(false);
    const before = await reader.readsOver('standby');
    expect((await reader.graphql(token, TITLES)).status).toBe(200);
    expect(await reader.readsOver('standby')).toBe(before);
  });
});
