import { once } from 'node:events';
import { type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as consumeText } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '#demo/accounts.ts';
import { ACCOUNT_FORMS } from '#test/support/account-forms.ts';
import type { Answer } from '#test/support/demo-app.ts';
import { demoApp } from '#test/support/demo-app.ts';
import { COOKIE, cookieSet } from '#test/support/refresh-cookie.ts';
import { sessionOf } from '#test/support/sessions.ts';

// What another site's page can have a browser send, and what no browser sends, byte for byte. test/http/browser.test.ts has a real browser send it.
const OWN = 'https://app.example.com';
const ALLOWED = 'https://spa.example.com';
const { app, db, logIn } = await demoApp({ publicUrl: OWN, allowedOrigins: [ALLOWED] });
await app.listen({ port: 0, host: '127.0.0.1' });
const { port } = app.server.address() as AddressInfo;

type Headers = Record<string, string | string[] | undefined>;

/** Sends what it is given: a header of several values as several headers. */
async function send(method: string, path: string, headers: Headers, body?: string): Promise<Answer> {
  const given = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));
  const sent = request({ port, host: '127.0.0.1', method, path, headers: given as OutgoingHttpHeaders }).end(body);
  const [received] = (await once(sent, 'response')) as [IncomingMessage];
  const text = await consumeText(received);
  const isJson = text !== '' && String(received.headers['content-type']).includes('json');
  return { status: received.statusCode ?? 0, headers: received.headers, body: isJson ? JSON.parse(text) : text };
}

const LOGIN = JSON.stringify({ provider: 'password', email: 'viewer@acme.test', password: DEMO_PASSWORD });
const JSON_TYPE = 'application/json';
const PATHS = ['/v1/auth/token', '/v1/auth/refresh', '/v1/auth/logout'] as const;
const bodyFor = (path: string) => (path === '/v1/auth/token' ? LOGIN : '{}');

const newToken = async (email = 'member@acme.test'): Promise<string> =>
  (await logIn(email, { transport: 'body' })).body.refresh_token;
/** Of a session that nothing here may change. */
const token = await newToken();
const cookie = `${COOKIE}=${token}`;
const sessions = async () => db.admin`select id, generation, revoked_at from rowseal_private.sessions order by id`;

/** Refused before anything was done, with nothing for a page to read. */
async function expectRefused(answer: Answer, context: string): Promise<void> {
  expect(answer, context).toMatchObject({ status: 403, body: { code: 'origin_not_allowed' } });
  expect(cookieSet(answer), context).toBeUndefined();
  expect(
    Object.keys(answer.headers).filter((name) => name.startsWith('access-control')),
    context,
  ).toEqual([]);
}

describe.each(PATHS)('POST %s', (path) => {
  const post = (headers: Headers, body: string | undefined = bodyFor(path)) =>
    send('POST', path, { 'content-type': JSON_TYPE, cookie, ...headers }, body);

  test.each([
    ['an opaque one', 'null'],
    ['another site', 'https://evil.test'],
    ['a sibling host', 'https://evil.example.com'],
    ['the parent', 'https://example.com'],
    ['a host below', 'https://evil.app.example.com'],
    ['our host as a prefix', 'https://app.example.com.evil.test'],
    ['our host as a suffix', 'https://evil-app.example.com'],
    ['our host as a suffix without a dot', 'https://evilapp.example.com'],
    ['our host as user information', 'https://app.example.com@evil.test'],
    ['our origin as user information', 'https://x:https://app.example.com@evil.test'],
    ['our origin as a path', 'https://evil.test/https://app.example.com'],
    ['our origin as a fragment', 'https://evil.test#https://app.example.com'],
    ['another scheme', 'http://app.example.com'],
    ['another port', 'https://app.example.com:8443'],
    ['the port that goes without saying', 'https://app.example.com:443'],
    ['a slash at the end', 'https://app.example.com/'],
    ['a dot at the end', 'https://app.example.com.'],
    ['capitals', 'https://APP.example.com'],
    ['a scheme in capitals', 'HTTPS://app.example.com'],
    ['an encoded NUL', 'https://app.example.com%00.evil.test'],
    ['a backslash', 'https://app.example.com\\.evil.test'],
    ['two in one header', 'https://app.example.com, https://evil.test'],
    ['a list with blanks', 'https://app.example.com https://evil.test'],
    ['ours and another', ['https://app.example.com', 'https://evil.test']],
    ['another and ours', ['https://evil.test', 'https://app.example.com']],
    ['ours twice', ['https://app.example.com', 'https://app.example.com']],
    ['nothing', ''],
    ['an asterisk', '*'],
    ['a file', 'file://'],
    ['an extension', 'chrome-extension://abcdefghijklmnop'],
    ['the allowed host with another scheme', 'http://spa.example.com'],
  ])('from the origin %s changes nothing, whatever else it says', async (_, origin) => {
    const before = await sessions();
    for (const site of [undefined, 'same-origin', 'same-site', 'cross-site', 'none']) {
      for (const type of [
        JSON_TYPE,
        'text/plain',
        'application/x-www-form-urlencoded',
        'multipart/form-data; boundary=x',
        undefined,
      ]) {
        await expectRefused(await post({ origin, 'sec-fetch-site': site, 'content-type': type }), `${site} ${type}`);
      }
      await expectRefused(
        await post({ origin, 'sec-fetch-site': site, cookie: undefined }),
        `${site} without a cookie`,
      );
    }
    expect(await sessions()).toEqual(before);
  });

  test.each([
    ['another site', 'cross-site'],
    ['another origin of the same site', 'same-site'],
    ['the user', 'none'],
    ['ours in capitals', 'SAME-ORIGIN'],
    ['nothing', ''],
    ['ours and another', ['same-origin', 'cross-site']],
    ['ours twice', ['same-origin', 'same-origin']],
    ['neither header at all', undefined],
  ])('without Origin, by Sec-Fetch-Site of %s, a cookie is refused', async (_, site) => {
    const before = await sessions();
    await expectRefused(await post({ 'sec-fetch-site': site }), '');
    await expectRefused(
      await post({ 'sec-fetch-site': site, referer: `${OWN}/`, 'x-forwarded-host': 'app.example.com' }),
      'with a Referer',
    );
    expect(await sessions()).toEqual(before);
  });

  test.each([
    ['our own origin', { origin: OWN }],
    ['our own origin, as browsers of today say it', { origin: OWN, 'sec-fetch-site': 'same-origin' }],
    ['an allowed origin', { origin: ALLOWED }],
    ['an allowed origin, as browsers of today say it', { origin: ALLOWED, 'sec-fetch-site': 'same-site' }],
    ['our own origin, without Origin', { 'sec-fetch-site': 'same-origin' }],
  ])('from %s works: the control', async (_, headers) => {
    const mine = await newToken();
    const answer = await post({ ...headers, cookie: `${COOKIE}=${mine}` });
    expect(answer.status).toBe(path === '/v1/auth/logout' ? 204 : 200);
    expect(cookieSet(answer)).toBeDefined();
    const { generation, revoked_at } = await sessionOf(db.admin, mine);
    expect([generation, revoked_at === null]).toEqual([
      path === '/v1/auth/refresh' ? 2 : 1,
      path === '/v1/auth/refresh',
    ]);
  });

  test.each([
    ['text/plain'],
    ['text/plain; charset=application/json'],
    ['text/plain, application/json'],
    ['application/jsonp'],
    ['application/json-patch+json'],
    ['application/x-www-form-urlencoded'],
    ['multipart/form-data; boundary=x'],
    ['application/csp-report'],
    ['text/ping'],
    [''],
    ['json'],
    [undefined],
  ])('of the content type %j is refused from our own origin too', async (type?: string) => {
    const before = await sessions();
    const answer = await post({ origin: OWN, 'content-type': type });
    expect(answer).toMatchObject({ status: 415, body: { code: 'unsupported_media_type' } });
    expect(cookieSet(answer)).toBeUndefined();
    expect(await sessions()).toEqual(before);
  });

  test('no other method does the same, nor by another name', async () => {
    const before = await sessions();
    const headers = { origin: OWN, cookie, 'x-http-method-override': 'POST', 'x-method-override': 'POST' };
    for (const method of ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE']) {
      for (const query of ['', '?_method=POST']) {
        const answer = await send(method, `${path}${query}`, headers);
        expect(answer.status, method).toBeGreaterThanOrEqual(400);
        expect(cookieSet(answer), method).toBeUndefined();
      }
    }
    expect(await sessions()).toEqual(before);
  });

  test('a native client, which sends neither Origin nor cookies, is served by body', async () => {
    const body = path === '/v1/auth/token' ? LOGIN : JSON.stringify({ refresh_token: await newToken() });
    const answer = await post({ cookie: undefined }, body);
    expect(answer.status).toBe(path === '/v1/auth/logout' ? 204 : 200);
  });

  test('two refresh cookies, of which nobody can tell which is whose, are refused, whichever comes first', async () => {
    const other = await newToken('viewer@acme.test');
    const before = await sessions();
    for (const both of [`${cookie}; ${COOKIE}=${other}`, `${COOKIE}=${other}; a=b;${cookie}`, [cookie, cookie]]) {
      const answer = await post({ origin: OWN, cookie: both });
      expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_input' } });
      expect(cookieSet(answer)).toBeUndefined();
    }
    expect(await sessions()).toEqual(before);
  });
});

describe('a cookie that is not ours is no refresh token', () => {
  // Scripts, and hosts below the parent domain, can set these: nothing that reads cookies may take them for ours.
  test.each([
    ['of a name that a script may set', '__Host-rowseal-refresh='],
    ['of a name without a prefix', 'rowseal-refresh='],
    ['in small letters', '__host-http-rowseal-refresh='],
    ['in capitals', '__HOST-HTTP-ROWSEAL-REFRESH='],
    ['after a blank of Latin-1', `\xa0${COOKIE}=`],
    ['before a blank of Latin-1', `${COOKIE}\xa0=`],
    ['in the bytes of a blank of UTF-8', `\xe2\x80\x80${COOKIE}=`],
    ['after a next-line', `\x85${COOKIE}=`],
    ['without a name', `=${COOKIE}=`],
    ['inside another’s value', `a=b,${COOKIE}=`],
    ['inside quotes', `a="; b=${COOKIE}=`],
    ['in quotes', `"${COOKIE}"=`],
    ['percent-encoded', `${encodeURIComponent(COOKIE).replace('H', '%48')}=`],
    ['as an element', `${COOKIE}[0]=`],
    ['with an attribute', `${COOKIE}; value=`],
  ])('%s', async (_, prefix) => {
    const answer = await send('POST', '/v1/auth/refresh', { origin: OWN, cookie: prefix + token });
    expect(answer).toMatchObject({ status: 401, body: { code: 'invalid_token' } });
    const genuine = `${COOKIE}=${await newToken()}`;
    const beside = await send('POST', '/v1/auth/refresh', { origin: OWN, cookie: `${prefix}x; ${genuine}` });
    expect(beside.status, 'nor does it stand in the way of the genuine one').toBe(200);
  });
});

describe('the form of a page', () => {
  const FORMS = [
    '/sign-in',
    '/sign-in/corp',
    '/consent',
    '/register',
    '/reset-password',
    '/accept-invitation',
    '/decline-invitation',
    '/workspaces/acme/tokens',
    '/workspaces/acme/services',
    '/workspaces/acme/roles',
    ...ACCOUNT_FORMS,
    '/workspaces/acme/policy',
    '/workspaces/acme/members/ownership',
    '/workspaces/acme/delete',
    '/account/identities/link/corp',
    '/account/password',
    '/account/sessions/end-others',
    '/sign-out',
  ];
  const submit = (path: string, origin: string) =>
    send('POST', path, { origin, cookie, 'content-type': 'application/x-www-form-urlencoded' }, 'decision=allow');

  test.each(FORMS)(
    '%s is sent by pages of our own alone: even those that may use the API are refused',
    async (path) => {
      const before = await sessions();
      for (const origin of [ALLOWED, 'https://evil.test', 'null']) {
        const answer = await submit(path, origin);
        expect(answer.status, origin).toBe(403);
        expect(answer.body, origin).toContain('a page that is not ours');
        expect(cookieSet(answer), origin).toBeUndefined();
      }
      expect(await sessions()).toEqual(before);
    },
  );

  test('from our own origin is read: the control', async () => {
    const answer = await submit('/consent', OWN);
    expect(answer).toMatchObject({ status: 400 });
    expect(answer.body).not.toContain('a page that is not ours');
  });
});

describe('CORS', () => {
  const corsOf = ({ headers }: Answer) =>
    Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('access-control')));
  const preflight = (origin: string | undefined, path = '/v1/auth/refresh') =>
    send('OPTIONS', path, {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type',
    });

  test.each([OWN, ALLOWED])('%s may send credentials and JSON, and read the answer', async (origin) => {
    const allowed = await preflight(origin);
    expect(allowed.status).toBe(204);
    expect(corsOf(allowed)).toEqual({
      'access-control-allow-origin': origin,
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
      'access-control-allow-headers':
        'authorization, content-type, x-rowseal-workspace, idempotency-key, if-match, mcp-protocol-version, traceparent, tracestate, baggage, sentry-trace, x-request-id',
      'access-control-expose-headers': 'deprecation, etag, retry-after, sunset, www-authenticate, x-request-id',
      'access-control-max-age': '600',
    });
    const answer = await send('POST', '/v1/auth/refresh', { origin, cookie: `${COOKIE}=${await newToken()}` });
    expect(answer.status).toBe(200);
    expect(corsOf(answer)).toEqual({
      'access-control-allow-origin': origin,
      'access-control-allow-credentials': 'true',
      'access-control-expose-headers': 'deprecation, etag, retry-after, sunset, www-authenticate, x-request-id',
    });
    expect(answer.headers['vary']).toContain('Origin');
  });

  test.each(['null', 'https://evil.test', 'http://spa.example.com', 'https://spa.example.com.evil.test', ''])(
    'the origin %j gets no header of CORS, from no route',
    async (origin) => {
      for (const path of ['/v1/auth/refresh', '/v1/me', '/graphql', '/healthz', '/nowhere']) {
        for (const answer of [await preflight(origin, path), await send('GET', path, { origin })]) {
          expect(corsOf(answer), path).toEqual({});
          expect(answer.headers['vary'], path).toContain('Origin');
        }
      }
    },
  );

  test('a preflight without an origin is a problem document', async () => {
    const answer = await preflight(undefined);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(corsOf(answer)).toEqual({});
  });
});
