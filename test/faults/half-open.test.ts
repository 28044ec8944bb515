import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { DEMO_PASSWORD } from '#demo/accounts.ts';
import { COOKIE_NAME } from '#server/http/refresh-cookie.ts';
import { type Answer, demoApp, serverOn } from '#test/support/demo-app.ts';
import { openFaultProxy } from '#test/support/fault-proxy.ts';
import { startTicking } from '#test/support/ticks.ts';

// With ROWSEAL_LONG=1 (npm run test:long) as patient as in production.
const LONG = process.env['ROWSEAL_LONG'] === '1';
const patience = LONG ? {} : { silence: 8_000, answer: 14_000 };
const SILENCE_S = LONG ? 15 : 8;
const ANSWER_S = LONG ? 30 : 20;

const { db, logIn, token } = await demoApp();
const network = await openFaultProxy(db.gatewayUrl);
// A busy machine may need more than this patience to describe the schema.
const { send } = await vi.waitFor(
  () =>
    serverOn(db, { gatewayUrl: network.through(db.gatewayUrl), issuerUrl: network.through(db.issuerUrl), patience }),
  { timeout: 170_000 },
);

const caller = await token('owner@acme.test');
const headers = { authorization: `Bearer ${caller}`, 'x-rowseal-workspace': 'acme' };
const { body: session } = await logIn('member@acme.test', { transport: 'body' });
const credentials = { provider: 'password', email: 'viewer@acme.test', password: DEMO_PASSWORD };

/** One request through each way to the database. */
const REQUESTS = {
  'a login': () => send({ method: 'POST', url: '/v1/auth/token', payload: credentials }),
  'a refresh': () =>
    send({ method: 'POST', url: '/v1/auth/refresh', payload: { refresh_token: session.refresh_token } }),
  'an OAuth client': () =>
    send({
      method: 'POST',
      url: '/v1/oauth/token',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: 'grant_type=refresh_token&client_id=app_nobody',
    }),
  'a read': () => send({ url: '/v1/me', headers }),
  'a change': () => send({ method: 'DELETE', url: '/v1/auth/sessions?others=true', headers }),
  'a GraphQL query': () =>
    send({
      method: 'POST',
      url: '/graphql',
      headers,
      payload: { query: '{ allNotes(first: 1) { nodes { title } } }' },
    }),
  'a page': () => send({ url: '/account', headers: { cookie: `${COOKIE_NAME}=${session.refresh_token}` } }),
};

describe('while the database says nothing', () => {
  const answers = new Map<string, Answer & { silence: number; seconds: number }>();

  beforeAll(async () => {
    // The control: each is answered while the network does.
    for (const request of Object.values(REQUESTS)) {
      await vi.waitFor(async () => expect((await request()).status).toBeLessThan(500), { timeout: 60_000 });
    }
    network.silence();
    const began = performance.now();
    using clock = startTicking();
    await Promise.all(
      Object.entries(REQUESTS).map(async ([name, request]) => {
        answers.set(name, {
          ...(await request()),
          silence: (performance.now() - began) / 1000,
          seconds: clock.seconds(),
        });
      }),
    );
  });
  afterAll(() => network.heal());

  test.each(Object.keys(REQUESTS))('%s is answered with 503 in time', (name) => {
    const answer = answers.get(name);
    expect(answer?.status).toBe(503);
    // A connection that cannot be made is given up sooner than one that has fallen silent.
    if (answer?.body.code === 'outcome_unknown') expect(answer.silence).toBeGreaterThan(SILENCE_S - 0.5);
    expect(answer?.seconds).toBeLessThan(ANSWER_S);
  });

  test.each(Object.keys(REQUESTS))('%s is told to try again soon only where nothing was sent', (name) => {
    const { headers, body } = answers.get(name) as Answer;
    const code = body.code ?? body.error ?? 'a page';
    expect(['outcome_unknown', 'timeout', 'unavailable', 'temporarily_unavailable', 'a page']).toContain(code);
    if (code === 'outcome_unknown') expect(headers['retry-after']).toBeUndefined();
    else if (code !== 'a page') expect(headers['retry-after']).toBe('1');
  });

  test('a change that was sent may have been carried out', () => {
    expect(answers.get('a change')?.body.code).toBe('outcome_unknown');
  });

  test('what needs no database is answered as ever, and the server says that it is not ready', async () => {
    expect((await send({ url: '/v1/jwks.json' })).status).toBe(200);
    expect((await send({ url: '/healthz' })).status).toBe(200);
    expect(await send({ url: '/readyz' })).toMatchObject({ status: 503, body: { code: 'unavailable' } });
  });

  test('when it can be heard again, the next requests are answered', async () => {
    await network.heal();
    await expect.poll(async () => (await send({ url: '/readyz' })).status).toBe(200);
    expect((await REQUESTS['a login']()).status).toBe(200);
    expect((await REQUESTS['a read']()).status).toBe(200);
    expect((await REQUESTS['a GraphQL query']()).body.data.allNotes.nodes).toHaveLength(1);
  });
});
