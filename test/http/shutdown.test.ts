import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '#demo/accounts.ts';
import { freshDatabase } from '#test/support/database.ts';
import { startServer } from '#test/support/server-process.ts';
import { withStartupOptions } from '#test/support/startup-options.ts';

const db = await freshDatabase({ seeded: true });
// A query that waits for a lock is a query that lasts.
db.adminUrl = withStartupOptions(db.adminUrl, '-c lock_timeout=0');
/** Few: a stop has ten seconds for them, on whatever machine. */
const LOGINS = 6;
const soon = { timeout: 60_000 };
const json = { 'content-type': 'application/json' };
const login = JSON.stringify({ provider: 'password', email: 'owner@acme.test', password: DEMO_PASSWORD });

const post = (url: string, body: string, headers: object = {}) =>
  fetch(url, { method: 'POST', headers: { ...json, ...headers }, body });

/** Holds a lock on the notes, so that queries for them last. */
async function lockNotes(): Promise<() => void> {
  const held = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  db.admin.begin(async (sql) => {
    await sql`lock table app.notes in access exclusive mode`;
    held.resolve();
    await released.promise;
  });
  await held.promise;
  return () => released.resolve();
}

const refuses = (port: number, address = '127.0.0.1') => {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(port, address, () => {
    socket.destroy();
    resolve(false);
  }).once('error', () => resolve(true));
  return promise;
};

/** A connection that has sent something, and what came back over it. */
function talk(port: number, bytes: string): { socket: Socket; heard(): string } {
  const socket = connect(port, '127.0.0.1').on('error', () => {});
  let text = '';
  socket.on('data', (chunk) => (text += chunk));
  socket.write(bytes);
  return { socket, heard: () => text };
}

/** Logins that have been answered, and requests of any kind that the server has taken and not answered yet, but for the one that asks. */
async function progress(url: string): Promise<{ answered: number; taken: number }> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const read = (pattern: RegExp) => Number(pattern.exec(text)?.[1] ?? 0);
  return {
    answered: read(/^rowseal_logins_total\{outcome="ok"\} (\d+)$/m),
    taken: read(/^rowseal_http_requests_in_flight (\d+)$/m) - 1,
  };
}

const logIn = async (url: string) =>
  (await (await post(`${url}/v1/auth/token`, login)).json()) as { access_token: string };
const query = JSON.stringify({ query: '{ allNotes(first: 1) { nodes { title } } }' });
const readNotes = (url: string, token: string) =>
  post(`${url}/graphql`, query, { authorization: `Bearer ${token}`, 'x-rowseal-workspace': 'acme' });
const head = (length: number) =>
  `POST /v1/auth/token HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n`;

describe('SIGTERM', () => {
  test('lets every request that has arrived get its answer, refuses connections, and exits with 0', async () => {
    const server = await startServer(db);
    const { access_token } = await logIn(server.url);
    const idle = talk(server.port, 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n');
    const idleEnded = once(idle.socket, 'close');
    await expect.poll(idle.heard, soon).toContain('200 OK');
    const slow = talk(server.port, head(login.length) + login.slice(0, 20));
    const logins = Array.from({ length: LOGINS }, () => post(`${server.url}/v1/auth/token`, login));
    const arrived = async () => {
      const { answered, taken } = await progress(server.url);
      return answered + taken;
    };
    await expect.poll(arrived, soon).toBe(1 + 1 + LOGINS);
    const release = await lockNotes();
    const reads = Array.from({ length: 8 }, () => readNotes(server.url, access_token));
    await expect.poll(arrived, soon).toBe(1 + 1 + LOGINS + 8);

    server.process.kill('SIGTERM');
    await expect.poll(() => refuses(server.port), soon).toBe(true);
    release();
    await idleEnded;
    slow.socket.write(login.slice(20));

    for (const answer of await Promise.all(reads)) {
      expect(answer.status).toBe(200);
      expect(await answer.json()).toMatchObject({ data: { allNotes: { nodes: [{}] } } });
      expect(answer.headers.get('connection')).toBe('close');
    }
    for (const answer of await Promise.all(logins)) {
      expect(answer.status).toBe(200);
      expect(await answer.json()).toHaveProperty('access_token');
    }
    expect(await server.exited).toBe(0);
    expect(slow.heard()).toMatch(/^HTTP\/1\.1 200 .*"access_token"/s);
    // A backend ends a moment after its connection.
    const left = () => db.admin`
      select from pg_stat_activity where datname = current_database() and application_name ~ '^rowseal '`;
    await expect.poll(async () => (await left()).length).toBe(0);
  });

  test('on localhost, requests over either of its addresses get their answers', async () => {
    const server = await startServer(db, { HOST: 'localhost' });
    const listening = await lookup('localhost', { all: true });
    const urls = listening.map(
      ({ address, family }) => `http://${family === 6 ? `[${address}]` : address}:${server.port}`,
    );
    const { access_token } = await logIn(urls[0] ?? '');
    const release = await lockNotes();
    const reads = urls.map((url) => readNotes(url, access_token));
    await expect.poll(async () => (await progress(urls[0] ?? '')).taken, soon).toBe(urls.length);
    server.process.kill('SIGTERM');
    for (const { address } of listening) await expect.poll(() => refuses(server.port, address), soon).toBe(true);
    release();
    for (const answer of await Promise.all(reads)) expect(answer.status).toBe(200);
    expect(await server.exited).toBe(0);
  });

  test('in its lame-duck time it is not ready, and serves everything else over new connections', async () => {
    const server = await startServer(db, { ROWSEAL_LAME_DUCK_SECONDS: '5', ROWSEAL_GRAPHQL: 'off' });
    const ask = async (path: string) => {
      const answer = await fetch(`${server.url}${path}`);
      return { status: answer.status, connection: answer.headers.get('connection') };
    };
    expect((await ask('/readyz')).status).toBe(200);
    server.process.kill('SIGTERM');
    await expect.poll(async () => (await ask('/readyz')).status, soon).toBe(503);
    expect(await ask('/v1/jwks.json')).toEqual({ status: 200, connection: 'close' });
    expect(await ask('/healthz')).toEqual({ status: 200, connection: 'close' });
    await expect.poll(() => refuses(server.port)).toBe(true);
    expect(await server.exited).toBe(0);
  });

  test('what still comes over open connections is refused, but for /healthz', async () => {
    const server = await startServer(db);
    const { access_token } = await logIn(server.url);
    const paths = ['/readyz', '/v1/jwks.json', '/healthz'];
    const begun = paths.map((path) => talk(server.port, `GET ${path} HTTP/1.1\r\nHost: x\r\n`));
    const release = await lockNotes();
    const read = readNotes(server.url, access_token);
    await expect.poll(async () => (await progress(server.url)).taken, soon).toBe(1);
    server.process.kill('SIGTERM');
    await expect.poll(() => refuses(server.port), soon).toBe(true);
    for (const { socket } of begun) socket.write('\r\n');
    const answers = begun.map(({ socket, heard }) => once(socket, 'close').then(heard));
    const [readiness, keys, health] = await Promise.all(answers);
    release();
    for (const refusal of [readiness, keys]) {
      expect(refusal).toMatch(/^HTTP\/1\.1 503 .*connection: close.*"code":"unavailable"/is);
      expect(refusal).toMatch(/retry-after: 1/i);
    }
    expect(health).toMatch(/^HTTP\/1\.1 200 /);
    expect((await read).status).toBe(200);
    expect(await server.exited).toBe(0);
  });

  test('a client that never ends its request holds nothing up for longer than ten seconds', async () => {
    const server = await startServer(db, { ROWSEAL_GRAPHQL: 'off' });
    talk(server.port, `${head(100)}{`);
    await expect.poll(async () => (await progress(server.url)).taken, soon).toBe(1);
    const began = performance.now();
    server.process.kill('SIGTERM');
    // It would end itself with another code after 20 s.
    expect(await server.exited).toBe(0);
    expect((performance.now() - began) / 1000).toBeGreaterThan(9);
    expect(server.output()).toContain('stopped before all requests were answered');
  });
});
