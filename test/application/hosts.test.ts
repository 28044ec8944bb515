import { once } from 'node:events';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { type HttpBindings, serve } from '@hono/node-server';
import express from 'express';
import Fastify from 'fastify';
import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '#demo/accounts.ts';
import { rowsealExpress } from '#server/application/express.ts';
import { rowsealFastify } from '#server/application/fastify.ts';
import { rowsealHono } from '#server/application/hono.ts';
import { type RouteHandlers, rowsealNext, rowsealProxy } from '#server/application/next.ts';
import { createRowseal } from '#server/application/rowseal.ts';
import { signedIn, testKit } from '#server/application/testing.ts';
import { closeAfterFile } from '#test/support/closing.ts';
import { freshDatabase } from '#test/support/database.ts';
import { behindPooler, serverOn } from '#test/support/demo-app.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';

// Everything that the server answers over HTTP, it answers inside of an application too: the same requests to all, compared.
const db = await freshDatabase({ seeded: true });
const publicUrl = 'http://localhost:4000/auth';
const options = {
  gatewayUrl: behindPooler(db.gatewayUrl),
  issuerUrl: behindPooler(db.issuerUrl),
  masterKey: Buffer.from(TEST_MASTER_KEY).toString('base64'),
  publicUrl,
  worker: false,
  development: false,
  rateLimit: 0,
  graphql: true,
  schemas: ['app'],
  trustedProxies: ['127.0.0.2', '::ffff:127.0.0.2'],
  logLevel: 'silent',
  isLagging: () => false,
};
const rowseal = createRowseal(options);
closeAfterFile(() => rowseal.close());
const { app: reference } = await serverOn(db, { publicUrl, trustedProxies: options.trustedProxies });

/** An answer, without what differs between two of the same. */
interface Shown {
  status: number | undefined;
  headers: Record<string, unknown>;
  body: string;
}
interface Sent {
  method?: string;
  path: string;
  headers?: Record<string, string>;
  body?: string;
  /** Without content-length. */
  chunked?: boolean;
}

/** Sends a request as it is, and nothing besides. */
async function sendTo(port: number, { method = 'GET', path, headers = {}, body, chunked }: Sent): Promise<Shown> {
  const length = body === undefined || chunked ? {} : { 'content-length': Buffer.byteLength(body) };
  const sent = httpRequest({ host: '127.0.0.1', port, method, path, headers: { ...length, ...headers }, agent: false });
  if (chunked) sent.setHeader('transfer-encoding', 'chunked');
  sent.end(body);
  const [answer] = await once(sent, 'response');
  answer.setEncoding('utf8');
  let text = '';
  for await (const chunk of answer) text += chunk;
  return shown(answer.statusCode, answer.headers, text);
}

/** What says how an answer was framed, or when it was made. */
const OF_TRANSPORT = ['date', 'connection', 'keep-alive', 'transfer-encoding', 'content-length', 'x-powered-by'];
const MADE_UP: [RegExp, string][] = [
  [/(expires_in\\":)\d+/g, '$1SECONDS'],
  [/(urn:rowseal:request:|"x-request-id":")[0-9a-f-]{36}/g, '$1REQUEST'],
  [/rs[rd]_[A-Za-z0-9_-]{92,120}/g, 'TOKEN'],
  [/eyJ[A-Za-z0-9_.-]+/g, 'JWT'],
  [/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'ID'],
  [/begun-[0-9a-f]+=[^;]+/g, 'BEGUN'],
  [/\d{4}-\d\d-\d\d[T ][\d:.]+(Z|\+00:00)/g, 'MOMENT'],
];

function shown(status: number | undefined, given: Record<string, unknown>, text: string): Shown {
  const known = Object.entries(given).filter(([name]) => !OF_TRANSPORT.includes(name));
  const plain = JSON.stringify({ headers: Object.fromEntries(known.sort()), body: text });
  const same = MADE_UP.reduce((all, [pattern, name]) => all.replaceAll(pattern, name), plain);
  return { status, ...JSON.parse(same) };
}

const portOf = (server: { address(): AddressInfo | string | null }) => (server.address() as AddressInfo).port;
const ports: Record<string, number> = {};

beforeAll(async () => {
  await reference.listen({ port: 0, host: '127.0.0.1' });
  ports['HTTP'] = portOf(reference.server);
  const overExpress = express().use(rowsealExpress(rowseal)).use(express.json());
  overExpress.get('/own', (_request, response) => void response.send('own'));
  const overFastify = Fastify();
  await overFastify.register(rowsealFastify, { rowseal: { ...rowseal, close: async () => {} } });
  overFastify.get('/own', async () => 'own');
  await overFastify.listen({ port: 0, host: '127.0.0.1' });
  const overHono = new Hono().use(rowsealHono(rowseal)).get('/own', (context) => context.text('own'));
  // Next.js hands its route handlers requests without an address; a header of the platform has it.
  const clientAddress = (request: Request) => request.headers.get('x-real-ip') ?? undefined;
  const [routes, proxy] = [rowsealNext(rowseal, { clientAddress }), rowsealProxy(rowseal, { clientAddress })];
  const overNext = new Hono<{ Bindings: HttpBindings }>().all('*', async ({ req: { raw }, env }) => {
    const request = new Request(raw);
    request.headers.set('x-real-ip', env.incoming.socket.remoteAddress ?? '');
    if (new URL(request.url).pathname === '/own') return (await proxy(request)) ?? new Response('own');
    return routes[request.method as keyof RouteHandlers](request);
  });
  const servers = [
    overExpress.listen(0, '127.0.0.1'),
    serve({ fetch: overHono.fetch, port: 0, hostname: '127.0.0.1' }),
    serve({ fetch: overNext.fetch, port: 0, hostname: '127.0.0.1' }),
  ];
  await Promise.all(servers.map((server) => once(server, 'listening')));
  ports['Express'] = portOf(servers[0] as Server);
  ports['Hono'] = portOf(servers[1] as Server);
  ports['Next.js'] = portOf(servers[2] as Server);
  ports['Fastify'] = portOf(overFastify.server);
  closeAfterFile(() => Promise.all([overFastify.close(), ...servers.map((server) => server.close())]));
});

const JSON_TYPE = { 'content-type': 'application/json' };
const login = (email: string, more: object = {}) => ({
  method: 'POST',
  path: '/auth/v1/auth/token',
  headers: JSON_TYPE,
  body: JSON.stringify({ provider: 'password', email, password: DEMO_PASSWORD, ...more }),
});
let member = '';
beforeAll(async () => {
  const { body } = await (async () => {
    const answer = await fetch(`http://127.0.0.1:${ports['HTTP']}${login('').path}`, login('member@acme.test'));
    return { body: (await answer.json()) as { access_token: string } };
  })();
  member = body.access_token;
});
const asMember = () => ({ authorization: `Bearer ${member}`, 'x-rowseal-workspace': 'acme' });
const query = JSON.stringify({ query: '{ allNotes(first: 1) { nodes { title } } }' });

const REQUESTS: [string, () => Sent, (shown: Shown) => void][] = [
  ['health', () => ({ path: '/auth/healthz' }), ({ body }) => expect(body).toBe('{"status":"ok"}')],
  [
    'HEAD',
    () => ({ method: 'HEAD', path: '/auth/healthz' }),
    ({ status, body }) => expect([status, body]).toEqual([200, '']),
  ],
  ['a path that is not there', () => ({ path: '/auth/nowhere?x=1' }), ({ status }) => expect(status).toBe(404)],
  [
    'a method that is not there',
    () => ({ method: 'POST', path: '/auth/healthz' }),
    ({ status, headers }) => expect([status, headers['allow']]).toEqual([405, 'GET, HEAD, OPTIONS']),
  ],
  ['OPTIONS', () => ({ method: 'OPTIONS', path: '/auth/v1/me' }), ({ status }) => expect(status).toBe(204)],
  [
    'a preflight',
    () => ({
      method: 'OPTIONS',
      path: '/auth/v1/me',
      headers: { origin: 'http://localhost:4000', 'access-control-request-method': 'GET' },
    }),
    ({ headers }) => expect(headers['access-control-allow-origin']).toBe('http://localhost:4000'),
  ],
  [
    'nobody',
    () => ({ path: '/auth/v1/me' }),
    ({ headers }) =>
      expect(headers['www-authenticate']).toContain(
        'resource_metadata="http://localhost:4000/.well-known/oauth-protected-resource/auth"',
      ),
  ],
  [
    'a member',
    () => ({ path: '/auth/v1/me', headers: asMember() }),
    ({ body }) => expect(body).toContain('member@acme.test'),
  ],
  [
    'a login, with its two cookies',
    () => login('viewer@acme.test'),
    ({ headers }) =>
      expect(headers['set-cookie']).toEqual([
        expect.stringMatching(/^__Host-Http-rowseal-.*Path=\//),
        expect.stringContaining('Secure'),
      ]),
  ],
  [
    'a login without content-length',
    () => ({ ...login('viewer@acme.test', { transport: 'body' }), chunked: true }),
    ({ status }) => expect(status).toBe(200),
  ],
  [
    'a wrong password',
    () => login('viewer@acme.test', { password: 'wrong' }),
    ({ status }) => expect(status).toBe(401),
  ],
  [
    'a page of another origin',
    () => ({ ...login('viewer@acme.test'), headers: { ...JSON_TYPE, origin: 'https://evil.test' } }),
    ({ status }) => expect(status).toBe(403),
  ],
  ['JSON that is none', () => ({ ...login(''), body: '{"a"' }), ({ status }) => expect(status).toBe(400)],
  [
    'bytes that are no UTF-8',
    () => ({ ...login(''), body: '{"email":"\ud800"}' }),
    ({ status }) => expect(status).toBe(400),
  ],
  [
    'a body that is too large',
    () => ({ ...login(''), body: `"${'x'.repeat(150_000)}"` }),
    ({ status }) => expect(status).toBe(413),
  ],
  [
    'one that is too large and does not say so',
    () => ({ ...login(''), body: `"${'x'.repeat(150_000)}"`, chunked: true }),
    ({ status }) => expect(status).toBe(413),
  ],
  [
    'another type',
    () => ({ ...login(''), headers: { 'content-type': 'text/plain' } }),
    ({ status }) => expect(status).toBe(415),
  ],
  ['a body without a type', () => ({ ...login(''), headers: {} }), ({ status }) => expect(status).toBe(415)],
  [
    'GraphQL',
    () => ({
      method: 'POST',
      path: '/auth/graphql',
      headers: { ...asMember(), ...JSON_TYPE },
      body: query,
      chunked: true,
    }),
    ({ body }) => expect(body).toContain('"allNotes"'),
  ],
  [
    'discovery',
    () => ({ path: '/.well-known/oauth-authorization-server/auth' }),
    ({ body }) => expect(JSON.parse(body).issuer).toBe(publicUrl),
  ],
  [
    'a large answer',
    () => ({ path: '/auth/v1/openapi.json' }),
    ({ body }) => expect(body.length).toBeGreaterThan(100_000),
  ],
  ['a form', () => ({ path: '/auth/sign-in' }), ({ body }) => expect(body).toContain('action="/auth/sign-in"')],
  [
    'a redirect',
    () => ({ path: '/auth/account' }),
    ({ status, headers }) => expect([status, headers['location']]).toEqual([303, '/auth/sign-in']),
  ],
  [
    'a form that is sent',
    () => ({
      method: 'POST',
      path: '/auth/sign-in',
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'http://localhost:4000' },
      body: new URLSearchParams({ email: 'member@acme.test', password: DEMO_PASSWORD }).toString(),
    }),
    ({ status, headers }) => expect([status, headers['location']]).toEqual([303, '/auth/account']),
  ],
  [
    'an OAuth client that nobody knows',
    () => ({
      method: 'POST',
      path: '/auth/v1/oauth/token',
      headers: { 'content-type': 'application/x-www-form-urlencoded', authorization: 'Basic eDp5' },
      body: 'grant_type=refresh_token',
    }),
    ({ status }) => expect(status).toBe(401),
  ],
];

describe.each(['Express', 'Fastify', 'Hono', 'Next.js'])('%s', (host) => {
  test.each(REQUESTS)('%s: answered as over HTTP', async (_, make, check) => {
    const expected = await sendTo(ports['HTTP'] as number, make());
    check(expected);
    expect(await sendTo(ports[host] as number, make())).toEqual(expected);
  });

  test('what has not changed is answered 304, without a body', async () => {
    const path = '/auth/v1/jwks.json';
    const { headers } = await sendTo(ports[host] as number, { path });
    const again = await sendTo(ports[host] as number, { path, headers: { 'if-none-match': String(headers['etag']) } });
    expect([again.status, again.body]).toEqual([304, '']);
  });

  test('paths of its own, and beside the public URL, stay with the application', async () => {
    expect((await sendTo(ports[host] as number, { path: '/own' })).body).toBe('own');
    for (const path of ['/healthz', '/authx/healthz', '/%61uth/healthz', '/.well-known/openid-configuration'])
      expect((await sendTo(ports[host] as number, { path })).headers['content-type'], path).not.toContain('problem');
  });

  test('the address of a client is that of the socket, and no header says another', async () => {
    const { token } = await connected(host, { 'x-forwarded-for': '192.0.2.77' });
    const sessions = await fetch(`http://127.0.0.1:${ports['HTTP']}/auth/v1/auth/sessions`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const { sessions: all } = (await sessions.json()) as { sessions: { current: boolean; ip: string }[] };
    expect(all.find(({ current }) => current)?.ip).toBe('127.0.0.1');
  });
});

async function connected(host: string, headers: Record<string, string>): Promise<{ token: string }> {
  const { path, body, method } = login('member@acme.test', { transport: 'body' });
  const answer = await fetch(`http://127.0.0.1:${ports[host]}${path}`, {
    method,
    body,
    headers: { ...JSON_TYPE, ...headers },
  });
  return { token: ((await answer.json()) as { access_token: string }).access_token };
}

describe('handler', () => {
  const ask = (path: string, init: RequestInit = {}, info = {}) =>
    rowseal.handler(new Request(`http://localhost:4000${path}`, init), info);

  test('answers a Request of the Web standard, with each of several cookies', async () => {
    const { path, method, body } = login('member@acme.test');
    const answer = await ask(path, { method, body, headers: JSON_TYPE });
    expect(answer.headers.getSetCookie()).toHaveLength(2);
    expect(await (await ask('/auth/healthz', { method: 'HEAD' })).text()).toBe('');
  });

  test('knows an address only where the application says one, and believes a proxy that is trusted', async () => {
    const ipOf = async (info: object, headers: Record<string, string> = {}) => {
      const { path, method, body } = login('member@acme.test', { transport: 'body' });
      const answer = await ask(path, { method, body, headers: { ...JSON_TYPE, ...headers } }, info);
      const { access_token: token } = (await answer.json()) as { access_token: string };
      const { sid } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
      return (await db.admin`select host(ip) as ip from rowseal_private.sessions where id = ${sid}`)[0]?.['ip'];
    };
    const forwarded = { 'x-forwarded-for': '192.0.2.78' };
    expect(await ipOf({ ip: '198.51.100.1' })).toBe('198.51.100.1');
    expect(await ipOf({}, forwarded)).toBe('0.0.0.0');
    expect(await ipOf({ ip: '127.0.0.1' }, forwarded)).toBe('127.0.0.1');
    expect(await ipOf({ ip: '127.0.0.2' }, forwarded)).toBe('192.0.2.78');
  });

  test('survives a body that breaks off, and an answer that nobody reads', async () => {
    const { path, headers } = login('');
    const body = new ReadableStream({
      pull: (controller) => controller.error(new Error('the client has gone')),
    });
    const broken = new Request(`http://localhost:4000${path}`, {
      method: 'POST',
      headers,
      body,
      duplex: 'half',
    } as RequestInit);
    const answer = await rowseal.handler(broken).catch((error) => error);
    expect(answer instanceof Error ? 400 : answer.status).toBe(400);
    const unread = await ask('/auth/v1/openapi.json');
    await unread.body?.cancel();
    expect((await ask('/auth/healthz')).status).toBe(200);
  });
});

test('a body that a parser has read already is an error that says so, and hangs nobody', async () => {
  const late = express().use(express.json()).use(rowsealExpress(rowseal));
  late.use((error: Error, _request: unknown, response: express.Response, _next: unknown) => {
    response.status(500).send(error.message);
  });
  const server = late.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { status, body } = await sendTo(portOf(server), login('member@acme.test'));
  expect([status, body]).toEqual([500, expect.stringContaining('before parsers of bodies')]);
  server.close();
});

test('what is configured wrongly is named as the option that it is', () => {
  expect(() => createRowseal({ ...options, publicUrl: 'auth' })).toThrow(/createRowseal: publicUrl must be a URL/);
  expect(() => createRowseal({ ...options, masterKey: 'eA==' })).toThrow(/masterKey must be 32 bytes/);
  expect(() => createRowseal({ ...options, publicUrl: 'http://app.example.com' })).toThrow(/publicUrl must be https/);
});

describe('admin', () => {
  const own = createRowseal({ ...options, databaseUrl: db.adminUrl });
  const { admin } = own;
  afterAll(() => own.close());

  test('creates, finds, disables and signs out people, and makes them members', async () => {
    const { user, workspace, token, headers } = await signedIn(own);
    const me = async (given: object) =>
      (await own.handler(new Request('http://localhost:4000/auth/v1/me', { headers: { ...headers, ...given } })))
        .status;
    expect(await me({})).toBe(200);
    expect(await admin.findUser(user.email)).toEqual(user);
    expect(user).toMatchObject({ name: null, disabledAt: null, emailVerifiedAt: expect.any(Date) });
    expect(await admin.signOutUser(user.id)).toBe(1);
    expect(await me({ authorization: `Bearer ${token}` })).toBe(401);
    expect([await admin.disableUser(user.id), await admin.disableUser(user.id)]).toEqual([true, false]);
    expect((await admin.findUser(user.id))?.disabledAt).toBeInstanceOf(Date);
    await expect(admin.createUser({ email: user.email })).rejects.toThrow('has an account');
    await expect(admin.createUser({ email: 'nobody' })).rejects.toMatchObject({ code: 'invalid_input' });
    for (const [password, code] of [
      ['too short', 'invalid_input'],
      ['passwordpassword', 'password_too_common'],
    ] as const)
      await expect(admin.createUser({ email: 'chosen@acme.test', password })).rejects.toMatchObject({ code });
    await expect(admin.removeMember(workspace.id, user.id)).rejects.toMatchObject({ code: 'RS014' });
    const viewer = await signedIn(own, { workspace: workspace.slug, role: 'viewer' });
    expect(await admin.setMember(workspace.id, viewer.user.id, ['viewer', 'admin'])).toBe('changed');
    await expect(admin.setMember(workspace.id, viewer.user.id, 'viewer owner')).rejects.toMatchObject({
      code: '23503',
    });
    expect(await admin.setMember(workspace.id, viewer.user.id, 'member')).toBe('changed');
    expect(await admin.removeMember(workspace.id, viewer.user.id)).toBe(true);
    // The owner is disabled by now.
    const invitation = { email: 'guest@acme.test', role: 'viewer', inviter: user.id };
    await expect(admin.invite(workspace.id, invitation)).rejects.toMatchObject({ code: 'RS006' });
    await admin.enableUser(user.id);
    expect(await admin.invite(workspace.id, invitation)).toMatch(/^[0-9a-f-]{36}$/);
    expect([await admin.findUser('nobody@acme.test'), await admin.findWorkspace('nowhere')]).toEqual([
      undefined,
      undefined,
    ]);
  });

  test('needs an administrator', async () => {
    await expect(rowseal.admin.findUser('member@acme.test')).rejects.toThrow('admin needs databaseUrl');
    await expect(rowseal.admin.url()).rejects.toThrow('admin needs databaseUrl');
    // The control: who has one is told which.
    expect(await admin.url()).toBe(db.adminUrl);
  });

  test('gives tests the kit, and in production nobody', async () => {
    const kit = () => db.admin`select to_regprocedure('rowseal_test.restore()') is not null as there`;
    const { NODE_ENV = '' } = process.env;
    process.env['NODE_ENV'] = 'production';
    await expect(testKit(own)).rejects.toThrow('it is refused');
    process.env['NODE_ENV'] = NODE_ENV;
    expect((await kit())[0]?.['there']).toBe(false);
    expect(await testKit(own)).toBe(db.adminUrl);
    expect((await kit())[0]?.['there']).toBe(true);
  });
});

describe.each(['express', 'fastify', 'hono'])('examples/%s', (name) => {
  test('runs, signs people in, and shows the rows of a workspace to its members alone', async () => {
    Object.assign(process.env, {
      DATABASE_URL: db.adminUrl,
      ROWSEAL_MASTER_KEY: options.masterKey,
      PUBLIC_URL: 'http://localhost:3000/auth',
      PORT: '0',
    });
    const example = await import(`../../examples/${name}/server.ts`);
    try {
      if (!example.server.listening) await once(example.server, 'listening');
      const url = `http://localhost:${portOf(example.server)}`;
      const { path, method, body } = login('member@acme.test', { transport: 'body' });
      const answer = await fetch(url + path, { method, body, headers: JSON_TYPE });
      const { access_token: token } = (await answer.json()) as { access_token: string };
      const notes = (slug: string, headers: Record<string, string>) =>
        fetch(`${url}/workspaces/${slug}/notes`, { headers });
      expect(await (await notes('acme', { authorization: `Bearer ${token}` })).json()).toHaveLength(20);
      const foreign = await notes('globex', { authorization: `Bearer ${token}` });
      expect([foreign.status, await foreign.json()]).toMatchObject([403, { code: 'not_a_member' }]);
      const nobody = await notes('acme', {});
      expect([nobody.status, nobody.headers.get('www-authenticate')]).toEqual([
        401,
        expect.stringContaining('Bearer '),
      ]);
    } finally {
      await example.close();
      for (const variable of ['DATABASE_URL', 'ROWSEAL_MASTER_KEY', 'PUBLIC_URL', 'PORT']) delete process.env[variable];
    }
  });
});

// As Next.js is heavy, it runs the same example in next.long.test.ts.
test('examples/next answers by its routes, and shows the rows of a workspace to its members alone', async () => {
  Object.assign(process.env, {
    DATABASE_URL: db.adminUrl,
    ROWSEAL_MASTER_KEY: options.masterKey,
    PUBLIC_URL: 'http://localhost:3000/auth',
  });
  const folder = '../../examples/next';
  const [own, discovery, notes, { rowseal: ours, openedWorkspaces }] = await Promise.all([
    import(`${folder}/app/auth/[[...path]]/route.js`),
    import(`${folder}/app/.well-known/[...path]/route.js`),
    import(`${folder}/app/workspaces/[slug]/notes/route.js`),
    import(`${folder}/lib/rowseal.js`),
  ]);
  try {
    const { path, method, body } = login('member@acme.test', { transport: 'body' });
    const answer = await own.POST(new Request(`http://localhost:3000${path}`, { method, body, headers: JSON_TYPE }));
    const { access_token: token } = (await answer.json()) as { access_token: string };
    const listed = (slug: string, headers: HeadersInit) =>
      notes.GET(new Request(`http://localhost:3000/workspaces/${slug}/notes`, { headers }), {
        params: Promise.resolve({ slug }),
      });
    expect(await (await listed('acme', { authorization: `Bearer ${token}` })).json()).toHaveLength(20);
    expect((await listed('globex', { authorization: `Bearer ${token}` })).status).toBe(403);
    expect((await listed('acme', {})).status).toBe(401);
    const metadata = 'http://localhost:3000/.well-known/oauth-authorization-server/auth';
    expect(await (await discovery.GET(new Request(metadata))).json()).toMatchObject({
      issuer: 'http://localhost:3000/auth',
    });
    expect((await discovery.GET(new Request('http://localhost:3000/.well-known/other'))).status).toBe(404);
  } finally {
    await Promise.all([ours.close(), (await openedWorkspaces()).close()]);
    for (const variable of ['DATABASE_URL', 'ROWSEAL_MASTER_KEY', 'PUBLIC_URL']) delete process.env[variable];
  }
});

test('the example of docs/inside-an-application.md for a server of one’s own runs as it is written', async () => {
  const page = await readFile(path.resolve(import.meta.dirname, '../../docs/inside-an-application.md'), 'utf8');
  const [, code = ''] = /```js\n(.*?)```/s.exec(page) ?? [];
  const file = path.join(import.meta.dirname, `example-${process.pid}.tmp.ts`);
  closeAfterFile(() => rm(file));
  expect(code).toContain('app.listen(3000)');
  await writeFile(
    file,
    `${code.replace('app.listen(3000)', 'export const server = app.listen(0)')}\nexport { rowseal };`,
  );
  Object.assign(process.env, { DATABASE_URL: db.adminUrl, ROWSEAL_MASTER_KEY: options.masterKey });
  const example = await import(file);
  delete process.env['DATABASE_URL'];
  delete process.env['ROWSEAL_MASTER_KEY'];
  if (!example.server.listening) await once(example.server, 'listening');
  expect((await fetch(`http://localhost:${portOf(example.server)}/auth/healthz`)).status).toBe(200);
  example.server.close();
  await example.rowseal.close();
});
