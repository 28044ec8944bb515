import { afterAll, describe, expect, test } from 'vitest';
import { digestOf } from '#server/credentials/token-format.ts';
import { openIssuer } from '#server/database/issuer.ts';
import { mailedInvitation } from '#test/support/api-mail.ts';
import { connect } from '#test/support/connect.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';
import { oauthServer, type RegisteredClient } from '#test/support/oauth-server.ts';
import { COOKIE } from '#test/support/refresh-cookie.ts';

// Whoever holds a credential that is limited makes others of it, hoping for more, or for longer.
const { db, send, addClient, authorizationRequest, browser, redeem, postAs, person, me, graphql } = await oauthServer({
  graphql: true,
});
const OWNER = 'owner@acme.test';
const WRITE = 'mutation { createNote(input: { note: { title: "x" } }) { note { title } } }';
const IN_A_DAY = () => new Date(Date.now() + 86_400_000).toISOString();
const web = await addClient({ name: 'Web' });
const issuer = openIssuer(db.issuerUrl, TEST_MASTER_KEY, { max: 33 });
afterAll(() => issuer.close());
const BROWSER = Buffer.alloc(32);

interface Session {
  access_token: string;
  refresh_token: string;
}

const json = (path: string, body: object, token?: string, workspace = 'acme') =>
  send(path, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}`, 'x-rowseal-workspace': workspace }),
    },
    body: JSON.stringify(body),
  });

async function logIn(email: string, more: object = {}): Promise<Session> {
  return (await json('/v1/auth/token', { provider: 'password', transport: 'body', ...person(email), ...more })).body;
}

/** Lets a client in, in a browser whose cookie is this refresh token. */
async function consent(client: RegisteredClient, { refresh_token }: Session, scope: string) {
  const { url, verifier } = authorizationRequest(client.client_id, { scope });
  const visitor = browser();
  visitor.cookies.set(COOKIE, refresh_token);
  const { searchParams } = await visitor.authorize(url, { email: '', password: '', workspace: 'Acme' });
  return { error: searchParams.get('error'), code: searchParams.get('code') ?? '', verifier };
}

const grantBy = async (client: RegisteredClient, session: Session, scope: string) =>
  (await redeem(client, await consent(client, session, scope))).body;
const tokenBy = async (token: string, more: object = {}) =>
  (await json('/v1/tokens', { name: 'script', expires_at: IN_A_DAY(), ...more }, token)).body;
const signOut = ({ refresh_token }: Session) => json('/v1/auth/logout', { refresh_token });
const statusOf = async (token: string) => (await me(token)).status;

describe('a session that is limited', () => {
  const ASKED = 'openid offline_access notes:read notes:write owners:write';

  test('in scope grants the intersection, with its refresh token as the cookie, and the answer says so', async () => {
    const granted = await grantBy(web, await logIn(OWNER, { scope: 'notes:read members:read' }), ASKED);
    expect(granted.scope).toBe('openid offline_access notes:read');
    expect((await graphql(granted.access_token, WRITE)).body.errors[0].extensions.code).toBe('insufficient_scope');
    const control = await grantBy(web, await logIn(OWNER), ASKED);
    expect(control.scope).toBe(ASKED);
    expect((await graphql(control.access_token, WRITE)).body.errors).toBeUndefined();
  });

  test('grants the intersection without asking, where its user agreed before or the client is first-party', async () => {
    const ours = await addClient({ firstParty: true });
    await grantBy(web, await logIn(OWNER), ASKED);
    for (const client of [ours, web]) {
      const granted = await grantBy(client, await logIn(OWNER, { scope: 'notes:read' }), ASKED);
      expect(granted.scope).toBe('openid offline_access notes:read');
    }
  });

  test('does not have its consent remembered', async () => {
    const client = await addClient();
    await grantBy(client, await logIn(OWNER, { scope: 'notes:read' }), ASKED);
    const consents = () => db.admin`select from rowseal_private.oauth_consents where client_id = ${client.client_id}`;
    expect(await consents()).toHaveLength(0);
    await grantBy(client, await logIn(OWNER), ASKED);
    expect(await consents()).toHaveLength(1);
  });

  test('to none of the scopes asked for grants none of them', async () => {
    const limited = await logIn(OWNER, { scope: 'members:read' });
    // Who they are is all that the client learns.
    expect((await grantBy(web, limited, 'openid notes:read')).scope).toBe('openid');
    expect((await consent(web, limited, 'notes:read')).error).toBe('access_denied');
  });

  test('makes nothing that lives longer than it does', async () => {
    const limited = await logIn(OWNER, { scope: 'notes:read tokens:write' });
    const [session] = await db.admin`
      update rowseal_private.sessions set expires_at = now() + interval '1 hour'
       where (user_id, id) = (select owner_id, id from rowseal.parse_token(${limited.refresh_token})) returning user_id, expires_at`;
    expect((await tokenBy(limited.access_token)).code).toBe('lifetime_not_allowed');
    const { access_token } = await grantBy(web, limited, 'openid offline_access notes:read');
    const [grant] = await db.admin`
      select expires_at from rowseal_private.sessions where user_id = ${session?.['user_id']} and client_id is not null order by id desc limit 1`;
    expect(grant?.['expires_at']).toEqual(session?.['expires_at']);
    expect(await statusOf(access_token)).toBe(200);
  });

  test.each([
    ['in scope', { scope: 'notes:read' }],
    ['to a workspace', { workspace: 'acme' }],
  ])('%s joins no workspace, links no identity and manages no account', async (_, limits) => {
    const { access_token, refresh_token } = await logIn('member@acme.test', limits);
    const refused = await json(
      '/v1/invitations/accept',
      { token: await mailedInvitation(db.admin, 'member@acme.test') },
      access_token,
    );
    expect(refused.body.code).toBe('session_required');
    const headers = { authorization: `Bearer ${access_token}` };
    expect((await send('/v1/auth/sessions', { headers })).body.code).toBe('session_required');
    await db.admin`
      insert into rowseal_private.identity_providers (id, kind, name, issuer, client_id, client_secret_jwe, scope)
      values ('corp', 'oidc', 'Corp', 'https://corp.example.com', 'rowseal', 'a.b.c.d.e', 'openid') on conflict do nothing`;
    const linking = async (token: string) =>
      (
        await issuer.providers.begin({
          provider: 'corp',
          browserSecret: Buffer.alloc(32),
          requestId: undefined,
          refreshToken: token,
          links: true,
          ip: '192.0.2.1',
        })
      ).status;
    expect(await linking(refresh_token)).toBe('sign_in_required');
    const control = await logIn('member@acme.test');
    expect(await linking(control.refresh_token)).toBe('ok');
    const joined = await json(
      '/v1/invitations/accept',
      { token: await mailedInvitation(db.admin, 'member@acme.test') },
      control.access_token,
    );
    expect(joined.status).toBe(200);
  });
});

describe('what a credential has made', () => {
  test('ends with it in the same commit, through every generation, unless it is a session that is limited in nothing', async () => {
    for (const [more, status] of [
      [{ scope: 'notes:read tokens:write' }, 401],
      [{ workspace: 'acme' }, 401],
      // The control.
      [{}, 200],
    ] as const) {
      const session = await logIn(OWNER, more);
      const script = await tokenBy(session.access_token);
      const grant = await grantBy(web, session, 'openid offline_access notes:read tokens:write');
      const ofGrant = await tokenBy(grant.access_token);
      for (const token of [script.token, grant.access_token, ofGrant.token]) expect(await statusOf(token)).toBe(200);
      await signOut(session);
      for (const token of [script.token, grant.access_token, ofGrant.token]) expect(await statusOf(token)).toBe(status);
    }
  });

  test('of a grant ends when its client gives it back', async () => {
    const grant = await grantBy(web, await logIn(OWNER), 'openid offline_access tokens:write');
    const { token } = await tokenBy(grant.access_token);
    expect(await statusOf(token)).toBe(200);
    await postAs(web, '/v1/oauth/revoke', { token: grant.refresh_token });
    expect(await statusOf(token)).toBe(401);
  });

  test('of a grant ends with the client, though SQL deletes its grants', async () => {
    const client = await addClient();
    const grant = await grantBy(client, await logIn(OWNER), 'openid offline_access tokens:write');
    const { token } = await tokenBy(grant.access_token);
    // The control: until then it is good.
    expect(await statusOf(token)).toBe(200);
    await db.admin`select rowseal_private.remove_client(${client.client_id})`;
    expect(await statusOf(token)).toBe(401);
  });

  test('ends with a session that is limited in nothing only where that was stolen', async () => {
    const session = await logIn(OWNER);
    const script = await tokenBy(session.access_token);
    const grant = await grantBy(web, session, 'openid notes:read');
    const renewed = await tokenBy((await logIn(OWNER)).access_token);
    const { token: rotated } = (
      await json(`/v1/tokens/${renewed.id}/rotate`, { expires_at: IN_A_DAY() }, session.access_token)
    ).body;
    await json('/v1/auth/refresh', { refresh_token: session.refresh_token });
    // The control: a rotation ends nothing. What a sign-out leaves, the test of limited sessions shows.
    for (const token of [script.token, grant.access_token, rotated]) expect(await statusOf(token)).toBe(200);
    await db.admin`
      update rowseal_private.sessions set rotated_at = now() - interval '11 minutes'
       where (user_id, id) = (select owner_id, id from rowseal.parse_token(${session.refresh_token}))`;
    const replayed = await json('/v1/auth/refresh', { refresh_token: session.refresh_token });
    expect(replayed.body.code).toBe('session_ended');
    for (const token of [script.token, grant.access_token, rotated]) expect(await statusOf(token)).toBe(401);
    const [consents] = await db.admin`
      select count(*)::int as left from rowseal_private.oauth_consents as given
        join rowseal.users on users.id = given.user_id where users.email = ${OWNER} and given.client_id = ${web.client_id}`;
    expect(consents?.['left']).toBe(0);
  });

  test('is shown in lists, with its parent', async () => {
    const session = await logIn(OWNER);
    const grant = await grantBy(web, session, 'openid offline_access tokens:write');
    const { id } = await tokenBy(grant.access_token);
    const headers = { authorization: `Bearer ${session.access_token}`, 'x-rowseal-workspace': 'acme' };
    const { tokens } = (await send('/v1/tokens', { headers })).body;
    const { session_id } = (await me(grant.access_token)).body;
    expect(tokens.find((token: { id: string }) => token.id === id).parent_id).toBe(session_id);
    const [event] = await db.admin`
      select details from rowseal_private.audit_events where kind = 'token_created' and details ->> 'token_id' = ${id}`;
    expect(event?.['details']).toMatchObject({ parent_id: session_id });
  });
});

describe('while a limited session ends', () => {
  /** 32 tokens and codes are asked for at once, and in the midst of them the session ends; how many of what was made still works. */
  async function survivors(): Promise<{ made: number; alive: number }> {
    const session = await logIn(OWNER, { scope: 'notes:read tokens:write' });
    const claims = JSON.parse(Buffer.from(session.access_token.split('.')[1] ?? '', 'base64url').toString());
    const [request] = await db.admin`
      select array_agg((rowseal_private.begin_authorization(
               ${db.admin.json({
                 client_id: web.client_id,
                 response_type: 'code',
                 scope: 'notes:read',
                 code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
                 code_challenge_method: 'S256',
               })}, 'https://auth.test', ${digestOf(BROWSER)})).request_id) as ids
        from generate_series(1, 16)`;
    const entry = { ...claims, exp: String(claims.exp), workspace: undefined, wanted: 'acme' };
    const make = (i: number) =>
      i % 2
        ? issuer.createToken(entry, { name: 'script', expiresAt: IN_A_DAY(), scope: undefined, networks: undefined })
        : issuer.oauth.answerAuthorization({
            requestId: request?.['ids'][i / 2],
            browserSecret: BROWSER,
            refreshToken: session.refresh_token,
            approved: true,
          });
    const all = Array.from({ length: 32 }, (_, i) => make(i));
    const end = issuer.logOut(session.refresh_token, { ip: '192.0.2.1' });
    await Promise.allSettled([...all.slice(0, 8), end, ...all.slice(8)]);
    const [left] = await db.admin`
      select (select count(*)::int from rowseal_private.personal_access_tokens where parent_id = ${claims.sid}) as made,
             (select count(*)::int from rowseal_private.personal_access_tokens where parent_id = ${claims.sid} and revoked_at is null)
             + (select count(*)::int from rowseal_private.oauth_codes where parent_id = ${claims.sid} and session_id is null) as alive`;
    return { made: left?.['made'], alive: left?.['alive'] };
  }

  test('of 32 that make something of it at once, nothing is left', async () => {
    let made = 0;
    for (let round = 0; round < 5; round++) {
      const left = await survivors();
      made += left.made;
      expect(left.alive).toBe(0);
    }
    expect(made).toBeGreaterThan(0);
  });

  test('the control: without the trigger, some of it is', async () => {
    await db.admin`alter table rowseal_private.sessions disable trigger end_children`;
    try {
      let alive = 0;
      for (let round = 0; round < 20 && alive === 0; round++) alive += (await survivors()).alive;
      expect(alive).toBeGreaterThan(0);
    } finally {
      await db.admin`alter table rowseal_private.sessions enable trigger end_children`;
    }
  });
});

describe('a code', () => {
  test('is refused once its session has signed out', async () => {
    for (const [signsOut, status] of [
      [true, 400],
      // The control.
      [false, 200],
    ] as const) {
      const session = await logIn(OWNER);
      const waiting = await consent(web, session, 'openid offline_access notes:read');
      if (signsOut) await signOut(session);
      expect((await redeem(web, waiting)).status).toBe(status);
    }
  });
});

describe('a grant', () => {
  const NAME = 'Olga Owner';
  const LEAKS = new RegExp(`${NAME}|${OWNER}|acme|globex`, 'i');
  const grantOf = async (scope: string) => {
    await db.admin`update rowseal.users set name = ${NAME} where email = ${OWNER}`;
    return grantBy(web, await logIn(OWNER), scope);
  };
  const everything = async (token: string) => {
    const headers = { authorization: `Bearer ${token}` };
    const answers = await Promise.all([
      send('/v1/me', { headers }),
      send('/v1/oauth/userinfo', { headers }),
      postAs(web, '/v1/oauth/introspect', { token }),
      send('/v1/me', { headers: { ...headers, 'x-rowseal-workspace': 'acme' } }),
    ]);
    return { texts: answers.map(({ body }) => JSON.stringify(body)), answers };
  };

  test('for openid alone reads no name, no address and no workspace, on any route', async () => {
    const { texts, answers } = await everything((await grantOf('openid')).access_token);
    expect(texts.filter((text) => LEAKS.test(text))).toEqual([]);
    expect(answers[0]?.body).toMatchObject({ user: { id: expect.any(String) }, workspace: null, workspaces: [] });
    expect(answers[2]?.body).toMatchObject({ active: true, sub: answers[0]?.body.user.id });
    expect(answers[3]).toMatchObject({ status: 403, body: { code: 'not_a_member' } });
    const control = await everything((await grantOf('openid profile email')).access_token);
    expect(control.answers[0]?.body.user).toMatchObject({ email: OWNER, name: NAME });
    expect(control.answers[2]?.body.username).toBe(OWNER);
    expect(control.answers[3]?.status).toBe(403);
  });

  test('for scopes of the application is told of its workspace, and still not of its user', async () => {
    const { access_token } = await grantOf('openid notes:read');
    const { body } = await me(access_token);
    expect(body).toMatchObject({ workspace: { slug: 'acme' }, workspaces: [{ slug: 'acme' }] });
    expect(Object.keys(body.user)).toEqual(['id']);
  });

  test('hands on no more of its user than it may know', async () => {
    const { access_token } = await grantOf('openid offline_access tokens:write');
    const { token } = await tokenBy(access_token);
    const { body } = await me(token);
    expect(Object.keys(body.user)).toEqual(['id']);
    const own = await tokenBy((await logIn(OWNER)).access_token);
    expect((await me(own.token)).body.user).toMatchObject({ email: OWNER });
  });

  test('sees no row of its user, in whatever SQL', async () => {
    const gateway = connect(db.gatewayUrl);
    const rowsSeenBy = async (token: string, workspace: string | null) => {
      const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
      return gateway.begin(async (sql) => {
        await sql`select rowseal.enter(${claims.sub}, ${claims.sid}, ${claims.workspace ?? null}, ${claims.scope ?? null},
                                       ${claims.exp}, ${claims.seal_key}, ${Buffer.from(claims.seal, 'hex')}, ${workspace})`;
        return (await sql`select email from rowseal.users`).map(({ email }) => email);
      });
    };
    expect(await rowsSeenBy((await grantOf('openid email')).access_token, null)).toEqual([]);
    expect(await rowsSeenBy((await grantOf('openid notes:read')).access_token, 'acme')).toEqual([]);
    expect(await rowsSeenBy((await grantOf('openid profile email')).access_token, null)).toEqual([OWNER]);
    expect(await rowsSeenBy((await logIn(OWNER)).access_token, null)).toEqual([OWNER]);
    await gateway.end();
  });
});

describe('a password reset', () => {
  async function proofOf(email: string): Promise<string> {
    const [row] = await db.admin`
      select rowseal_private.issue_proof('reset_password', id, rowseal.uuidv7(), email) as token from rowseal.users where users.email = ${email}`;
    return row?.['token'];
  }

  test.each([
    ['and personal access tokens', {}, 401],
    ['and spares personal access tokens where the person keeps them', { keep_tokens: true }, 200],
  ])('ends sessions, grants, consents and invitations %s', async (_, kept, status) => {
    const left = async () =>
      (
        await db.admin`
          select (select count(*)::int from rowseal_private.oauth_consents as given
                   where given.user_id = users.id and given.client_id = ${web.client_id}) as consents,
                 (select count(*)::int from rowseal.invitations where invited_by = users.id and email = 'guest@acme.test'
                     and accepted_at is null and revoked_at is null) as invitations
            from rowseal.users where users.email = ${OWNER}`
      )[0];
    const session = await logIn(OWNER);
    const script = await tokenBy(session.access_token);
    const grant = await grantBy(web, session, 'openid notes:read');
    await json('/v1/invitations', { email: 'guest@acme.test', role: 'viewer' }, session.access_token);
    // The control: until then all of it is there.
    for (const token of [session.access_token, grant.access_token, script.token])
      expect(await statusOf(token)).toBe(200);
    expect(await left()).toMatchObject({ consents: expect.not.toBeOneOf([0]), invitations: 1 });
    const { password } = person(OWNER);
    const answer = await json('/v1/auth/password/reset', { token: await proofOf(OWNER), password, ...kept });
    expect(answer.status).toBe(204);
    expect(await statusOf(session.access_token)).toBe(401);
    expect(await statusOf(grant.access_token)).toBe(401);
    expect(await statusOf(script.token)).toBe(status);
    expect(await left()).toEqual({ consents: 0, invitations: 0 });
  });
});
