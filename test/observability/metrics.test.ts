import { describe, expect, test } from 'vitest';
import { freshDatabase } from '#test/support/database.ts';
import { demoApp } from '#test/support/demo-app.ts';
import { samplesOf } from '#test/support/metric-samples.ts';
import { freePort } from '#test/support/rowseal-process.ts';
import { startServer } from '#test/support/server-process.ts';

const { app, send, logIn, token, me, graphql } = await demoApp({ development: true });

const scrape = async () => samplesOf((await app.inject({ url: '/metrics' })).payload);

/** How much samples grow while something is done. */
async function growth(names: string[], act: () => Promise<unknown>): Promise<Record<string, number>> {
  const before = await scrape();
  await act();
  const after = await scrape();
  return Object.fromEntries(names.map((name) => [name, (after.get(name) ?? 0) - (before.get(name) ?? 0)]));
}

describe('what is counted', () => {
  test('requests, by method, route and status, whatever their paths', async () => {
    const me200 = 'rowseal_http_requests_total{method="GET",route="/v1/me",status="200"}';
    const session401 = 'rowseal_http_requests_total{method="DELETE",route="/v1/auth/sessions/:id",status="401"}';
    const none = 'rowseal_http_requests_total{method="GET",route="none",status="404"}';
    const unroutable = 'rowseal_http_requests_total{method="GET",route="none",status="400"}';
    const seconds = 'rowseal_http_request_duration_seconds_count{method="GET",route="/v1/me"}';
    const caller = await token('owner@acme.test');
    const grown = await growth([me200, session401, none, unroutable, seconds], async () => {
      await me(caller, 'acme');
      for (let n = 0; n < 30; n++) await send({ method: 'DELETE', url: `/v1/auth/sessions/${n}` });
      for (let n = 0; n < 30; n++) await send({ url: `/nothing/${n}?token=${n}` });
      await send({ url: '/%zz' });
    });
    expect(grown).toEqual({ [me200]: 1, [session401]: 30, [none]: 30, [unroutable]: 1, [seconds]: 1 });
  });

  test('labels take no value of a client: many odd requests make few new series', async () => {
    const before = (await scrape()).size;
    for (let n = 0; n < 200; n++) {
      await send({ url: `/x/${n}`, headers: { 'x-rowseal-workspace': `w${n}`, authorization: `Bearer ${n}` } });
      await send({ method: 'POST', url: '/v1/auth/token', payload: { provider: `p${n}`, [`f${n}`]: n } });
    }
    expect((await scrape()).size - before).toBeLessThan(50);
  });

  test('logins by outcome', async () => {
    const ok = 'rowseal_logins_total{outcome="ok"}';
    const denied = 'rowseal_logins_total{outcome="denied"}';
    const grown = await growth([ok, denied], async () => {
      await logIn('owner@acme.test');
      await logIn('owner@acme.test', {}, 'not the right password');
      await logIn('nobody@acme.test');
    });
    expect(grown).toEqual({ [ok]: 1, [denied]: 2 });
  });

  test('refreshes by status, and that a replay ended a session', async () => {
    const of = (status: string) => `rowseal_refreshes_total{status="${status}"}`;
    const refresh = async (refresh_token: string) =>
      (await send({ method: 'POST', url: '/v1/auth/refresh', payload: { refresh_token } })).body.refresh_token;
    const { body } = await logIn('member@acme.test', { transport: 'body' });
    const grown = await growth(['rotated', 'retried', 'reused', 'revoked'].map(of), async () => {
      const second = await refresh(body.refresh_token);
      await refresh(body.refresh_token);
      await refresh(second);
      await refresh(body.refresh_token);
      await refresh(second);
    });
    expect(grown).toEqual({ [of('rotated')]: 2, [of('retried')]: 1, [of('reused')]: 1, [of('revoked')]: 1 });
  });

  test('access tokens by whether they were known, batches by result', async () => {
    const [hit, miss] = ['hit', 'miss'].map((result) => `rowseal_token_cache_total{result="${result}"}`) as [
      string,
      string,
    ];
    const [ok, refused, failed] = ['ok', 'refused', 'failed'].map(
      (result) => `rowseal_gateway_batch_duration_seconds_count{result="${result}"}`,
    ) as [string, string, string];
    const caller = await token('owner@acme.test');
    const grown = await growth([hit, miss, ok, refused, failed], async () => {
      await me(caller, 'acme');
      await me(caller, 'acme');
      await me(caller, 'nowhere');
      const title = 'x'.repeat(500);
      await graphql(`mutation { createNote(input: { note: { title: "${title}" } }) { note { title } } }`, {
        token: caller,
        workspace: 'acme',
      });
    });
    expect(grown).toEqual({ [hit]: 3, [miss]: 1, [ok]: 2, [refused]: 1, [failed]: 1 });
  });

  test('pools, derivations that wait, and the process', async () => {
    const samples = await scrape();
    expect(samples.get('rowseal_pool_connections{pool="gateway",state="idle"}')).toBeGreaterThan(0);
    expect(samples.get('rowseal_pool_connections{pool="gateway",state="busy"}')).toBe(0);
    expect(samples.get('rowseal_pool_connections{pool="issuer",state="busy"}')).toBeDefined();
    expect(samples.get('rowseal_pool_waiting{pool="gateway"}')).toBe(0);
    expect(samples.get('rowseal_pool_wait_seconds_count{pool="gateway"}')).toBeGreaterThan(0);
    expect(samples.get('rowseal_pool_wait_seconds_count{pool="issuer"}')).toBeGreaterThan(0);
    expect(samples.get('rowseal_password_derivations_waiting')).toBe(0);
    expect(samples.get('process_resident_memory_bytes')).toBeGreaterThan(0);
    expect([...samples.keys()].some((name) => name.startsWith('nodejs_eventloop_lag'))).toBe(true);
  });
});

describe('who may read it', () => {
  test('in development, this machine by the address of its socket', async () => {
    const as = async (remoteAddress: string, headers = {}) =>
      (await app.inject({ url: '/metrics', remoteAddress, headers })).statusCode;
    expect(await as('127.0.0.1')).toBe(200);
    expect(await as('::1')).toBe(200);
    expect(await as('::ffff:127.0.0.1')).toBe(200);
    expect(await as('192.0.2.1')).toBe(404);
    expect(await as('192.0.2.1', { 'x-forwarded-for': '127.0.0.1' })).toBe(404);
    expect(await as('10.0.0.1')).toBe(404);
  });

  test('in production nobody on the main port, and everybody on a port of its own, which serves nothing else', async () => {
    const port = await freePort();
    const db = await freshDatabase();
    const server = await startServer(db, {
      NODE_ENV: 'production',
      ROWSEAL_PUBLIC_URL: 'http://localhost:4000',
      ROWSEAL_METRICS_PORT: port,
      ROWSEAL_GRAPHQL: 'off',
    });
    expect((await fetch(`${server.url}/metrics`)).status).toBe(404);
    const answer = await fetch(`http://127.0.0.1:${port}/metrics`);
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(
      samplesOf(await answer.text()).get('rowseal_http_requests_total{method="GET",route="none",status="404"}'),
    ).toBe(1);
    expect((await fetch(`http://127.0.0.1:${port}/v1/me`)).status).toBe(404);
    expect((await fetch(`http://127.0.0.1:${port}/metrics`, { method: 'POST' })).status).toBe(404);
    server.process.kill('SIGTERM');
    expect(await server.exited).toBe(0);
  });
});
