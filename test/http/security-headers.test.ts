import { createHash } from 'node:crypto';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { demoApp } from '#test/support/demo-app.ts';

const EVERYWHERE = {
  'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};
const HSTS = 'max-age=31536000; includeSubDomains';

/** Spelled without the differences that do not matter. */
const plain = (policy: unknown) => String(policy).replaceAll(/; */g, '; ');

describe.each([
  ['http', 'http://localhost:4000', undefined],
  ['https', 'https://auth.example.com', HSTS],
])('answers of a server whose public URL is %s', async (_, publicUrl, hsts) => {
  const { app, send, token } = await demoApp({ publicUrl });
  const authorization = `Bearer ${await token('owner@acme.test')}`;
  const preflight = { origin: publicUrl, 'access-control-request-method': 'GET' };
  const json = { authorization, 'content-type': 'application/json' };
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;

  function expectAll(headers: Record<string, unknown>): void {
    const { 'content-security-policy': policy, ...rest } = headers;
    expect({ ...rest, 'content-security-policy': plain(policy) }).toMatchObject(EVERYWHERE);
    expect(headers['strict-transport-security']).toBe(hsts);
    expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers).not.toHaveProperty('x-powered-by');
    expect(headers).not.toHaveProperty('server');
  }

  test.each([
    ['JSON', { url: '/v1/me', headers: { authorization } }, 200],
    [
      'GraphQL',
      {
        method: 'POST',
        url: '/graphql',
        headers: { ...json, 'x-rowseal-workspace': 'acme' },
        payload: { query: '{ __typename }' },
      },
      200,
    ],
    ['an error of GraphQL', { method: 'POST', url: '/graphql', headers: json, payload: { query: '{' } }, 400],
    ['a refusal by the database', { url: '/v1/me', headers: { authorization, 'x-rowseal-workspace': 'nowhere' } }, 403],
    ['a problem', { url: '/v1/me' }, 401],
    ['a body that is no JSON', { method: 'POST', url: '/v1/auth/token', headers: json, payload: '{' }, 400],
    [
      'another content type',
      { method: 'POST', url: '/v1/auth/token', headers: { 'content-type': 'text/plain' }, payload: 'x' },
      415,
    ],
    ['too large a body', { method: 'POST', url: '/v1/auth/token', headers: json, payload: 'x'.repeat(200_000) }, 413],
    ['an unknown path', { url: '/nothing' }, 404],
    ['another method', { method: 'PUT', url: '/v1/me' }, 405],
    ['a path that is not well-formed', { url: '/%zz' }, 400],
    ['too long a parameter', { method: 'DELETE', url: `/v1/auth/sessions/${'x'.repeat(200)}` }, 404],
    ['a HEAD', { method: 'HEAD', url: '/healthz' }, 200],
    ['a preflight', { method: 'OPTIONS', url: '/v1/me', headers: preflight }, 204],
    ['the key set', { url: '/v1/jwks.json' }, 200],
  ] as const)('%s', async (_, request, status) => {
    const answer = await send(request);
    expect(answer.status).toBe(status);
    expectAll(answer.headers);
    const { 'x-request-id': id } = answer.headers;
    if (answer.body?.instance) expect(answer.body.instance).toBe(`urn:rowseal:request:${id}`);
  });

  test('a client that calls its request something learns what the log calls it', async () => {
    const { headers } = await send({ url: '/healthz', headers: { 'x-request-id': 'mine' } });
    expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('what is no HTTP request', async () => {
    const socket = connect(port, '127.0.0.1');
    socket.end('noise\r\n\r\n');
    const [head = ''] = (await text(socket)).split('\r\n\r\n');
    const lines = head
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(/: (.*)/s));
    expectAll(Object.fromEntries(lines));
  });

  test('a path that is not well-formed is a problem that does not repeat it', async () => {
    const answer = await send({ url: '/%zz-and-more' });
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(JSON.stringify(answer.body)).not.toContain('and-more');
  });
});

describe('nothing is built from Host or X-Forwarded-Host', async () => {
  const { send, logIn, token } = await demoApp({ trustedProxies: ['127.0.0.0/8'] });
  const evil = {
    host: 'evil.example',
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'gopher',
    forwarded: 'host=evil.example',
  };

  test.each(['/healthz', '/v1/jwks.json', '/v1/openapi.json', '/v1/me', '/nothing'])('%s', async (url) => {
    const answer = await send({ url, headers: { ...evil, authorization: `Bearer ${await token('owner@acme.test')}` } });
    expect(JSON.stringify(answer)).not.toMatch(/evil|gopher/);
  });

  test('a login', async () => {
    const { body } = await logIn('owner@acme.test');
    const answer = await send({
      method: 'POST',
      url: '/v1/auth/token',
      headers: evil,
      payload: { provider: 'password', email: 'owner@acme.test', password: 'correct horse battery staple' },
    });
    expect(answer.status).toBe(200);
    const issuerOf = (jwt: string) => JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString()).iss;
    expect(issuerOf(answer.body.access_token)).toBe(issuerOf(body.access_token));
    expect(JSON.stringify(answer.headers)).not.toMatch(/evil|gopher/);
  });
});

describe('GraphiQL, in development', async () => {
  const { send } = await demoApp({ development: true });

  test('runs the scripts of its page and of this server, and talks to nobody else', async () => {
    const { status, headers, body } = await send({ url: '/', headers: { accept: 'text/html' } });
    expect(status).toBe(200);
    const policy = Object.fromEntries(
      plain(headers['content-security-policy'])
        .split('; ')
        .map((directive) => [directive.split(' ')[0], directive]),
    );
    expect(policy).toMatchObject({
      'default-src': "default-src 'none'",
      'connect-src': "connect-src 'self'",
      'frame-ancestors': "frame-ancestors 'none'",
      'form-action': "form-action 'none'",
    });
    expect(policy['script-src']).not.toMatch(/unsafe|http|data:|blob:/);
    const scripts = [...body.matchAll(/<script[^>]*>(.*?)<\/script>/gs)].map(([, script]) => script);
    expect(scripts.length).toBeGreaterThan(2);
    for (const script of scripts) {
      expect(policy['script-src']).toContain(createHash('sha256').update(script).digest('base64'));
    }
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'cross-origin-opener-policy': 'same-origin' });
  });

  test('its page arrives with the same policy when it is compressed', async () => {
    const { headers } = await send({ url: '/', headers: { accept: 'text/html', 'accept-encoding': 'br' } });
    expect(headers['content-encoding']).toBe('br');
    expect(headers['content-security-policy']).toContain("'sha256-");
  });

  test('its files may load each other, and nothing else', async () => {
    const { status, headers } = await send({ url: '/ruru-static/ruru.js' });
    expect(status).toBe(200);
    expect(plain(headers['content-security-policy'])).toContain("default-src 'none'");
  });
});
