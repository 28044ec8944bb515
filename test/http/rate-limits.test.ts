import { describe, expect, test } from 'vitest';
import { demoApp } from '#test/support/demo-app.ts';

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
    expect(refusal.payload).toMatch(/Wait \d+ seconds/);
  });

  test('health and readiness are always answered', async () => {
    await allowed('192.0.2.11', { url: '/v1/me' });
    expect(await allowed('192.0.2.11', { url: '/healthz' })).toBe(Number.POSITIVE_INFINITY);
    expect((await ask('192.0.2.11', { url: '/readyz' })).statusCode).toBe(200);
  });
});

test('0 is no limit', async () => {
  const { app } = await demoApp({ rateLimit: 0 });
  for (let n = 0; n < 1000; n++) expect((await app.inject({ url: '/v1/me' })).statusCode).toBe(401);
});
