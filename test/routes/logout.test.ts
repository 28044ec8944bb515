import { describe, expect, test } from 'vitest';
import { demoApp } from '#test/support/demo-app.ts';
import { browserHeaders, cookieSet } from '#test/support/refresh-cookie.ts';
import { sessionOf } from '#test/support/sessions.ts';

const { db, send, logIn, me, graphql } = await demoApp();
const post = (url: string, payload?: object, headers: Record<string, string> = {}) =>
  send({ method: 'POST', url, headers, ...(payload && { payload }) });
const refresh = (token: string) => post('/v1/auth/refresh', { refresh_token: token });
const logOut = (payload?: object, headers?: Record<string, string>) => post('/v1/auth/logout', payload, headers);

interface Tokens {
  access: string;
  refresh: string;
}

async function tokensOf(email: string): Promise<Tokens> {
  const { body } = await logIn(email, { transport: 'body' });
  return { access: body.access_token, refresh: body.refresh_token };
}

async function expectLive({ access }: Tokens): Promise<void> {
  expect((await me(access, 'acme')).status).toBe(200);
  expect((await graphql('{ allNotes { totalCount } }', { token: access, workspace: 'acme' })).status).toBe(200);
}

/** Refused on REST and GraphQL with the access token it had, and with its refresh token. */
async function expectEnded({ access, refresh: token }: Tokens): Promise<void> {
  const answers = [
    await me(access, 'acme'),
    await graphql('{ allNotes { totalCount } }', { token: access, workspace: 'acme' }),
    await refresh(token),
  ];
  for (const answer of answers) expect(answer).toMatchObject({ status: 401, body: { code: 'session_ended' } });
}

describe('POST /v1/auth/logout', () => {
  test('by cookie ends the session, and has the browser forget the cookie under the attributes it was set with', async () => {
    const tokens = await tokensOf('member@acme.test');
    const answer = await logOut(undefined, browserHeaders(tokens.refresh));
    expect([answer.status, answer.body]).toEqual([204, '']);
    expect(answer.headers['set-cookie']).toBe(
      '__Host-Http-rowseal-refresh=; Max-Age=0; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; Secure; SameSite=Strict',
    );
    await expectEnded(tokens);
  });

  test('by body ends the session, and leaves the cookie of another one alone', async () => {
    const [tokens, inCookie] = [await tokensOf('member@acme.test'), await tokensOf('member@acme.test')];
    const answer = await logOut({ refresh_token: tokens.refresh }, browserHeaders(inCookie.refresh));
    expect([answer.status, cookieSet(answer)]).toEqual([204, undefined]);
    await expectEnded(tokens);
    await expectLive(inCookie);
  });

  test('takes a token of any age, as long as it is genuine', async () => {
    const tokens = await tokensOf('member@acme.test');
    const successor = (await refresh((await refresh(tokens.refresh)).body.refresh_token)).body.refresh_token;
    expect((await logOut({ refresh_token: tokens.refresh })).status).toBe(204);
    await expectEnded({ ...tokens, refresh: successor });
  });

  test('answers the same where there is nothing to end, and the browser forgets what it has', async () => {
    const { refresh: ended } = await tokensOf('member@acme.test');
    await logOut({ refresh_token: ended });
    for (const token of [ended, 'garbage', '']) {
      const answer = await logOut(undefined, browserHeaders(token));
      expect([answer.status, cookieSet(answer)], token).toEqual([204, '']);
    }
    expect((await logOut()).status).toBe(204);
    expect((await logOut({ refresh_token: ended })).status).toBe(204);
  });

  test('of 10 at once is one logout on record', async () => {
    const { refresh: token } = await tokensOf('member@acme.test');
    const answers = await Promise.all(Array.from({ length: 10 }, () => logOut({ refresh_token: token })));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 204));
    const { id } = await sessionOf(db.admin, token);
    const events =
      await db.admin`select details from rowseal_private.audit_events where kind = 'session_revoked' and details ->> 'session_id' = ${id}`;
    expect(events).toEqual([{ details: { session_id: id, reason: 'logged_out' } }]);
  });
});

describe('an access token fails on the next request, on REST and GraphQL, and the refresh token with it, after', () => {
  const asOther = (access: string) => ({ authorization: `Bearer ${access}` });
  const changePassword = (access: string) =>
    post(
      '/v1/auth/password/change',
      { current_password: 'correct horse battery staple', new_password: 'correct horse battery staple' },
      asOther(access),
    );

  test.each([
    ['logging out by cookie', ({ refresh: token }: Tokens) => logOut(undefined, browserHeaders(token))],
    ['logging out by body', ({ refresh: token }: Tokens) => logOut({ refresh_token: token })],
    [
      'ending the session from another one',
      async (mine: Tokens, other: Tokens) =>
        send({
          method: 'DELETE',
          url: `/v1/auth/sessions/${(await me(mine.access)).body.session_id}`,
          headers: asOther(other.access),
        }),
    ],
    [
      'ending the session from itself',
      async ({ access }: Tokens) =>
        send({
          method: 'DELETE',
          url: `/v1/auth/sessions/${(await me(access)).body.session_id}`,
          headers: asOther(access),
        }),
    ],
    [
      'ending all others from another one',
      (_: Tokens, other: Tokens) =>
        send({ method: 'DELETE', url: '/v1/auth/sessions?others=true', headers: asOther(other.access) }),
    ],
    ['changing the password in another session', (_: Tokens, other: Tokens) => changePassword(other.access)],
    [
      'replaying an old refresh token',
      async ({ refresh: token }: Tokens) => {
        await refresh((await refresh(token)).body.refresh_token);
        return refresh(token);
      },
    ],
    [
      'disabling the user',
      () => db.admin`update rowseal.users set disabled_at = now() where email = 'viewer@acme.test'`,
    ],
  ])('%s', async (how, end) => {
    const email = how === 'disabling the user' ? 'viewer@acme.test' : 'member@acme.test';
    const [mine, other] = [await tokensOf(email), await tokensOf(email)];
    await expectLive(mine);
    await end(mine, other);
    await expectEnded(mine);
    if (email === 'member@acme.test') await expectLive(other);
  });
});

describe('an incomplete refresh token', () => {
  const broken = (whole: string): [string, string][] => [
    ['cut short', whole.slice(0, -1)],
    ['with one character more', `${whole}A`],
    ['in capitals', `rsr_${whole.slice(4).toUpperCase()}`],
    ['under another prefix', `rsp_${whole.slice(4)}`],
    ['with a character exchanged', `${whole.slice(0, 60)}${whole[60] === 'A' ? 'B' : 'A'}${whole.slice(61)}`],
    ['with a foreign character', `${whole.slice(0, 60)}+${whole.slice(61)}`],
    ['in quotes', `"${whole}"`],
  ];

  test('is refused before any query: the database need not be there', async () => {
    const { refresh: whole } = await tokensOf('member@acme.test');
    await db.admin.unsafe(`revoke connect on database ${db.name} from public, rowseal_gateway, rowseal_issuer`);
    await db.admin`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename <> current_user`;
    for (const [how, token] of broken(whole)) {
      const inBody = [await refresh(token), await logOut({ refresh_token: token })];
      for (const answer of inBody) expect(answer, how).toMatchObject({ status: 400, body: { code: 'invalid_input' } });
      const inCookie = await post('/v1/auth/refresh', undefined, browserHeaders(token));
      expect(inCookie, how).toMatchObject({ status: 401, body: { code: 'invalid_token' } });
      expect(cookieSet(inCookie)).toBeUndefined();
      expect((await logOut(undefined, browserHeaders(token))).status, how).toBe(204);
    }
    for (const answer of [
      await refresh(whole),
      await post('/v1/auth/refresh', undefined, browserHeaders(whole)),
      await logOut(undefined, browserHeaders(whole)),
    ]) {
      expect(answer, 'a whole token needs the database: the control').toMatchObject({
        status: 503,
        body: { code: expect.stringMatching(/^(unavailable|outcome_unknown)$/) },
      });
      expect(cookieSet(answer), 'and the browser keeps its cookie').toBeUndefined();
    }
  });
});
