import Fastify from 'fastify';
import { describe, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '#demo/accounts.ts';
import type { OfflineOptions } from '#server/adapters/authenticate.ts';
import { ACCESS_COOKIE, openWorkspaces } from '#server/adapters/pg.ts';
import { pageRequest, rowsealFastify, rowsealPages } from '#server/application/fastify.ts';
import { rowsealProxy } from '#server/application/next.ts';
import { createRowseal } from '#server/application/rowseal.ts';
import { COOKIE_NAME } from '#server/http/refresh-cookie.ts';
import { closeAfterFile } from '#test/support/closing.ts';
import { freshDatabase } from '#test/support/database.ts';
import { behindPooler } from '#test/support/demo-app.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';
import { createService } from '#test/support/services.ts';

// Pages that the application renders on Rowseal's own origin: the browser sends cookies, and no script a token.
const db = await freshDatabase({ seeded: true });
const ORIGIN = 'http://localhost:4000';
const rowseal = createRowseal({
  gatewayUrl: behindPooler(db.gatewayUrl),
  issuerUrl: behindPooler(db.issuerUrl),
  masterKey: Buffer.from(TEST_MASTER_KEY).toString('base64'),
  publicUrl: `${ORIGIN}/auth`,
  worker: false,
  development: false,
  rateLimit: 0,
  graphql: false,
  logLevel: 'silent',
  isLagging: () => false,
});
closeAfterFile(() => rowseal.close());
const workspaces = openWorkspaces(await rowseal.connection());
closeAfterFile(() => workspaces.close());

type Headers_ = Record<string, string>;
const NAVIGATION = { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
const SAME_ORIGIN = { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' };

/** A browser's cookies: what answers set stays, and is sent along. */
class Jar {
  readonly #kept = new Map<string, string>();

  keep(setCookies: readonly string[]): void {
    for (const each of setCookies) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(each) ?? [];
      if (/Max-Age=0/i.test(each) || value === '') this.#kept.delete(name);
      else this.#kept.set(name, value);
    }
  }

  get(name: string): string | undefined {
    return this.#kept.get(name);
  }

  set(name: string, value: string): void {
    this.#kept.set(name, value);
  }

  get cookie(): string {
    return [...this.#kept].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  copy(): Jar {
    const copy = new Jar();
    for (const [name, value] of this.#kept) copy.set(name, value);
    return copy;
  }
}

const post = (path: string, cookie: string, body: object) =>
  rowseal.handler(
    new Request(`${ORIGIN}/auth${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: ORIGIN, cookie },
      body: JSON.stringify(body),
    }),
  );

async function signedIn(who = 'member'): Promise<Jar> {
  const jar = new Jar();
  const email = `${who}@acme.test`;
  const answer = await post('/v1/auth/token', '', { provider: 'password', email, password: DEMO_PASSWORD });
  expect(answer.status).toBe(200);
  jar.keep(answer.headers.getSetCookie());
  return jar;
}

const page = (jar: Jar, headers: Headers_ = NAVIGATION, method = 'GET') =>
  new Request(`${ORIGIN}/notes`, { method, headers: { cookie: jar.cookie, ...headers } });

/** What the framework does for a page: its proxy continues the session, and the page is rendered with what came of it. */
async function visit(jar: Jar, headers: Headers_ = NAVIGATION, method = 'GET'): Promise<Request> {
  const { cookie, setCookies } = await rowseal.continueSession(page(jar, headers, method));
  jar.keep(setCookies);
  return new Request(`${ORIGIN}/notes`, { method, headers: { ...headers, cookie } });
}

const who = (request: Request) =>
  workspaces.authenticate(request, { pages: true, workspace: 'acme' }).then(
    ({ userId }) => userId,
    (error) => error.code,
  );
const [member] = await db.admin`select id from rowseal.users where email = 'member@acme.test'`;
const [viewer] = await db.admin`select id from rowseal.users where email = 'viewer@acme.test'`;

describe('continueSession', () => {
  test('gives a page an access token by the refresh token, and leaves both alone while they hold', async () => {
    const jar = await signedIn();
    // The control: a page that nobody has continued the session for.
    expect(await who(page(jar))).toBe('authentication_required');
    expect(await who(await visit(jar))).toBe(member?.['id']);
    const kept = jar.cookie;
    const { setCookies } = await rowseal.continueSession(page(jar));
    expect(setCookies).toEqual([]);
    expect(await who(page(jar))).toBe(member?.['id']);
    expect(jar.cookie).toBe(kept);
  });

  test('sets a cookie that no script reads, for the host alone', async () => {
    const { setCookies } = await rowseal.continueSession(page(await signedIn()));
    expect(setCookies.find((each) => each.startsWith(`${ACCESS_COOKIE}=`))).toMatch(
      /; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
  });

  test('exchanges a token of another session, and one that ends', async () => {
    const [jar, other] = [await signedIn(), await signedIn('viewer')];
    await visit(jar);
    // Somebody else has signed in, over the same browser.
    other.set(ACCESS_COOKIE, jar.get(ACCESS_COOKIE) ?? '');
    expect(await who(await visit(other))).toBe(viewer?.['id']);
    const [head = '', , tail = ''] = (jar.get(ACCESS_COOKIE) ?? '').split('.');
    const { sid } = JSON.parse(Buffer.from(jar.get(ACCESS_COOKIE)?.split('.')[1] ?? '', 'base64url').toString());
    const ended = Buffer.from(JSON.stringify({ sid, exp: Math.floor(Date.now() / 1000) + 10 })).toString('base64url');
    jar.set(ACCESS_COOKIE, `${head}.${ended}.${tail}`);
    expect(await who(await visit(jar))).toBe(member?.['id']);
  });

  test('pages that are asked for at once, and a lost answer, sign nobody out', async () => {
    const jar = await signedIn();
    const lost = jar.copy();
    const tokens = await Promise.all([1, 2, 3, 4].map(() => visit(jar.copy())));
    expect(new Set(await Promise.all(tokens.map(who)))).toEqual(new Set([member?.['id']]));
    expect(await who(await visit(lost))).toBe(member?.['id']);
    expect(await who(await visit(lost))).toBe(member?.['id']);
  });

  test('after a sign-out a token that is left is refused, and goes when it ends', async () => {
    const jar = await signedIn();
    await visit(jar);
    const copy = jar.copy();
    const answer = await post('/v1/auth/logout', jar.cookie, {});
    jar.keep(answer.headers.getSetCookie());
    expect(jar.get(COOKIE_NAME)).toBeUndefined();
    expect(jar.get(ACCESS_COOKIE)).toBeUndefined();
    expect([await who(page(jar)), await who(page(copy))]).toEqual(['authentication_required', 'RS002']);
    const { setCookies } = await rowseal.continueSession(page(copy));
    // It holds by itself, and the database refuses it. Once it ends, it goes; a refresh that is refused leaves the cookie of another one that may be on its way.
    expect(setCookies).toEqual([]);
    copy.set(ACCESS_COOKIE, 'none');
    expect(await who(await visit(copy))).toBe('authentication_required');
    expect(copy.get(ACCESS_COOKIE)).toBeUndefined();
  });

  test.each<[string, string, BodyInit, string]>([
    ['a page of the application', '/v1/auth/logout', '{}', 'application/json'],
    ['the page of Rowseal', '/sign-out', 'decision=sign_out', 'application/x-www-form-urlencoded'],
  ])('signing out by %s leaves the browser no token that is taken offline', async (_by, path, body, type) => {
    const jar = await signedIn();
    await visit(jar);
    const offline = (request: Request) =>
      workspaces.authenticate(request, { offline: true, pages: true } as OfflineOptions).then(
        ({ userId }) => userId,
        (error) => error.code,
      );
    // The control: until then it is taken.
    expect(await offline(page(jar))).toBe(member?.['id']);
    const answer = await rowseal.handler(
      new Request(`${ORIGIN}/auth${path}`, {
        method: 'POST',
        headers: { 'content-type': type, origin: ORIGIN, cookie: jar.cookie },
        body,
      }),
    );
    expect(answer.ok).toBe(true);
    jar.keep(answer.headers.getSetCookie());
    expect(jar.cookie).not.toContain(ACCESS_COOKIE);
    expect(await offline(page(jar))).toBe('authentication_required');
  });

  test('an exchange that another site may have caused does not happen', async () => {
    const jar = await signedIn();
    const crossSite = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' };
    for (const headers of [crossSite, {}])
      expect((await rowseal.continueSession(page(jar, headers))).setCookies).toEqual([]);
  });
});

describe('a request that another site may have caused', async () => {
  const jar = await signedIn();
  await visit(jar);

  test.each<[string, string, Headers_, boolean]>([
    // Controls: the user's own.
    ['a navigation', 'GET', NAVIGATION, true],
    ['a link of another site', 'GET', { ...NAVIGATION, 'sec-fetch-site': 'cross-site' }, true],
    ['a read by a page of ours', 'GET', SAME_ORIGIN, true],
    ['a write by a page of ours', 'POST', { ...SAME_ORIGIN, origin: ORIGIN }, true],
    ['an image of another site', 'GET', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }, false],
    ['a fetch of a sibling', 'GET', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' }, false],
    [
      'a frame of another site',
      'GET',
      { ...NAVIGATION, 'sec-fetch-dest': 'iframe', 'sec-fetch-site': 'cross-site' },
      false,
    ],
    ['a browser that does not say', 'GET', {}, false],
    ['a form of another site', 'POST', { ...NAVIGATION, origin: 'https://evil.example' }, false],
    ['a form without an origin', 'POST', { ...NAVIGATION, origin: 'null' }, false],
    ['a write that only says so', 'POST', SAME_ORIGIN, false],
    ['a write of a sibling port', 'POST', { 'sec-fetch-site': 'same-site', origin: 'http://localhost:5000' }, false],
  ])('%s', async (_, method, headers, isOwn) => {
    expect(await who(page(jar, headers, method))).toBe(isOwn ? member?.['id'] : 'origin_not_allowed');
  });

  test('two cookies of the name are none, neither is a personal access token nor a key of a service, and no route of Rowseal reads it', async () => {
    const token = jar.get(ACCESS_COOKIE) ?? '';
    const given = (cookie: string) => page(new Jar(), { ...NAVIGATION, cookie });
    // The control.
    expect(await who(given(`${ACCESS_COOKIE}=${token}`))).toBe(member?.['id']);
    expect(await who(given(`${ACCESS_COOKIE}=${token}; ${ACCESS_COOKIE}=${token}`))).toBe('authentication_required');
    expect(await who(given(`\u00a0${ACCESS_COOKIE}=${token}`.replace('\u00a0', '\v')))).toBe('authentication_required');
    const authorization = `Bearer ${token}`;
    const made = await rowseal.handler(
      new Request(`${ORIGIN}/auth/v1/tokens`, {
        method: 'POST',
        headers: { authorization, 'x-rowseal-workspace': 'acme', 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'script', expires_at: new Date(Date.now() + 86_400_000).toISOString() }),
      }),
    );
    const { token: personal } = (await made.json()) as { token: string };
    const { token: key } = await createService(db.admin, 'acme');
    for (const other of [personal, key]) {
      expect(await who(given(`${ACCESS_COOKIE}=${other}`))).toBe('invalid_token');
      // The control: they are good where they belong.
      const bearer = page(new Jar(), { ...NAVIGATION, authorization: `Bearer ${other}` });
      expect(await who(bearer)).not.toBe('invalid_token');
    }
    const { pages: _, ...strict } = { pages: true, workspace: 'acme' };
    await expect(workspaces.authenticate(given(`${ACCESS_COOKIE}=${token}`), strict)).rejects.toMatchObject({
      code: 'authentication_required',
    });
    const me = await rowseal.handler(
      new Request(`${ORIGIN}/auth/v1/me`, { headers: { ...SAME_ORIGIN, cookie: `${ACCESS_COOKIE}=${token}` } }),
    );
    expect(me.status).toBe(401);
  });
});

test('the proxy of Next.js hands a page the new token, sets the cookies, and keeps them from caches', async () => {
  const jar = await signedIn();
  let rendered: Headers | undefined;
  const NextResponse = {
    next: ({ request }: { request: { headers: Headers } }) => {
      rendered = request.headers;
      return new Response(null);
    },
  };
  const proxy = rowsealProxy(rowseal, { NextResponse });
  const response = await proxy(page(jar));
  expect(await who(new Request(`${ORIGIN}/notes`, { headers: rendered ?? {} }))).toBe(member?.['id']);
  expect(response?.headers.getSetCookie().some((each) => each.startsWith(ACCESS_COOKIE))).toBe(true);
  expect(response?.headers.get('cache-control')).toBe('private, no-store');
  // The control: nothing to do.
  jar.keep(response?.headers.getSetCookie() ?? []);
  const again = await proxy(page(jar));
  expect([again?.headers.getSetCookie(), again?.headers.get('cache-control')]).toEqual([[], null]);
});

test('the hook of Fastify does the same, and leaves alone what Rowseal answers and what another site may have caused', async () => {
  const host = Fastify();
  await host.register(rowsealFastify, { rowseal });
  host.addHook('onRequest', rowsealPages(rowseal));
  host.get('/notes', async (request) => {
    const asked = pageRequest(request);
    return workspaces.authenticate(asked, { pages: true, workspace: 'acme' }).then(
      ({ userId }) => ({ userId }),
      ({ code }) => ({ code }),
    );
  });
  const jar = await signedIn();
  const get = async (url: string, headers: Headers_, cookie = jar.cookie) => {
    const answer = await host.inject({ url, headers: { cookie, ...headers } });
    return { answer, set: [answer.headers['set-cookie'] ?? []].flat() };
  };
  const crossSite = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' };
  expect((await get('/notes', crossSite)).set).toEqual([]);
  expect((await get('/auth/healthz', NAVIGATION)).set).toEqual([]);
  const { answer, set } = await get('/notes', NAVIGATION);
  expect(answer.json()).toEqual({ userId: member?.['id'] });
  expect(answer.headers['cache-control']).toBe('private, no-store');
  jar.keep(set);
  expect(jar.get(ACCESS_COOKIE)).toBeDefined();
  // The control: nothing to do; and a token that nobody sent along is nobody's.
  const again = await get('/notes', NAVIGATION);
  expect([again.set, again.answer.json()]).toEqual([[], { userId: member?.['id'] }]);
  expect((await get('/notes', NAVIGATION, '')).answer.json()).toEqual({ code: 'authentication_required' });
  await host.close();
});
