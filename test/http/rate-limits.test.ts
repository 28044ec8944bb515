import { randomUUID } from 'node:crypto';
import { decodeJwt, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { beforeEach, describe, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '#demo/accounts.ts';
import { formatToken } from '#server/credentials/token-format.ts';
import { oauthClient } from '#test/support/api-oauth.ts';
import { demoApp, serverOn } from '#test/support/demo-app.ts';

const PER_MINUTE = 40;

/** A server whose limits nobody has touched yet, and how many requests of an address it takes before it answers 429. */
async function limitedServer() {
  const { app, token } = await demoApp({ rateLimit: PER_MINUTE });
  async function ask(
    remoteAddress: string,
    request: { method?: 'GET' | 'POST'; url: string; headers?: Record<string, string> },
  ) {
    return app.inject({ ...request, remoteAddress });
  }
  async function allowed(remoteAddress: string, request: Parameters<typeof ask>[1]): Promise<number> {
    for (let count = 0; count < 100; count++) {
      if ((await ask(remoteAddress, request)).statusCode === 429) return count;
    }
    return Number.POSITIVE_INFINITY;
  }
  return { ask, allowed, token };
}

describe('requests of one address', async () => {
  const { ask, allowed } = await limitedServer();

  test.each([
    ['that need a token', '192.0.2.1', '/v1/me'],
    [
      'with a forged token',
      '192.0.2.2',
      '/v1/me',
      { authorization: `Bearer eyJhbGciOiJFZERTQSJ9.${'x'.repeat(80)}.y` },
    ],
    ['to nowhere', '192.0.2.3', '/nothing'],
  ])(
    '%s are limited before anything is done for them',
    async (_, address, url, headers: Record<string, string> = {}) => {
      expect(await allowed(address, { url, headers })).toBe(PER_MINUTE);
    },
  );

  test('the refusal is a problem that says when to come again', async () => {
    await allowed('192.0.2.4', { url: '/v1/me' });
    const refusal = await ask('192.0.2.4', { url: '/v1/me' });
    expect(refusal.json()).toMatchObject({ status: 429, code: 'too_many_attempts' });
    expect(Number(refusal.headers['retry-after'])).toBeGreaterThan(0);
    expect(Number(refusal.headers['retry-after'])).toBeLessThanOrEqual(60);
    expect(refusal.headers['x-content-type-options']).toBe('nosniff');
  });

  test('POSTs that present credentials are held to a tenth, whatever they present and to which page', async () => {
    expect(await allowed('192.0.2.5', { method: 'POST', url: '/v1/auth/token' })).toBe(PER_MINUTE / 10);
    for (const url of ['/v1/auth/refresh', '/v1/auth/password/change', '/v1/oauth/token', '/sign-in']) {
      expect(await allowed('192.0.2.5', { method: 'POST', url }), url).toBe(0);
    }
    expect((await ask('192.0.2.5', { url: '/v1/me' })).statusCode).toBe(401);
    expect((await ask('192.0.2.5', { method: 'POST', url: '/graphql' })).statusCode).toBe(401);
  });

  test('other addresses are not concerned', async () => {
    await allowed('192.0.2.6', { url: '/v1/me' });
    expect((await ask('192.0.2.7', { url: '/v1/me' })).statusCode).toBe(401);
  });

  test('an IPv6 address stands for its /64, an IPv4 address in an IPv6 one for itself', async () => {
    await allowed('2001:db8::1', { url: '/v1/me' });
    expect((await ask('2001:db8::ffff', { url: '/v1/me' })).statusCode).toBe(429);
    expect((await ask('2001:db8:0:1::1', { url: '/v1/me' })).statusCode).toBe(401);
    await allowed('::ffff:192.0.2.8', { url: '/v1/me' });
    expect((await ask('192.0.2.8', { url: '/v1/me' })).statusCode).toBe(429);
    expect((await ask('::ffff:192.0.2.9', { url: '/v1/me' })).statusCode).toBe(401);
  });

  test('X-Forwarded-For buys nothing', async () => {
    for (let n = 0; n < PER_MINUTE; n++) {
      await ask('192.0.2.10', { url: '/v1/me', headers: { 'x-forwarded-for': `198.51.100.${n}` } });
    }
    expect((await ask('192.0.2.10', { url: '/v1/me', headers: { 'x-forwarded-for': '203.0.113.1' } })).statusCode).toBe(
      429,
    );
  });

  test('a form is answered with a page', async () => {
    await allowed('192.0.2.12', { method: 'POST', url: '/sign-in' });
    const refusal = await ask('192.0.2.12', { method: 'POST', url: '/sign-in' });
    expect(refusal).toMatchObject({ statusCode: 429, headers: { 'content-type': 'text/html; charset=utf-8' } });
    expect(refusal.payload).toMatch(/Try again in \d+ (second|minute)s?\./);
  });

  test('health and readiness are always answered', async () => {
    await allowed('192.0.2.11', { url: '/v1/me' });
    expect(await allowed('192.0.2.11', { url: '/healthz' })).toBe(Number.POSITIVE_INFINITY);
    expect((await ask('192.0.2.11', { url: '/readyz' })).statusCode).toBe(200);
  });
});

test('a free /48 is not as many addresses as it has networks', async () => {
  const { ask } = await limitedServer();
  let answered = 0;
  for (let n = 0; n < 20 * PER_MINUTE; n++)
    if ((await ask(`2001:db8:7:${n.toString(16)}::1`, { url: '/nothing' })).statusCode !== 429) answered++;
  expect(answered).toBe(16 * PER_MINUTE);
  // The control: the /48 beside it has spent nothing.
  expect((await ask('2001:db8:8::1', { url: '/nothing' })).statusCode).toBe(404);
});

describe('behind a proxy that nobody named, where all clients have one address', async () => {
  const { app, logIn, db } = await demoApp({ graphql: false, rateLimit: PER_MINUTE });
  let proxy = '';
  let proxies = 0;
  beforeEach(() => {
    proxy = `198.51.100.${proxies++}`;
  });
  const post = (url: string, payload: object | string, headers: Record<string, string> = {}) =>
    app.inject({ method: 'POST', url, payload, headers, remoteAddress: proxy });
  /** Made elsewhere: what makes credentials counts. */
  const loggedIn = async () => (await logIn('member@acme.test', { transport: 'body' })).body;
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const exhaust = async () => {
    for (let n = 0; n < 2 * PER_MINUTE; n++) await app.inject({ url: '/v1/me', remoteAddress: proxy });
    expect((await app.inject({ url: '/v1/me', remoteAddress: proxy })).statusCode).toBe(429);
  };
  const [client] =
    await db.admin`select * from rowseal_private.add_client('Robot', array['https://client.test/'], 'client_secret_basic', null, null, 'RS256', false)`;
  const basic = (secret: string) => ({
    ...form,
    authorization: `Basic ${Buffer.from(`${client?.['client_id']}:${secret}`).toString('base64')}`,
  });
  const introspect = (secret: string) => post('/v1/oauth/introspect', 'token=x', basic(secret));

  test('refreshes that succeed count against nobody, and go on when others have spent what the address has', async () => {
    let { refresh_token } = await loggedIn();
    for (let n = 0; n < 3; n++) {
      for (let round = 0; round < PER_MINUTE / 10; round++) {
        const answer = await post('/v1/auth/refresh', { refresh_token });
        expect(answer.statusCode).toBe(200);
        refresh_token = answer.json().refresh_token;
      }
      if (n === 1) await exhaust();
    }
  });

  test('introspection with the right secret is never held up by wrong ones', async () => {
    for (let n = 0; n < 2 * PER_MINUTE; n++) expect((await introspect(client?.['client_secret'])).statusCode).toBe(200);
    await exhaust();
    expect((await introspect(client?.['client_secret'])).statusCode).toBe(200);
  });

  test('a client that has spent its budget is refused before its refresh token is used up', async () => {
    const { refresh_token } = await loggedIn();
    const oauth = await oauthClient(db.admin);
    const headers = { ...form, authorization: oauth.authorization };
    const ask = (url: string, fields: Record<string, string>) =>
      post(url, new URLSearchParams(fields).toString(), headers);
    const granted = (await ask('/v1/oauth/token', await oauth.redemption(refresh_token))).json();
    let refused = false;
    for (let n = 0; !refused && n < 20 * PER_MINUTE; n++)
      refused = (await ask('/v1/oauth/introspect', { token: 'x' })).statusCode === 429;
    const renewal = { grant_type: 'refresh_token', refresh_token: granted.refresh_token };
    const answer = await ask('/v1/oauth/token', renewal);
    expect([answer.statusCode, Number(answer.headers['retry-after'])]).toEqual([429, expect.any(Number)]);
    const { sid } = decodeJwt<{ sid: string }>(granted.access_token);
    const [session] = await db.admin`select generation from rowseal_private.sessions where id = ${sid}`;
    expect(session).toEqual({ generation: 1 });
    // The control: where the client has spent nothing, the token is good for one rotation.
    const { app: fresh } = await serverOn(db, { graphql: false, rateLimit: PER_MINUTE });
    const payload = new URLSearchParams(renewal).toString();
    const renewed = await fresh.inject({ method: 'POST', url: '/v1/oauth/token', payload, headers });
    expect(renewed.statusCode).toBe(200);
    expect(renewed.json().refresh_token).not.toBe(granted.refresh_token);
  });

  test('the control: what does not hold is refused there, and wrong secrets too', async () => {
    await exhaust();
    expect((await introspect('another secret')).statusCode).toBe(429);
    expect((await post('/v1/auth/refresh', { refresh_token: 'rsr_x' })).statusCode).toBe(429);
    const junk = { authorization: `Bearer eyJhbGciOiJFZERTQSJ9.${'x'.repeat(80)}.y` };
    expect((await app.inject({ url: '/v1/me', headers: junk, remoteAddress: proxy })).statusCode).toBe(429);
  });

  test('a session goes on at a server that has not seen it yet, by what its refresh token proves', async () => {
    const { app: fresh } = await serverOn(db, { graphql: false, rateLimit: PER_MINUTE });
    const { refresh_token } = await loggedIn();
    for (let n = 0; n < 2 * PER_MINUTE; n++) await fresh.inject({ url: '/v1/me', remoteAddress: proxy });
    const refresh = (token: string) =>
      fresh.inject({
        method: 'POST',
        url: '/v1/auth/refresh',
        payload: { refresh_token: token },
        remoteAddress: proxy,
      });
    const answer = await refresh(refresh_token);
    expect(answer.statusCode).toBe(200);
    // Whoever has one of ours may try it as often as a session may ask, and no more.
    let tries = 1;
    while ((await refresh(refresh_token)).statusCode !== 429) tries++;
    expect(tries).toBe(PER_MINUTE);
  });

  test('a refresh token that somebody makes up for a session whose id they know excuses nobody, and costs its owner nothing', async () => {
    const { refresh_token, access_token } = await loggedIn();
    const renewed = await post('/v1/auth/refresh', { refresh_token });
    const payload = Buffer.from(refresh_token.slice(4), 'base64url').subarray(0, -4);
    const forged = formatToken('rsr_', Buffer.concat([payload.subarray(0, 36), Buffer.alloc(50, 7)]));
    await exhaust();
    for (let n = 0; n < 2 * PER_MINUTE; n++)
      expect((await post('/v1/auth/refresh', { refresh_token: forged })).statusCode).toBe(429);
    const { refresh_token: next } = renewed.json();
    expect((await post('/v1/auth/refresh', { refresh_token: next })).statusCode).toBe(200);
    // The control: elsewhere it is refused for what it is, so that it names a session as a genuine one does.
    proxy = `198.51.100.${proxies++}`;
    expect((await post('/v1/auth/refresh', { refresh_token: forged })).statusCode).toBe(401);
    expect(access_token).toBeDefined();
  });

  test("a client's id, which everybody knows, excuses nobody who sends it, and spends nothing of the client's", async () => {
    const { publicKey, privateKey } = await generateKeyPair('EdDSA');
    const jwk = { ...(await exportJWK(publicKey)), kid: 'robot', alg: 'EdDSA', use: 'sig' };
    const [robot] = await db.admin<{ client_id: string }[]>`
      select * from rowseal_private.add_client('Prover', array['https://client.test/'], 'private_key_jwt', null, ${db.admin.json({ keys: [jwk] })}, 'RS256', false)`;
    const id = robot?.client_id ?? '';
    const assertion = () =>
      new SignJWT({ jti: randomUUID() })
        .setProtectedHeader({ alg: 'EdDSA', kid: 'robot' })
        .setIssuer(id)
        .setSubject(id)
        .setAudience('http://localhost:4000')
        .setIssuedAt()
        .setExpirationTime('1m')
        .sign(privateKey);
    const ask = async (client_assertion: string, more = '') =>
      (
        await post(
          '/v1/oauth/introspect',
          `token=x&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion=${client_assertion}${more}`,
          form,
        )
      ).statusCode;
    for (let n = 0; n < PER_MINUTE; n++) expect(await ask(await assertion())).toBe(200);
    await exhaust();
    for (const more of ['', `&client_id=${id}`]) expect(await ask('a.b.c', more)).toBe(429);
    for (const url of ['/v1/oauth/token', '/v1/oauth/introspect', '/v1/oauth/revoke'])
      expect((await post(url, `client_id=${id}&token=x`, form)).statusCode, url).toBe(429);
    // The control: from elsewhere the client has all that it may spend.
    proxy = `198.51.100.${proxies++}`;
    for (let n = 0; n < PER_MINUTE; n++) expect(await ask(await assertion())).toBe(200);
  });

  const account = { provider: 'password', email: 'member@acme.test', password: DEMO_PASSWORD, transport: 'body' };

  test('logins count though they succeed', async () => {
    const statuses = [];
    for (let n = 0; n < PER_MINUTE / 10 + 1; n++) statuses.push((await post('/v1/auth/token', account)).statusCode);
    expect(statuses).toEqual([...Array(PER_MINUTE / 10).fill(200), 429]);
  });

  test('who has logged in on a device does so again when others have spent what the address has, a tenth as often', async () => {
    const { device_token } = (await post('/v1/auth/token', account)).json();
    await exhaust();
    const again = async () => (await post('/v1/auth/token', { ...account, device_token })).statusCode;
    for (let n = 0; n < PER_MINUTE / 10; n++) expect(await again()).toBe(200);
    expect(await again()).toBe(429);
  });

  test('what is accepted from anybody lifts no limit, whatever a header carries', async () => {
    const { device_token } = (await post('/v1/auth/token', account)).json();
    const bribes = [
      { authorization: 'Bearer anything' },
      { authorization: `Basic ${Buffer.from('a:b').toString('base64')}` },
      { cookie: `__Host-Http-rowseal-device=${device_token}`, origin: 'http://localhost:4000' },
    ];
    for (const [place, headers] of bribes.entries()) {
      proxy = `203.0.113.${place}`;
      const forgot = async (n: number) =>
        (await post('/v1/auth/password/forgot', { email: `${place}.${n}@acme.test` }, headers)).statusCode;
      for (let n = 0; n < PER_MINUTE / 10; n++) expect(await forgot(n)).toBe(202);
      expect(await forgot(-1)).toBe(429);
      await exhaust();
      expect((await app.inject({ url: '/nothing', headers, remoteAddress: proxy })).statusCode).toBe(429);
    }
  });
});

test('access tokens are limited by session, and a personal access token by itself', async () => {
  const { app, token } = await demoApp({ graphql: false, rateLimit: PER_MINUTE });
  const proxy = '198.51.100.254';
  const [mine, theirs] = [await token('owner@acme.test'), await token('viewer@acme.test')];
  const ask = async (credential: string) =>
    (await app.inject({ url: '/v1/me', headers: { authorization: `Bearer ${credential}` }, remoteAddress: proxy }))
      .statusCode;
  const personal = async () =>
    (
      await app.inject({
        method: 'POST',
        url: '/v1/tokens',
        headers: { authorization: `Bearer ${mine}`, 'x-rowseal-workspace': 'acme' },
        payload: { name: 'robot', expires_at: new Date(Date.now() + 3_600_000).toISOString() },
      })
    ).json().token as string;
  const [robot, another] = [await personal(), await personal()];
  expect([await ask(robot), await ask(another)]).toEqual([200, 200]);
  for (let n = 0; n < PER_MINUTE; n++) await app.inject({ url: '/v1/me', remoteAddress: proxy });
  expect(await ask('rsp_x')).toBe(429);
  for (let n = 2; n < PER_MINUTE; n++) expect(await ask(mine)).toBe(200);
  expect(await ask(mine)).toBe(429);
  expect(await ask(theirs)).toBe(200);
  for (let n = 1; n < PER_MINUTE; n++) expect(await ask(robot)).toBe(200);
  expect(await ask(robot)).toBe(429);
  expect(await ask(another)).toBe(200);
});

test('a proxy that is not trusted is warned of once', async () => {
  const lines: string[] = [];
  const logStream = { write: (line: string) => lines.push(line) };
  const { app } = await demoApp({ graphql: false, logLevel: 'warn', logStream, trustedProxies: ['10.0.0.0/8'] });
  const ask = (remoteAddress: string, headers: Record<string, string> = {}) =>
    app.inject({ url: '/healthz', remoteAddress, headers });
  await ask('192.0.2.1');
  await ask('10.0.0.1', { 'x-forwarded-for': '198.51.100.1' });
  expect(lines.filter((line) => line.includes('X-Forwarded-For'))).toHaveLength(0);
  for (let n = 0; n < 3; n++) await ask('192.0.2.1', { 'x-forwarded-for': '198.51.100.1' });
  await expect.poll(() => lines.filter((line) => line.includes('ROWSEAL_TRUSTED_PROXIES')).length).toBe(1);
});

test('0 is no limit', async () => {
  const { app } = await demoApp({ graphql: false, rateLimit: 0 });
  for (let n = 0; n < 1000; n++) expect((await app.inject({ url: '/v1/me' })).statusCode).toBe(401);
});
