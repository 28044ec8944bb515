import { describe, expect, test } from 'vitest';
import { demoApp, PUBLIC_URL } from '#test/support/demo-app.ts';

const { send } = await demoApp();
const KNOWN: [path: string, allow: string][] = [
  ['/v1/me', 'GET, HEAD, OPTIONS, PATCH'],
  ['/v1/tokens', 'GET, HEAD, OPTIONS, POST'],
  ['/v1/tokens/01a20bd8-1955-73aa-94a0-197ff9c52136', 'DELETE, OPTIONS'],
  ['/v1/auth/token', 'OPTIONS, POST'],
  ['/v1/auth/sessions?others=true', 'DELETE, GET, HEAD, OPTIONS'],
  ['/graphql', 'OPTIONS, POST'],
  ['/healthz', 'GET, HEAD, OPTIONS'],
];

describe.each(KNOWN)('%s', (url, allow) => {
  const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE'] as const;

  test.each(methods.filter((method) => !allow.split(', ').includes(method)))(
    '%s is answered with 405, and told the methods that are allowed, with no token needed',
    async (method) => {
      const { status, headers, body } = await send({ method: method as 'PUT', url });
      expect(status).toBe(405);
      expect(headers['allow']).toBe(allow);
      if (method === 'HEAD') return;
      expect(headers['content-type']).toContain('application/problem+json');
      expect(body).toMatchObject({ code: 'method_not_allowed', status: 405 });
    },
  );

  test('OPTIONS tells the methods that are allowed', async () => {
    const { status, headers, body } = await send({ method: 'OPTIONS', url });
    expect(status).toBe(204);
    expect(headers['allow']).toBe(allow);
    expect(body).toBe('');
  });

  test('a preflight is answered by CORS', async () => {
    const headers = { origin: PUBLIC_URL, 'access-control-request-method': 'POST' };
    const answer = await send({ method: 'OPTIONS', url, headers });
    expect(answer.status).toBe(204);
    expect(answer.headers['access-control-allow-origin']).toBe(PUBLIC_URL);
    expect(answer.headers['access-control-allow-methods']).toBe('GET, POST, PUT, PATCH, DELETE');
  });
});

describe('a path that is not there', () => {
  test.each(['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS'] as const)('is a 404 problem to %s', async (method) => {
    for (const url of ['/v1/nothing', '/v1/me/', '/V1/me', '//v1/me', '/v1/tokens/x/y']) {
      const answer = await send({ method, url });
      expect(answer, url).toMatchObject({ status: 404, body: { code: 'not_found' } });
      expect(answer.headers['allow']).toBeUndefined();
    }
  });
});

test('HEAD answers as GET does, without the body', async () => {
  for (const url of ['/healthz', '/v1/jwks.json', '/v1/me']) {
    const [head, get] = [await send({ method: 'HEAD', url }), await send({ url })];
    expect(head.status).toBe(get.status);
    expect(head.headers['content-type']).toBe(get.headers['content-type']);
    expect(head.body).toBe('');
  }
});
