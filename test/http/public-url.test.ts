import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as openid from 'openid-client';
import { describe, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '#demo/accounts.ts';
import { greeting } from '#server/cli/greeting.ts';
import { readConfiguration } from '#server/env.ts';
import { underBase, withoutBase } from '#server/http/public-url.ts';
import { browserLike, type Shown } from '#test/support/browser-like.ts';
import { demoApp, serverOn } from '#test/support/demo-app.ts';
import { publicClient } from '#test/support/oauth-client.ts';
import { outboxLinks } from '#test/support/outbox.ts';

const BASE = '/auth';
const ORIGIN = 'https://example.com';
const publicUrl = `${ORIGIN}${BASE}`;
const { db, app, send, token } = await demoApp({ publicUrl, development: true });
const linkTo = await outboxLinks(db.workerUrl, publicUrl);
const client = await publicClient(db.admin, 'Client', 'https://client.test/callback');

/** Where a page leads: links, forms, stylesheets, and where it moves on to. */
const addressesIn = ({ html }: Shown) =>
  [...html.matchAll(/ (?:href|action|src)="([^"]*)"|content="0;url=([^"]*)"/g)].map(([, to, next]) => to ?? next ?? '');
const headers = { origin: ORIGIN };

describe('a public URL with a path', () => {
  const browser = browserLike(app);
  const path = (link: string) => link.slice(ORIGIN.length);

  /** Opens a page, which has to lead to nothing but what is under the path. */
  async function page(url: string, status = 200): Promise<Shown> {
    const shown = await browser.get(url);
    expect(shown.status, url).toBe(status);
    const addresses = addressesIn(shown);
    expect(addresses.length, url).toBeGreaterThan(0);
    for (const address of addresses) expect(address, url).toMatch(/^\/auth\//);
    return shown;
  }

  test('is before every link, form and redirect of the pages, from an application through sign-in and back', async () => {
    for (const url of ['/sign-in', '/register', '/forgot-password', '/reset-password'])
      await page(`${BASE}${url}`, url === '/reset-password' ? 400 : 200);
    const asked = await page(`${BASE}${client.authorize()}`);
    const [signIn = ''] = addressesIn(asked).filter((address) => address.includes('request='));
    await page(signIn);
    const request = new URL(signIn, ORIGIN).searchParams.get('request') ?? '';
    const wrong = await browser.post(
      `${BASE}/sign-in`,
      { request, email: 'member@acme.test', password: 'wrong' },
      headers,
    );
    expect(addressesIn(wrong).filter((address) => !address.startsWith(`${BASE}/`))).toEqual([]);
    const form = { request, email: 'member@acme.test', password: DEMO_PASSWORD };
    expect(await browser.post(`${BASE}/sign-in`, form, headers)).toMatchObject({ status: 303, location: signIn });
    await page(signIn);
    const { location } = await browser.post(`${BASE}/consent`, { request, decision: 'allow' }, headers);
    expect(location).toMatch(/^https:\/\/client\.test\/callback\?/);
    expect(new URL(location).searchParams.get('iss')).toBe(publicUrl);
    await page(`${BASE}/account`);
    await page(`${BASE}/account/password`);
    expect(await browser.get(`${BASE}/sign-in`)).toMatchObject({ status: 303, location: `${BASE}/account` });
    expect(await browserLike(app).get(`${BASE}/account`)).toMatchObject({ status: 303, location: `${BASE}/sign-in` });
  });

  test('is in the links of mails, which lead to pages', async () => {
    await browser.post(`${BASE}/forgot-password`, { email: 'owner@acme.test' }, headers);
    const shown = await page(path(await linkTo('owner@acme.test', 'reset-password')));
    expect(addressesIn(shown)).toContain(`${BASE}/reset-password`);
  });

  test('is served whether a proxy has taken it off or not, and once', async () => {
    for (const url of ['/auth/healthz', '/healthz', '/auth/sign-in', '/sign-in', '/auth', '/auth/', '/'])
      expect((await send({ url, headers: { host: 'localhost' } })).status, url).toBe(200);
    for (const url of ['/auth/auth/healthz', '/authx/healthz', '/AUTH/healthz', '/%61uth/healthz', '//auth/healthz'])
      expect((await send({ url })).status, url).toBe(404);
  });

  test('is in what discovery tells, which is before and behind it', async () => {
    for (const url of [
      '/auth/.well-known/openid-configuration',
      '/auth/.well-known/oauth-authorization-server',
      '/.well-known/oauth-authorization-server/auth',
      '/.well-known/openid-configuration/auth',
      '/.well-known/openid-configuration',
    ]) {
      const { body } = await send({ url });
      expect(body.issuer, url).toBe(publicUrl);
      for (const [name, value] of Object.entries(body).filter(([key]) => /_endpoint$|_uri$/.test(key))) {
        expect(value, name).toMatch(/^https:\/\/example\.com\/auth\/v1\//);
        // It is there: no endpoint is found by its address without an answer of its own.
        const { status } = await send({ url: path(String(value)) });
        expect(status, name).not.toBe(404);
      }
    }
    for (const url of ['/auth/.well-known/oauth-protected-resource', '/.well-known/oauth-protected-resource/auth'])
      expect((await send({ url })).body.resource, url).toBe(publicUrl);
  });

  test('is where an OpenID Connect client finds all that it needs, unchanged', async () => {
    await app.listen({ port: 0, host: '127.0.0.1' }).catch(() => {});
    const { port } = app.server.address() as AddressInfo;
    /** As a proxy for the host, which passes the path on. */
    const proxied: openid.CustomFetch = (url, options) =>
      fetch(url.replace(ORIGIN, `http://127.0.0.1:${port}`), options as RequestInit);
    const config = await openid.discovery(new URL(publicUrl), client.id, {}, openid.None(), {
      [openid.customFetch]: proxied,
    });
    const checks = { pkceCodeVerifier: openid.randomPKCECodeVerifier(), expectedState: openid.randomState() };
    const url = openid.buildAuthorizationUrl(config, {
      redirect_uri: client.redirectUri,
      scope: 'openid email offline_access',
      state: checks.expectedState,
      code_challenge: await openid.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
      code_challenge_method: 'S256',
    });
    const max = browserLike(app);
    const [signIn = ''] = addressesIn(await max.get(path(url.href))).filter((address) => address.includes('request='));
    const request = new URL(signIn, ORIGIN).searchParams.get('request') ?? '';
    await max.post(`${BASE}/sign-in`, { request, email: 'member@acme.test', password: DEMO_PASSWORD }, headers);
    const { location } = await max.post(`${BASE}/consent`, { request, decision: 'allow' }, headers);
    const tokens = await openid.authorizationCodeGrant(config, new URL(location), checks);
    const subject = tokens.claims()?.sub ?? '';
    expect((await openid.fetchUserInfo(config, tokens.access_token, subject)).email).toBe('member@acme.test');
    const refreshed = await openid.refreshTokenGrant(config, tokens.refresh_token ?? '');
    const authorization = `Bearer ${refreshed.access_token}`;
    expect((await send({ url: '/auth/v1/me', headers: { authorization } })).status).toBe(200);
  });

  test('is in the OpenAPI document, under which every operation is found', async () => {
    const { body } = await send({ url: '/auth/v1/openapi.json' });
    expect(body.servers).toEqual([{ url: publicUrl }]);
    const apart = Object.entries<Record<string, { servers?: { url: string }[] }>>(body.paths).flatMap(
      ([url, operations]) =>
        Object.values(operations).flatMap(({ servers }) => (servers ? [[url, servers[0]?.url]] : [])),
    );
    // RFC 8414 and RFC 9728 have these at the root of the host.
    expect(apart.sort()).toEqual(
      ['oauth-authorization-server', 'oauth-protected-resource', 'openid-configuration'].map((name) => [
        `/.well-known/${name}/auth`,
        ORIGIN,
      ]),
    );
    const docs = await send({ url: '/auth/docs' });
    expect(docs.status).toBe(200);
    for (const [, address] of docs.body.matchAll(/(?:href|src)="([^"]*)"/g)) {
      expect(address).toMatch(/^\/auth\/docs\/static\//);
      expect((await send({ url: address })).status, address).toBe(200);
    }
    const index = await send({ url: '/auth/docs/static/index.html' });
    expect(index.headers['location']).toBe('/auth/docs/');
  });

  test('serves GraphQL, and GraphiQL that asks there', async () => {
    const authorization = `Bearer ${await token('member@acme.test')}`;
    const asked = await send({
      method: 'POST',
      url: '/auth/graphql',
      headers: { authorization, 'x-rowseal-workspace': 'acme' },
      payload: { query: '{ allNotes(first: 1) { nodes { title } } }' },
    });
    expect(asked.body.data.allNotes.nodes).toHaveLength(1);
    const graphiql = await send({ url: '/auth/', headers: { host: 'localhost:4000' } });
    expect(graphiql.body).toContain('"/auth/graphql"');
    expect(graphiql.body).toContain('"/auth/ruru-static/ruru.js"');
    expect(graphiql.body).not.toMatch(/["'=]\/(ruru-static|graphql)/);
    const script = await send({ url: '/auth/ruru-static/ruru.js', headers: { host: 'localhost:4000' } });
    expect(script.status).toBe(200);
  });

  test('leaves cookies valid for all of the host, as __Host- demands', async () => {
    const { headers: answered } = await browserLike(app).post(
      `${BASE}/sign-in`,
      { email: 'viewer@acme.test', password: DEMO_PASSWORD },
      headers,
    );
    const cookies = [answered['set-cookie'] ?? []].flat() as string[];
    expect(cookies.length).toBeGreaterThan(0);
    for (const cookie of cookies) expect(cookie).toMatch(/^__Host-.*; Path=\/; /);
  });

  test.each(['/v1', '/account', '/docs', '/.well-known'])(
    '%s is refused where it hides paths of our own',
    async (taken) => {
      const { app: hiding } = await serverOn(db, { publicUrl: `${ORIGIN}${taken}` });
      await expect(hiding.ready()).rejects.toThrow(`ROWSEAL_PUBLIC_URL must have another path than ${taken}: `);
    },
  );

  test('is absent where there is none: the control', async () => {
    const { app: root } = await serverOn(db, { publicUrl: ORIGIN });
    expect((await root.inject('/auth/sign-in')).statusCode).toBe(404);
    const shown = await browserLike(root).get('/sign-in');
    expect(addressesIn(shown)).toContain('/sign-in');
    expect(await browserLike(root).get('/account')).toMatchObject({ location: '/sign-in' });
  });
});

describe('a path that parsers take for different ones', () => {
  /** As it is: clients of HTTP make such paths plain before they send them. */
  const raw = (path: string) =>
    new Promise<{ status: number | undefined; location: string | undefined }>((done, fail) => {
      const { port } = app.server.address() as AddressInfo;
      request({ port, host: '127.0.0.1', path }, (answer) => {
        answer.resume();
        done({ status: answer.statusCode, location: answer.headers.location });
      })
        .on('error', fail)
        .end();
    });

  test.each([
    '/auth//evil.test',
    '/auth//evil.test/..',
    '/auth/\\evil.test',
    '/auth/../account',
    '/auth/%2e%2e/account',
    '/auth/..%2faccount',
    '/auth/./account',
    '/auth;/account',
    '/auth%2faccount',
    '//auth/account',
    '/auth//account',
    '/auth/auth/account',
    'http://evil.test/auth/account',
  ])('%s finds no page, and leads nowhere', async (path) => {
    await app.listen({ port: 0, host: '127.0.0.1' }).catch(() => {});
    expect(await raw(path)).toMatchObject({ location: undefined });
    expect([400, 404]).toContain((await raw(path)).status);
    expect(await raw('/auth/account'), 'the control').toEqual({ status: 303, location: '/auth/sign-in' });
  });

  test('an address of another host in a page or a redirect stays what it is', () => {
    const page =
      '<a href="//evil.test"><form action="/sign-in"><meta content="0;url=/x"><meta content="0;url=//evil.test">';
    expect(underBase(BASE, page)).toBe(
      '<a href="//evil.test"><form action="/auth/sign-in"><meta content="0;url=/auth/x"><meta content="0;url=//evil.test">',
    );
    // The control: once the path is off, what is left of this is another host's address, and nothing may send anybody there.
    expect(withoutBase(BASE)({ url: '/auth//evil.test' })).toBe('//evil.test');
  });
});

describe('ROWSEAL_PUBLIC_URL', () => {
  test.each([
    ['https://example.com?tenant=1', 'must not have a user, a query or a fragment'],
    ['https://example.com/?', 'must not have a user, a query or a fragment'],
    ['https://example.com/auth#', 'must not have a user, a query or a fragment'],
    ['https://operator@example.com', 'must not have a user, a query or a fragment'],
    ['https://:secret@example.com', 'must not have a user, a query or a fragment'],
    ['ftp://example.com', 'must begin with https:// or http://'],
    ['example.com', 'must be a URL such as https://auth.example.com'],
    ['https://example.com//evil.test', 'must have a path of letters'],
    ['https://example.com/a%2fb', 'must have a path of letters'],
    ['https://example.com/a//', 'must have a path of letters'],
    ['https://example.com/a;b', 'must have a path of letters'],
    ['https://example.com/auth/../x', 'must be written https://example.com/x'],
    ['https://example.com/auth/..', 'must be written https://example.com'],
    ['https://Example.com', 'must be written https://example.com'],
    ['https://example.com:443/auth', 'must be written https://example.com/auth'],
    ['https://bücher.example', 'must be written https://xn--bcher-kva.example'],
    ['https://example.com\\auth', 'must be written https://example.com/auth'],
    [' https://example.com', 'must be written https://example.com'],
  ])('%s is refused', (url, fault) => {
    expect(() => readConfiguration({ ROWSEAL_PUBLIC_URL: url })).toThrow(`ROWSEAL_PUBLIC_URL ${fault}`);
  });

  test.each([
    ['https://example.com', 'https://example.com'],
    ['https://example.com/', 'https://example.com'],
    ['https://example.com/auth/', 'https://example.com/auth'],
    ['https://example.com:8443/a/b.c_d~e-f', 'https://example.com:8443/a/b.c_d~e-f'],
    ['http://localhost:4000', 'http://localhost:4000'],
    ['http://127.0.0.1:4000', 'http://127.0.0.1:4000'],
    ['http://[::1]:4000', 'http://[::1]:4000'],
  ])('%s is taken: the control', (url, publicUrl) => {
    for (const more of [
      {},
      { NODE_ENV: 'production', DATABASE_URL: 'postgres://x', ROWSEAL_MASTER_KEY: Buffer.alloc(32).toString('base64') },
    ])
      expect(readConfiguration({ ROWSEAL_PUBLIC_URL: url, ...more }).publicUrl).toBe(publicUrl);
  });

  test('by http on another host is refused in production, and said aloud in development', () => {
    for (const url of ['http://example.com', 'http://192.168.1.5:4000', 'http://localhost.example.com']) {
      const production = { NODE_ENV: 'production', ROWSEAL_PUBLIC_URL: url };
      expect(() => readConfiguration(production)).toThrow('ROWSEAL_PUBLIC_URL must be https');
      expect(readConfiguration({ ROWSEAL_PUBLIC_URL: url }).publicUrl).toBe(url);
      const graphql = { served: true } as const;
      const started = { demo: [], development: true, graphql, graphiql: true, outbox: false, embeddedUrl: undefined };
      expect(greeting({ url, ...started })).toContain('Nobody can stay signed in');
      expect(greeting({ url: 'http://localhost:4000', ...started }), 'the control').not.toContain('Nobody can stay');
    }
  });
});
