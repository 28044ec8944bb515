import { crc32 } from 'node:zlib';
import { decodeJwt } from 'jose';
import { describe, expect, test } from 'vitest';
import { demoApp } from '#test/support/demo-app.ts';
import { browserHeaders, COOKIE, cookieSet } from '#test/support/refresh-cookie.ts';
import { withoutWindow } from '#test/support/refresh-window.ts';
import { sessionOf } from '#test/support/sessions.ts';

const { db, send, logIn, me } = await demoApp({ graphql: false });
const refresh = (payload?: object, headers: Record<string, string> = {}) =>
  send({ method: 'POST', url: '/v1/auth/refresh', headers, ...(payload && { payload }) });
const refreshByCookie = (token: string) => refresh(undefined, browserHeaders(token));
const refreshByBody = (token: string) => refresh({ refresh_token: token });

/** Logs in as a native client does. */
async function tokensOf(email: string, more: object = {}): Promise<{ access: string; refresh: string }> {
  const { body } = await logIn(email, { transport: 'body', ...more });
  return { access: body.access_token, refresh: body.refresh_token };
}

/** A whole token for a session that exists, with another secret: what somebody who knows ids alone can make up. */
function forge(token: string): string {
  const bytes = Buffer.from(token.slice(4), 'base64url');
  bytes.fill(7, 36, 68);
  bytes.writeUInt32BE(crc32(bytes.subarray(0, -4), crc32('rsr_')), bytes.length - 4);
  return `rsr_${bytes.toString('base64url')}`;
}

describe('the refresh token of a login', () => {
  test('travels in a cookie that no script can read and no other site sends, unless asked otherwise', async () => {
    const { headers, body } = await logIn('member@acme.test');
    const [device, cookie, ...others] = [headers['set-cookie'] ?? []].flat().sort();
    expect(others).toEqual([]);
    expect(device).toMatch(/^__Host-Http-rowseal-device=rsd_/);
    expect(cookie).toMatch(
      /^__Host-Http-rowseal-refresh=rsr_[A-Za-z0-9_-]{120}; Max-Age=34560000; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    );
    expect(Object.keys(body).sort()).toEqual(['access_token', 'expires_in', 'token_type']);
  });

  test('travels in the body of a native client that asks, and then in no cookie', async () => {
    const { headers, body } = await logIn('member@acme.test', { transport: 'body', scope: 'notes:read' });
    expect(headers['set-cookie']).toBeUndefined();
    expect(body.refresh_token).toMatch(/^rsr_[A-Za-z0-9_-]{120}$/);
    expect(body.scope).toBe('notes:read');
  });

  test('is in no answer to a login that was denied', async () => {
    const { status, headers, body } = await logIn('member@acme.test', {}, 'not the password at all');
    expect([status, headers['set-cookie'], body.refresh_token]).toEqual([401, undefined, undefined]);
  });
});

describe.each([
  ['by cookie', refreshByCookie, cookieSet],
  ['by body', refreshByBody, ({ body }: { body: { refresh_token?: string } }) => body.refresh_token],
] as const)('POST /v1/auth/refresh %s', (transport, refreshBy, successorIn) => {
  test('answers with a new access token of the same session, and the successor travels the same way', async () => {
    const first = await tokensOf('owner@globex.test', { workspace: 'acme', scope: 'notes:read' });
    const answer = await refreshBy(first.refresh);
    expect(answer).toMatchObject({
      status: 200,
      headers: { 'cache-control': 'no-store' },
      body: { token_type: 'Bearer', expires_in: expect.any(Number), scope: 'notes:read' },
    });
    const [before, after] = [decodeJwt(first.access), decodeJwt(answer.body.access_token)];
    for (const claim of ['sub', 'sid', 'workspace', 'scope', 'iss', 'aud']) expect(after[claim]).toBe(before[claim]);
    expect(after.jti).not.toBe(before.jti);
    expect((await me(answer.body.access_token)).body.workspace.scopes).toEqual(['notes:read']);
    expect(successorIn(answer)).toMatch(/^rsr_/);
    expect([cookieSet(answer) === undefined, answer.body.refresh_token === undefined]).toEqual(
      transport === 'by body' ? [true, false] : [false, true],
    );
    expect(successorIn(await refreshBy(successorIn(answer) ?? ''))).toMatch(/^rsr_/);
    expect((await sessionOf(db.admin, first.refresh)).generation).toBe(3);
  });

  test('a client that lost the answer asks again and gets the identical successor, with access tokens that both hold', async () => {
    const first = await tokensOf('member@acme.test');
    const [once, again] = [await refreshBy(first.refresh), await refreshBy(first.refresh)];
    expect(successorIn(again)).toBe(successorIn(once));
    expect((await sessionOf(db.admin, first.refresh)).generation).toBe(2);
    for (const { body } of [once, again]) expect((await me(body.access_token)).status).toBe(200);
  });

  test('a replay after the window ends the session, for the newest token too, and leaves the cookie alone', async () => {
    const first = await tokensOf('member@acme.test');
    const rotated = await withoutWindow(db.admin, () => refreshBy(first.refresh));
    await withoutWindow(db.admin, async () => {
      for (const token of [first.refresh, successorIn(rotated) ?? '']) {
        const replayed = await refreshBy(token);
        expect(replayed).toMatchObject({ status: 401, body: { code: 'session_ended' } });
        expect(cookieSet(replayed)).toBeUndefined();
      }
    });
    for (const access of [first.access, rotated.body.access_token]) {
      expect(await me(access)).toMatchObject({ status: 401, body: { code: 'session_ended' } });
    }
  });

  test.each([
    ['was revoked', 'revoked_at = now()'],
    ['is too old', `expires_at = now() - interval '1 second'`],
    ['was idle for too long', `rotated_at = now() - interval '31 days'`],
  ])('a session that %s is answered as ended', async (_, change) => {
    const { refresh } = await tokensOf('member@acme.test');
    const { id, generation } = await sessionOf(db.admin, refresh);
    await db.admin.unsafe(`update rowseal_private.sessions set ${change} where id = '${id}'`);
    const answer = await refreshBy(refresh);
    expect(answer).toMatchObject({ status: 401, body: { code: 'session_ended' } });
    expect(cookieSet(answer)).toBeUndefined();
    expect((await sessionOf(db.admin, refresh)).generation).toBe(generation);
  });

  test('a complete token that is not genuine is refused, in the end with 429; the genuine one beside it never is', async () => {
    await db.admin`delete from rowseal_private.throttles where kind = 'refresh_guess'`;
    await db.admin`update rowseal_private.throttle_limits set first_wait = '1 minute' where kind = 'refresh_guess'`;
    const { refresh } = await tokensOf('member@acme.test');
    const answers = [];
    for (let i = 0; i < 25; i++) answers.push(await refreshBy(forge(refresh)));
    expect(answers[0]).toMatchObject({ status: 401, body: { code: 'invalid_token' } });
    expect(answers.at(-1)).toMatchObject({ status: 429, body: { code: 'too_many_attempts' } });
    expect(answers.at(-1)?.headers['retry-after']).toMatch(/^[0-9]+$/);
    expect(answers.map(cookieSet)).toEqual(answers.map(() => undefined));
    expect((await refreshBy(refresh)).status).toBe(200);
    expect((await sessionOf(db.admin, refresh)).revoked_at).toBeNull();
  });

  test('of 20 at once all get the identical successor, and it works', async () => {
    const { refresh } = await tokensOf('member@acme.test');
    const answers = await Promise.all(Array.from({ length: 20 }, () => refreshBy(refresh)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    const [successor, ...others] = new Set(answers.map(successorIn));
    expect(others).toEqual([]);
    expect((await refreshBy(successor ?? '')).status).toBe(200);
  });
});

describe('POST /v1/auth/refresh', () => {
  test('with neither cookie nor body is a 401', async () => {
    for (const answer of [await refresh(), await refresh({}), await refresh({}, { origin: 'http://localhost:4000' })]) {
      expect(answer).toMatchObject({ status: 401, body: { code: 'invalid_token' } });
    }
  });

  test('with both answers by body, and neither uses nor sets the cookie', async () => {
    const [inCookie, inBody] = [await tokensOf('member@acme.test'), await tokensOf('viewer@acme.test')];
    const answer = await refresh({ refresh_token: inBody.refresh }, browserHeaders(inCookie.refresh));
    expect(answer.status).toBe(200);
    expect(cookieSet(answer)).toBeUndefined();
    expect(decodeJwt(answer.body.access_token).sub).toBe(decodeJwt(inBody.access).sub);
    expect((await sessionOf(db.admin, inCookie.refresh)).generation).toBe(1);
    expect((await sessionOf(db.admin, answer.body.refresh_token)).generation).toBe(2);
  });

  test('finds its cookie among others', async () => {
    const { refresh: token } = await tokensOf('member@acme.test');
    const cookie = `theme=dark; ${COOKIE}=${token}; a=b=c`;
    expect((await refresh(undefined, { ...browserHeaders(token), cookie })).status).toBe(200);
  });
});

describe('a login in a browser that has the cookie of another session', () => {
  const logInWith = (cookie: string, more: object = {}, password?: string) =>
    send({
      method: 'POST',
      url: '/v1/auth/token',
      headers: browserHeaders(cookie),
      payload: {
        email: 'viewer@acme.test',
        password: password ?? 'correct horse battery staple',
        provider: 'password',
        ...more,
      },
    });

  test('ends that session, even another user’s and with an old token, and records an audit event', async () => {
    const old = await tokensOf('member@acme.test');
    await refreshByBody(old.refresh);
    const answer = await logInWith(old.refresh);
    expect(answer.status).toBe(200);
    expect(await me(old.access)).toMatchObject({ status: 401, body: { code: 'session_ended' } });
    expect((await refreshByCookie(cookieSet(answer) ?? '')).status).toBe(200);
    const { id } = await sessionOf(db.admin, old.refresh);
    expect(
      await db.admin`select details from rowseal_private.audit_events where kind = 'session_revoked' and details ->> 'session_id' = ${id}`,
    ).toEqual([{ details: { session_id: id, reason: 'replaced' } }]);
  });

  test('leaves it alone where the login is denied, or keeps its own token in the body', async () => {
    const old = await tokensOf('member@acme.test');
    expect((await logInWith(old.refresh, {}, 'not the password at all')).status).toBe(401);
    expect((await logInWith(old.refresh, { workspace: 'globex' })).status).toBe(403);
    const native = await logInWith(old.refresh, { transport: 'body' });
    expect([native.status, cookieSet(native)]).toEqual([200, undefined]);
    expect((await me(old.access)).status).toBe(200);
  });

  test.each(['', 'garbage', 'rsr_', '%E0%A4%A', 'x'.repeat(4000)])(
    'is a login like any other where the cookie holds %.10j',
    async (cookie) => {
      expect((await logInWith(cookie)).status).toBe(200);
    },
  );
});
