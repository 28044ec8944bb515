import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '#demo/accounts.ts';
import { malformedRequests, type Operation, requestsWith } from '#test/support/credential-places.ts';
import { freshDatabase } from '#test/support/database.ts';
import { demoApp } from '#test/support/demo-app.ts';
import { needlesOf, searcher } from '#test/support/secret-search.ts';
import { startServer } from '#test/support/server-process.ts';

const db = await freshDatabase({ seeded: true });
const server = await startServer(db, { ROWSEAL_LOG_LEVEL: 'trace' });

const json = { 'content-type': 'application/json' };
async function post(path: string, body: object, headers: object = {}): Promise<Record<string, string>> {
  const init = { method: 'POST', headers: { ...json, ...headers }, body: JSON.stringify(body) };
  return (await (await fetch(server.url + path, init)).json()) as Record<string, string>;
}

/** Credentials that are good at first, and made-up ones of the kinds that do not exist yet. */
async function collectCredentials(): Promise<Record<string, string>> {
  const login = { provider: 'password', email: 'owner@acme.test', password: DEMO_PASSWORD, transport: 'body' };
  const { access_token, refresh_token } = await post('/v1/auth/token', login);
  const inAcme = { authorization: `Bearer ${access_token}`, 'x-rowseal-workspace': 'acme' };
  const expires_at = new Date(Date.now() + 3_600_000).toISOString();
  const { token } = await post('/v1/tokens', { name: 'log', expires_at }, inAcme);
  const madeUp = (prefix: string) =>
    prefix +
    Buffer.from(`${prefix.repeat(17)}!`)
      .toString('base64url')
      .slice(0, 92);
  if (!access_token || !refresh_token || !token) throw new Error('no credentials to look for');
  return {
    password: DEMO_PASSWORD,
    access_token,
    refresh_token,
    personal: token,
    code: madeUp('rsc_'),
    invitation: madeUp('rsi_'),
    proof: madeUp('rsv_'),
  };
}

/** Names the credentials that a text holds, whole or a piece, in any notation. */
function found(where: string, credentials: Record<string, string>): string[] {
  const needles = Object.entries(credentials).flatMap(([name, credential]) =>
    [credential, encodeURIComponent(credential)].flatMap((spelled) =>
      needlesOf(name, Buffer.from(spelled)).map(({ bytes }) => ({ what: name, bytes })),
    ),
  );
  const names = new Set(searcher(needles)(Buffer.from(where)).map(({ what }) => what));
  return Object.keys(credentials).filter((name) => names.has(name));
}

/** Paths that the OpenAPI document leaves out: pages, and what is not there. */
const UNDOCUMENTED = [
  ...['/account', '/consent', '/docs', '/sign-in', '/sign-out', '/pages/style.css'],
  ...['/graphql', '/metrics', '/nothing', '/v1/oauth/authorize', '/v1/openapi.json'],
];

async function operations(): Promise<Operation[]> {
  const { paths } = (await (await fetch(`${server.url}/v1/openapi.json`)).json()) as { paths: Record<string, object> };
  const listed = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path: path.replaceAll(/\{.*?\}/g, ':') })),
  );
  const others = UNDOCUMENTED.flatMap((path) => [
    { method: 'GET', path },
    { method: 'POST', path },
  ]);
  return [...listed, ...others];
}

async function sendRaw(bytes: string): Promise<string> {
  const socket = connect(server.port, '127.0.0.1');
  socket.end(bytes);
  return text(socket);
}

describe('the log of a real server at level trace', async () => {
  const credentials = await collectCredentials();
  const sent: string[] = [];
  for (const operation of await operations()) {
    for (const [path, init] of requestsWith(Object.values(credentials), operation)) {
      sent.push(`${path} ${JSON.stringify(init)}`);
      await (await fetch(server.url + path, init)).arrayBuffer();
    }
  }
  const unreadable = Object.values(credentials).flatMap(malformedRequests);
  for (const bytes of unreadable) await sendRaw(bytes);
  const lines = server
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{'));
  const logged = lines.map((line) => JSON.parse(line));

  test('has a line for each request, with its route and without its URL', () => {
    const requests = logged.filter(({ msg }) => msg === 'request');
    expect(requests.length).toBeGreaterThan(sent.length);
    expect(Object.keys(requests[0]).sort()).toEqual(
      ['hostname', 'ip', 'level', 'method', 'ms', 'msg', 'pid', 'reqId', 'route', 'status', 'time'].sort(),
    );
    expect(new Set(requests.map(({ route }) => route))).toContain('/v1/auth/sessions/:id');
    expect(requests.filter(({ route, status }) => route === 'none' && status === 404).length).toBeGreaterThan(50);
    expect(logged.filter(({ msg }) => msg === 'no request').map(({ reason }) => reason)).toContain(
      'HPE_HEADER_OVERFLOW',
    );
  });

  test('takes no request id from a client', () => {
    for (const { reqId } of logged.filter(({ msg }) => msg === 'request')) expect(reqId).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('neither output holds a piece of a credential, as it is or in hexadecimal or base64', () => {
    expect(found(server.output(), credentials)).toEqual([]);
  });

  test('the search would find each: in what was sent, and in every spelling', () => {
    expect(found(sent.join('\n'), credentials)).toEqual(Object.keys(credentials));
    for (const credential of Object.values(credentials)) {
      for (const spelled of [
        Buffer.from(`x${credential}`).toString('base64'),
        Buffer.from(credential).toString('hex'),
      ]) {
        expect(found(spelled, { credential })).toEqual(['credential']);
      }
    }
  });

  test('the answer to an error names the line of its request', async () => {
    const { instance } = (await (await fetch(`${server.url}/v1/me`)).json()) as { instance: string };
    const id = instance.replace('urn:rowseal:request:', '');
    await expect.poll(() => server.output().includes(id)).toBe(true);
  });

  test('credentials that a careless line would hold are redacted', async () => {
    let log = '';
    const { app } = await demoApp({ logLevel: 'trace', logStream: { write: (line) => (log += line) } });
    const [{ access_token, refresh_token, personal, proof }] = [credentials] as [Record<string, string>];
    app.log.info(
      { headers: { 'x-any': DEMO_PASSWORD }, body: DEMO_PASSWORD, deep: { er: { password: DEMO_PASSWORD } } },
      'a',
    );
    app.log.info(`GET /reset?secret=${encodeURIComponent(DEMO_PASSWORD)} with ${proof}`);
    app.log.error(new Error(`refused Bearer ${access_token}, then ${refresh_token}`));
    app.log
      .child({ token: personal })
      .trace({ list: [personal, { Authorization: `Basic ${btoa(DEMO_PASSWORD)}` }] }, 'b');
    expect(log.split('\n').length).toBeGreaterThan(4);
    expect(found(log, credentials)).toEqual([]);
  });
});
