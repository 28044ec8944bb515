import { execFileSync } from 'node:child_process';
import { chmodSync, closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '#demo/accounts.ts';
import { installNotes } from '#demo/install.ts';
import { seedDemo } from '#demo/seed.ts';
import { buildApp } from '#server/app.ts';
import { type Embedded, startEmbedded } from '#server/embedded/embedded-postgres.ts';
import { ensureDatabase, install } from '#server/install/install.ts';
import { TEST_BINARIES } from '#test/support/cluster.ts';
import { connect, withConnection } from '#test/support/connect.ts';
import { PUBLIC_URL } from '#test/support/demo-app.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';

// The database has a file system of its own, so small that it can be filled; only root may mount one.
const base = mkdtempSync(path.join(tmpdir(), 'rowseal-disk-'));
const disk = path.join(base, 'disk');
const sockets = path.join(base, 'sockets');
for (const folder of [disk, sockets]) mkdirSync(folder);
chmodSync(base, 0o755);
chmodSync(sockets, 0o777);
const isMounted = mount();
const soon = { timeout: 60_000 };

function mount(): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=192M,mode=0777', 'rowseal', disk], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Takes all the room that there is. */
function fillUp(): void {
  const file = openSync(path.join(disk, 'filler'), 'a');
  try {
    for (let size = 1 << 20; size >= 1; ) {
      try {
        if (writeSync(file, Buffer.alloc(size)) < size) size >>= 1;
      } catch {
        size >>= 1;
      }
    }
  } finally {
    closeSync(file);
  }
}
const makeRoom = () => rmSync(path.join(disk, 'filler'));

describe.skipIf(!isMounted)('a disk that is full', async () => {
  let cluster: Embedded | undefined;
  afterAll(async () => {
    await cluster?.stop();
    execFileSync('umount', [disk]);
    rmSync(base, { recursive: true, force: true });
  });
  if (!isMounted) return;
  const url = (database: string) => `postgres://postgres@localhost/${database}?host=${encodeURIComponent(sockets)}`;
  const start = async () => {
    cluster = await startEmbedded({
      dataDir: path.join(disk, 'data'),
      settings: { unix_socket_directories: sockets, min_wal_size: '32MB', max_wal_size: '48MB', autovacuum: 'off' },
      ...(TEST_BINARIES ? { binaries: TEST_BINARIES } : {}),
    });
  };
  await start();
  await ensureDatabase(url('postgres'), 'rowseal');
  const doors = await install({ adminUrl: url('rowseal'), masterKey: TEST_MASTER_KEY });
  await installNotes(url('rowseal'));
  await seedDemo(url('rowseal'), doors);
  const app = await buildApp({
    ...doors,
    masterKey: TEST_MASTER_KEY,
    publicUrl: PUBLIC_URL,
    schemas: ['app'],
    development: false,
    logLevel: 'silent',
    isLagging: () => false,
  });
  afterAll(() => app.close());
  const post = (path: string, payload: object) => app.inject({ method: 'POST', url: path, payload });
  const logIn = () =>
    post('/v1/auth/token', {
      provider: 'password',
      transport: 'body',
      email: 'owner@acme.test',
      password: DEMO_PASSWORD,
    });
  const ready = async () => (await app.inject('/readyz')).statusCode;

  /** Logs in until it is refused so many times; the refresh tokens that were given out. */
  async function logInUntilRefused(times: number): Promise<string[]> {
    const tokens: string[] = [];
    for (let refused = 0; refused < times; ) {
      const answer = await logIn();
      expect([200, 503]).toContain(answer.statusCode);
      if (answer.statusCode === 200) tokens.push(answer.json().refresh_token);
      else {
        refused += 1;
        expect(['unavailable', 'outcome_unknown', 'overloaded']).toContain(answer.json().code);
        expect(answer.headers['retry-after']).toBe(answer.json().code === 'outcome_unknown' ? undefined : '1');
      }
    }
    return tokens;
  }

  const goesOn = async (token: string) => (await post('/v1/auth/refresh', { refresh_token: token })).statusCode;

  test('for tables: 503, what was acknowledged stays, and it serves again where there is room', async () => {
    const before = (await logIn()).json().refresh_token;
    fillUp();
    const tokens = await logInUntilRefused(3);
    makeRoom();
    await expect.poll(async () => (await logIn()).statusCode, soon).toBe(200);
    for (const token of [before, ...tokens]) expect(await goesOn(token)).toBe(200);
  }, 300_000);

  test('for the log: PostgreSQL stops, 503, what was acknowledged stays, and it serves again after a start', async () => {
    const before = (await logIn()).json().refresh_token;
    fillUp();
    const admin = connect(url('rowseal'));
    const end = async () => {
      for (;;) await admin`select pg_logical_emit_message(false, 'filler', repeat('x', 1000000))`;
    };
    await expect(end()).rejects.toThrow();
    await admin.end({ timeout: 1 });
    const tokens = await logInUntilRefused(3);
    await expect.poll(ready, soon).toBe(503);
    makeRoom();
    await cluster?.stop();
    await start();
    await expect.poll(ready, soon).toBe(200);
    await expect.poll(async () => (await logIn()).statusCode, soon).toBe(200);
    for (const token of [before, ...tokens]) expect(await goesOn(token)).toBe(200);
    expect(await withConnection(url('rowseal'), (sql) => sql`select 1 as one`)).toEqual([{ one: 1 }]);
  }, 300_000);
});
