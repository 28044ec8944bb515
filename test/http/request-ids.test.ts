import { describe, expect, test } from 'vitest';
import { demoApp } from '#test/support/demo-app.ts';

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;
let log = '';
const { send, token } = await demoApp({
  development: true,
  logLevel: 'info',
  logStream: { write: (line) => (log += line) },
});
const authorization = `Bearer ${await token('owner@acme.test')}`;
const inAcme = { authorization, 'x-rowseal-workspace': 'acme' };

describe('every answer says what the log calls its request', () => {
  test.each([
    ['a page', { url: '/sign-in' }, 200],
    ['a redirect', { url: '/account' }, 303],
    ['a style sheet', { url: '/pages/style.css' }, 200],
    ['an answer without a body', { method: 'OPTIONS', url: '/v1/me', headers: preflight() }, 204],
    ['REST', { url: '/v1/me', headers: inAcme }, 200],
    ['GraphQL', { method: 'POST', url: '/graphql', headers: inAcme, payload: { query: '{ __typename }' } }, 200],
    ['OAuth', { method: 'POST', url: '/v1/oauth/token', payload: {} }, 400],
    ['discovery', { url: '/.well-known/openid-configuration' }, 200],
    ['GraphiQL', { url: '/', headers: { accept: 'text/html' } }, 200],
  ] as const)('%s', async (_, request, status) => {
    log = '';
    const { status: given, headers } = await send(request);
    expect(given).toBe(status);
    expect(headers['x-request-id']).toMatch(ID);
    await expect.poll(() => log).toContain(`"reqId":"${headers['x-request-id']}"`);
  });

  test('each request has another, whatever the client calls it', async () => {
    const named = () => send({ url: '/healthz', headers: { 'x-request-id': 'mine' } });
    const ids = [await named(), await named()].map(({ headers }) => String(headers['x-request-id']));
    for (const id of ids) expect(id).toMatch(ID);
    expect(new Set(ids).size).toBe(2);
  });

  test('pages of listed origins may read it', async () => {
    const { headers } = await send({ url: '/v1/me', headers: { ...inAcme, origin: 'http://localhost:4000' } });
    expect(headers['access-control-expose-headers']).toContain('x-request-id');
  });
});

function preflight() {
  return { origin: 'http://localhost:4000', 'access-control-request-method': 'GET' };
}
