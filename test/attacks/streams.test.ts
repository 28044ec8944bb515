import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { recordEvents, sealAll } from '#test/support/events.ts';
import { granted, PERSONAS, personaWorld, tomorrow } from '#test/support/graphql-personas.ts';
import { publicClient } from '#test/support/oauth-client.ts';
import { COOKIE, cookieSet } from '#test/support/refresh-cookie.ts';
import { createService } from '#test/support/services.ts';
import { EVENTS, Listener, listen, messagesIn, portOf } from '#test/support/streams.ts';

const lines: string[] = [];
const world = await personaWorld({
  logLevel: 'trace',
  logStream: { write: (line) => void lines.push(line) },
  allowedOrigins: ['https://app.test'],
  trustedProxies: ['127.0.0.1'],
});
const { app, admin, tokens } = world;
const OWNER = 'owner@acme.test';
const idOf = async (slug: string) =>
  (await admin<{ id: string }[]>`select id from rowseal.workspaces where slug = ${slug}`)[0]?.id ?? '';
const acme = await idOf('acme');
const globex = await idOf('globex');
const port = await portOf(app);
const used: string[] = [];

/** Something happens, and is sealed. */
async function happen(workspaceId = acme): Promise<string | undefined> {
  const [id] = await recordEvents(admin, [{ workspaceId, kind: 'tested' }]);
  await sealAll(admin);
  return id;
}

async function open(token: string, workspace: string | undefined = 'acme') {
  used.push(token);
  const listener = await listen(app, { token, workspace });
  expect(listener.heard).toEqual([{ cursor: expect.any(String), event: null }]);
  return listener;
}

/** The answer to a request for server-sent events. */
const ask = (headers: Record<string, string>, path = '/graphql/stream') =>
  fetch(`http://127.0.0.1:${port}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query: EVENTS }),
  });

const bearer = (token: string) => ({ authorization: `Bearer ${token}`, 'x-rowseal-workspace': 'acme' });

/** The session that an access token is of. */
const sessionOf = (token: string): string =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).sid;

const audit = { scope: 'audit:read' };
const client = await publicClient(admin, 'Watcher', 'https://watcher.test/callback');

/** What ends a stream: who holds it, what happens to them, and what the stream is closed with. */
const ENDS: Record<
  string,
  { token(): Promise<string>; end(token: string): Promise<unknown>; code: number; reason: string }
> = {
  'a session that is revoked': {
    token: () => world.token(OWNER),
    end: (token) => admin`update rowseal_private.sessions set revoked_at = now() where id = ${sessionOf(token)}`,
    code: 4401,
    reason: 'session_ended',
  },
  'a limited session that is revoked': {
    token: () => world.token(OWNER, audit),
    end: (token) => admin`update rowseal_private.sessions set revoked_at = now() where id = ${sessionOf(token)}`,
    code: 4401,
    reason: 'session_ended',
  },
  'a grant that is disconnected': {
    token: async () => {
      const { body } = await world.logIn(OWNER, { transport: 'body' });
      return granted(world, client, body.refresh_token, 'audit:read');
    },
    end: (token) => admin`update rowseal_private.sessions set revoked_at = now() where id = ${sessionOf(token)}`,
    code: 4401,
    reason: 'session_ended',
  },
  'a personal access token that is revoked': {
    token: async () => {
      const { body } = await world.send({
        method: 'POST',
        url: '/v1/tokens',
        headers: bearer(tokens.get('owner') ?? ''),
        payload: { name: 'watching', expires_at: tomorrow(), ...audit },
      });
      return body.token;
    },
    end: () => admin`update rowseal_private.personal_access_tokens set revoked_at = now() where name = 'watching'`,
    code: 4403,
    reason: 'invalid_token',
  },
  'a key of a service that is revoked': {
    token: async () => (await createService(admin, 'acme', ['audit:read'])).token,
    end: () => admin`update rowseal_private.service_keys set revoked_at = now()`,
    code: 4403,
    reason: 'invalid_token',
  },
  'a member who is removed': {
    token: () => world.token('admin@acme.test'),
    end: () => admin`
      delete from rowseal.memberships using rowseal.users where users.id = user_id and email = 'admin@acme.test'`,
    code: 4401,
    reason: 'not_a_member',
  },
  'a member whose role reads no events any more': {
    token: async () => {
      await admin`
        insert into rowseal.memberships (workspace_id, user_id, role)
        select ${acme}, id, 'admin' from rowseal.users where email = 'elsewhere@globex.test'`;
      return world.token('elsewhere@globex.test');
    },
    end: () => admin`
      update rowseal.memberships set role = 'viewer' from rowseal.users
       where users.id = user_id and email = 'elsewhere@globex.test' and workspace_id = ${acme}`,
    code: 4401,
    reason: 'insufficient_scope',
  },
  'a token that expires': {
    token: async () => {
      await admin`alter table rowseal_private.settings drop constraint settings_access_token_lifetime_check`;
      await admin`update rowseal_private.settings set access_token_lifetime = interval '3 seconds'`;
      const token = await world.token(OWNER);
      await admin`update rowseal_private.settings set access_token_lifetime = interval '10 minutes'`;
      return token;
    },
    end: async (token) => {
      const { exp } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
      await sleep(exp * 1000 - Date.now());
    },
    code: 4403,
    reason: 'invalid_token',
  },
};

describe('nothing is delivered to', () => {
  test.each(Object.keys(ENDS))('%s, and the stream is closed', async (name) => {
    const how = ENDS[name];
    if (!how) throw new Error(`there is no ${name}`);
    const token = await how.token();
    const wanted = token.startsWith('rs') ? undefined : 'acme';
    const [doomed, control] = [await open(token, wanted), await open(tokens.get('owner') ?? '')];
    const before = await happen();
    await doomed.until(({ heard }) => heard.some(({ event }) => event?.rowId === before));
    await how.end(token);
    const after = await happen();
    expect(await doomed.closed).toEqual({ code: how.code, reason: how.reason });
    expect(doomed.heard.some(({ event }) => event?.rowId === after)).toBe(false);
    await control.until(({ heard }) => heard.some(({ event }) => event?.rowId === after));
    control.close();
    // Nor do they come again.
    const again = await listen(app, { token, workspace: wanted });
    expect(again.heard).toEqual([]);
    again.close();
  });

  test('a session that was revoked while nothing happened, whose server-sent events end with the reason', async () => {
    const token = await world.token(OWNER);
    const control = await open(tokens.get('owner') ?? '');
    const messages = messagesIn((await ask(bearer(token))).body);
    expect((await messages.next()).value?.data.data.workspaceEvents.event).toBeNull();
    await admin`update rowseal_private.sessions set revoked_at = now() where id = ${sessionOf(token)}`;
    expect((await messages.next()).value?.data).toEqual({
      errors: [{ message: expect.any(String), extensions: { code: 'session_ended' } }],
    });
    expect((await messages.next()).value?.event).toBe('complete');
    expect(control.socket.readyState).toBe(control.socket.OPEN);
    control.close();
  });

  test('a client that did not read what it was sent when its session was revoked', async () => {
    const token = await world.token(OWNER);
    const query = 'subscription { workspaceEvents { cursor event { details } } }';
    const slow = await listen(app, { token, workspace: 'acme', query });
    const control = await listen(app, { token: tokens.get('owner') ?? '', workspace: 'acme', query });
    (slow.socket as unknown as { _socket: { pause(): void } })._socket.pause();
    await recordEvents(
      admin,
      Array.from({ length: 300 }, () => ({ workspaceId: acme, kind: 'tested', details: { of: 'x'.repeat(100_000) } })),
    );
    await sealAll(admin);
    await control.until(({ heard }) => heard.length > 300);
    await admin`update rowseal_private.sessions set revoked_at = now() where id = ${sessionOf(token)}`;
    await expect.poll(() => app.metrics.text()).toMatch(/^rowseal_streams 1$/m);
    (slow.socket as unknown as { _socket: { resume(): void } })._socket.resume();
    await slow.closed;
    expect(slow.heard.length).toBeLessThan(control.heard.length);
    control.close();
  });

  test('a workspace where it did not happen, whatever cursor is sent', async () => {
    const token = await world.token('owner@globex.test');
    const [other, control] = [await open(token, 'globex'), await open(tokens.get('owner') ?? '')];
    const cursors = [control.heard[0]?.cursor, btoa('["events","0.0"]')];
    const foreign = await happen(acme);
    const own = await happen(globex);
    await control.until(({ heard }) => heard.some(({ event }) => event?.rowId === foreign));
    await other.until(({ heard }) => heard.some(({ event }) => event?.rowId === own));
    const all = [other];
    for (const after of cursors) all.push(await listen(app, { token, workspace: 'globex', after }));
    for (const listener of all) {
      await listener.until(({ heard }) => heard.some(({ event }) => event?.rowId === own));
      expect(listener.heard.some(({ event }) => event?.rowId === foreign)).toBe(false);
      listener.close();
    }
    control.close();
  });
});

describe('a WebSocket', () => {
  const token = tokens.get('owner') ?? '';
  const init = { type: 'connection_init', payload: { token, workspace: 'acme' } };
  const subscribe = { type: 'subscribe', id: '1', payload: { query: EVENTS } };

  /** What comes of what a client says once it is connected. */
  async function said(messages: (object | string)[], opening = {}) {
    const listener = new Listener(port, opening);
    await Promise.race([once(listener.socket, 'open').catch(() => {}), listener.closed]);
    for (const message of messages)
      listener.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
    return listener;
  }

  test.each([
    ['of a foreign origin', { origin: 'https://evil.test' }],
    ['of an opaque origin', { origin: 'null' }],
    ['of a port beside ours', { origin: 'http://localhost:4001' }],
    ['that has a cookie and no origin', { cookie: `${COOKIE}=rsr_x` }],
  ])('%s is refused', async (_, headers) => {
    // The control: the next ones, which are served.
    const listener = await said([], { headers });
    await listener.closed;
    expect(listener.refused).toBe(403);
  });

  test.each([
    ['of our own origin', { origin: 'http://localhost:4000' }],
    ['of a listed origin', { origin: 'https://app.test' }],
    ['of no browser', {}],
  ])('%s is served: the control', async (_, headers) => {
    const listener = await listen(app, { token, workspace: 'acme', headers });
    expect(listener.heard.length).toBe(1);
    listener.close();
  });

  test.each([
    ['subscribes before it says who it is', [subscribe], { code: 4401, reason: 'Unauthorized' }],
    ['says who it is twice', [init, init], { code: 4429, reason: 'Too many initialisation requests' }],
    ['says nothing for five seconds', [], { code: 4408, reason: 'Connection initialisation timeout' }],
    ['names no token', [{ type: 'connection_init' }], { code: 4400, reason: 'invalid_input' }],
    [
      'names an empty token',
      [{ type: 'connection_init', payload: { token: '' } }],
      { code: 4403, reason: 'invalid_token' },
    ],
    [
      'names a token that we did not sign',
      [{ type: 'connection_init', payload: { token: 'eyJh.e30.x' } }],
      { code: 4403, reason: 'invalid_token' },
    ],
    [
      'names a list of tokens',
      [{ type: 'connection_init', payload: { token: [token] } }],
      { code: 4400, reason: 'invalid_input' },
    ],
    ['speaks no JSON', ['nonsense'], { code: 4400, reason: 'Invalid message received' }],
    [
      'has a subscription that is none',
      [init, { ...subscribe, payload: 'x' }],
      { code: 4400, reason: expect.any(String) },
    ],
    ['says too much at once', ['x'.repeat(200_000)], { code: 1009, reason: '' }],
  ] as const)('that %s is closed', async (_, messages, closed) => {
    // The control: listen() says the same in order, and is served.
    const listener = await said([...messages]);
    expect(await listener.closed).toEqual(closed);
    expect(listener.heard).toEqual([]);
  });

  test('of the protocol that began before its credential was checked is closed', async () => {
    // The control: the same by the other protocol is served.
    const listener = await said([init, { ...subscribe, type: 'start' }], { protocol: 'graphql-ws' });
    await listener.closed;
    expect(listener.messages).toEqual([]);
  });

  test('with a cookie alone is closed, which signs its browser in elsewhere: the control', async () => {
    const login = await world.logIn(OWNER);
    const cookie = `${COOKIE}=${cookieSet(login)}`;
    const origin = 'http://localhost:4000';
    const refreshed = await world.send({ method: 'POST', url: '/v1/auth/refresh', headers: { cookie, origin } });
    expect(refreshed.status).toBe(200);
    const listener = await said([{ type: 'connection_init' }, subscribe], { headers: { cookie, origin } });
    expect(await listener.closed).toEqual({ code: 4400, reason: 'invalid_input' });
  });

  test('with a token in its URL is closed', async () => {
    // The control: the same token in connection_init is served.
    used.push(token);
    const listener = await said([{ type: 'connection_init' }], {
      path: `/graphql/stream?token=${token}&access_token=${token}`,
    });
    expect(await listener.closed).toEqual({ code: 4400, reason: 'invalid_input' });
  });

  /** How many connections that say nothing are refused, and with what. */
  async function silentFrom(count: number, address: (n: number) => string, silent: Listener[]) {
    const opened: Listener[] = [];
    for (let n = 1; n <= count; n++) opened.push(new Listener(port, { headers: { 'x-forwarded-for': address(n) } }));
    silent.push(...opened);
    await Promise.all(opened.map((each) => Promise.race([once(each.socket, 'open'), each.closed])));
    return opened.map(({ refused }) => refused).filter((refused) => refused !== undefined);
  }

  /** Whether somebody else is served by both transports. */
  async function isServed() {
    const listener = await listen(app, { token, workspace: 'acme' });
    const messages = messagesIn((await ask(bearer(token))).body);
    expect((await messages.next()).value?.data.data.workspaceEvents.event).toBeNull();
    await messages.return();
    listener.close();
    return listener.heard.length === 1;
  }

  test('that says nothing keeps nobody else out', async () => {
    const silent: Listener[] = [];
    // The control: the eleventh of an address is refused, and of a /64; the forty-first of a /48.
    expect(await silentFrom(30, () => '198.51.100.1', silent)).toEqual(Array(20).fill(429));
    expect(await silentFrom(15, (n) => `2001:db8:0:1::${n.toString(16)}`, silent)).toEqual(Array(5).fill(429));
    expect(await silentFrom(45, (n) => `2001:db8:1:${n.toString(16)}::1`, silent)).toEqual(Array(5).fill(429));
    expect(await isServed()).toBe(true);
    for (const { socket } of silent) socket.terminate();
    await expect.poll(() => silentFrom(1, () => '198.51.100.1', silent)).toEqual([]);
    silent.at(-1)?.socket.terminate();
  });

  test('that says nothing is one of a hundred, whatever their addresses', async () => {
    const silent: Listener[] = [];
    expect(await silentFrom(110, (n) => `203.0.113.${n}`, silent)).toEqual(Array(10).fill(503));
    for (const { socket } of silent) socket.terminate();
    await expect.poll(isServed).toBe(true);
  });
});

describe('server-sent events', () => {
  const token = tokens.get('owner') ?? '';

  test.each([
    ['a foreign origin', { ...bearer(token), origin: 'https://evil.test' }, '', 403, 'origin_not_allowed'],
    ['an opaque origin', { ...bearer(token), origin: 'null' }, '', 403, 'origin_not_allowed'],
    [
      'a cookie alone',
      { cookie: `${COOKIE}=rsr_x`, origin: 'http://localhost:4000' },
      '',
      401,
      'authentication_required',
    ],
    ['a token in the URL', {}, `?access_token=${token}&token=${token}`, 401, 'authentication_required'],
  ])('are not served to %s', async (_, headers, query, status, code) => {
    // The control: the next one, with the same token in the header.
    const answer = await ask(headers, `/graphql/stream${query}`);
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([status, code]);
  });

  test('are served to a listed origin, by which they can be read: the control', async () => {
    const answer = await ask({ ...bearer(token), origin: 'https://app.test' });
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, 'https://app.test']);
    await answer.body?.cancel();
    const preflight = await fetch(`http://127.0.0.1:${port}/graphql/stream`, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://app.test',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type,x-rowseal-workspace',
      },
    });
    expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([204, 'https://app.test']);
  });
});

test('the server lives on, and its log holds no token', async () => {
  expect(await happen()).toBeDefined();
  const log = lines.join('');
  for (const token of [...used, ...PERSONAS.map((persona) => tokens.get(persona) ?? '')])
    if (token !== '') expect(log.includes(token)).toBe(false);
  // The control: this is the log of these requests.
  expect(log).toMatch(/"route":"\/graphql\/stream"/);
  expect(log).toMatch(/"status":101/);
  expect(log).not.toMatch(/"level":50/);
});
