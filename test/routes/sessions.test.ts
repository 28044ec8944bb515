import { describe, expect, test } from 'vitest';
import { demoApp } from '#test/support/demo-app.ts';
import { sessionOf } from '#test/support/sessions.ts';

const { db, send, logIn, me, token } = await demoApp({ graphql: false });
const bearer = (access: string, workspace?: string) => ({
  authorization: `Bearer ${access}`,
  ...(workspace && { 'x-rowseal-workspace': workspace }),
});
const list = (access: string) => send({ url: '/v1/auth/sessions', headers: bearer(access) });
const end = (access: string, id: string) =>
  send({ method: 'DELETE', url: `/v1/auth/sessions/${id}`, headers: bearer(access) });
const endOthers = (access: string, query = '?others=true') =>
  send({ method: 'DELETE', url: `/v1/auth/sessions${query}`, headers: bearer(access) });
const idOf = async (access: string): Promise<string> => (await me(access)).body.session_id;
const idsOf = async (access: string) => (await list(access)).body.sessions.map(({ id }: { id: string }) => id);

/** A personal access token of somebody, in acme. */
async function personalToken(email: string): Promise<string> {
  const answer = await send({
    method: 'POST',
    url: '/v1/tokens',
    headers: bearer(await token(email), 'acme'),
    payload: { name: 'script', expires_at: new Date(Date.now() + 3_600_000).toISOString() },
  });
  return answer.body.token;
}

describe('GET /v1/auth/sessions', () => {
  test('lists the caller’s own, the one used last first, and marks the one that asks', async () => {
    const [older, newer] = [await token('owner@acme.test'), await token('owner@acme.test')];
    const others = await token('member@acme.test');
    const { status, headers, body } = await list(older);
    expect([status, headers['cache-control']]).toEqual([200, 'no-store']);
    expect(body.sessions.slice(0, 2).map(({ id }: { id: string }) => id)).toEqual([
      await idOf(newer),
      await idOf(older),
    ]);
    const current = body.sessions.filter((session: { current: boolean }) => session.current);
    expect(current.map(({ id }: { id: string }) => id)).toEqual([await idOf(older)]);
    expect(body.sessions.map(({ id }: { id: string }) => id)).not.toContain(await idOf(others));
  });

  test('tells when, where from and how limited each is, and no secret', async () => {
    await send({
      method: 'POST',
      url: '/v1/auth/token',
      headers: { 'user-agent': `Browser ${'x'.repeat(600)}` },
      payload: {
        provider: 'password',
        email: 'owner@globex.test',
        password: 'correct horse battery staple',
        workspace: 'globex',
        scope: 'notes:read',
      },
    });
    const { body } = await list(await token('owner@globex.test'));
    const limited = body.sessions.find(({ scope }: { scope: string | null }) => scope !== null);
    expect(limited).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      current: false,
      created_at: expect.stringMatching(/^20.*[+Z]/),
      last_used_at: expect.any(String),
      expires_at: expect.any(String),
      ip: '127.0.0.1',
      user_agent: `Browser ${'x'.repeat(492)}`,
      workspace_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      scope: 'notes:read',
    });
    const days = (Date.parse(limited.expires_at) - Date.parse(limited.last_used_at)) / 86_400_000;
    expect(days).toBeCloseTo(30, 1);
  });

  test('leaves out what has ended or expired', async () => {
    const caller = await token('viewer@acme.test');
    const [revoked, old, idle] = await Promise.all(
      ['revoked', 'old', 'idle'].map(
        async () => (await logIn('viewer@acme.test', { transport: 'body' })).body.refresh_token,
      ),
    );
    const age = async (refreshToken: string, change: string) => {
      const { id } = await sessionOf(db.admin, refreshToken);
      await db.admin.unsafe(`update rowseal_private.sessions set ${change} where id = '${id}'`);
    };
    expect(await idsOf(caller)).toHaveLength(4);
    await age(revoked, 'revoked_at = now()');
    await age(old, `expires_at = now() - interval '1 second'`);
    await age(idle, `rotated_at = now() - interval '31 days'`);
    expect(await idsOf(caller)).toEqual([await idOf(caller)]);
  });
});

describe('DELETE /v1/auth/sessions/:id', () => {
  test('ends one of one’s own, once', async () => {
    const [caller, other] = [await token('member@acme.test'), await token('member@acme.test')];
    const id = await idOf(other);
    expect(await end(caller, id)).toMatchObject({ status: 204, body: '' });
    expect(await me(other)).toMatchObject({ status: 401, body: { code: 'session_ended' } });
    expect((await me(caller)).status).toBe(200);
    expect(await end(caller, id)).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(await idsOf(caller)).not.toContain(id);
  });

  test('tells another’s session from none by nothing, and ends it not', async () => {
    const [caller, stranger] = [await token('member@acme.test'), await token('owner@globex.test')];
    const absent = '01a20bd8-1955-73aa-94a0-197ff9c52136';
    for (const id of [await idOf(stranger), absent]) {
      const { status, body } = await end(caller, id);
      expect({ status, ...body, instance: '' }).toEqual({
        type: 'urn:rowseal:problem:not_found',
        title: 'Not found',
        status: 404,
        code: 'not_found',
        instance: '',
      });
    }
    expect((await me(stranger)).status).toBe(200);
  });

  test.each(['all', 'null', '01a20bd8-1955-73aa-94a0-197ff9c5213', "x' or true --"])(
    'refuses the id %j',
    async (id) => {
      const answer = await end(await token('member@acme.test'), encodeURIComponent(id));
      expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_input' } });
    },
  );
});

describe('DELETE /v1/auth/sessions?others=true', () => {
  test('ends all others of the caller, and nobody else’s, and says how many', async () => {
    const stranger = await token('owner@acme.test');
    const caller = await token('owner@globex.test');
    await endOthers(caller);
    const others = [await token('owner@globex.test'), await token('owner@globex.test', { scope: 'notes:read' })];
    expect(await endOthers(caller)).toMatchObject({ status: 200, body: { ended: 2 } });
    for (const other of others) expect((await me(other)).body.code).toBe('session_ended');
    for (const live of [caller, stranger]) expect((await me(live)).status).toBe(200);
    expect(await endOthers(caller)).toMatchObject({ status: 200, body: { ended: 0 } });
    expect(await idsOf(caller)).toEqual([await idOf(caller)]);
  });

  test.each(['', '?others=false', '?others=1', '?others', '?others=true&others=true', '?others=true&all=true'])(
    'refuses %j',
    async (query) => {
      const caller = await token('member@acme.test');
      const other = await token('member@acme.test');
      expect(await endOthers(caller, query)).toMatchObject({ status: 400, body: { code: 'invalid_input' } });
      expect((await me(other)).status).toBe(200);
    },
  );
});

describe.each([
  ['a personal access token', () => personalToken('member@acme.test'), 403, 'session_required'],
  ['a session that is limited', () => token('member@acme.test', { scope: 'notes:read' }), 403, 'session_required'],
  ['a session that has ended', endedSession, 401, 'session_ended'],
  ['no token', async () => undefined, 401, 'authentication_required'],
  ['a garbage token', async () => 'garbage', 401, 'invalid_token'],
])('with %s', (_, credential, status, code) => {
  test.each([
    ['GET', '/v1/auth/sessions'],
    ['DELETE', '/v1/auth/sessions?others=true'],
    ['DELETE', '/v1/auth/sessions/01a20bd8-1955-73aa-94a0-197ff9c52136'],
  ] as const)('%s %s is refused, and nothing ends', async (method, url) => {
    const bystander = await token('member@acme.test');
    const access = await credential();
    const answer = await send({ method, url, headers: access === undefined ? {} : bearer(access) });
    expect(answer).toMatchObject({ status, body: { code } });
    expect((await me(bystander)).status).toBe(200);
  });
});

async function endedSession(): Promise<string> {
  const caller = await token('member@acme.test');
  await end(caller, await idOf(caller));
  return caller;
}
