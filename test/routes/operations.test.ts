import { expect, test } from 'vitest';
import { demoApp } from '#test/setup/demo-app.ts';

const { send } = await demoApp();

test('health and readiness need no token', async () => {
  expect(await send({ url: '/healthz' })).toMatchObject({ status: 200, body: { status: 'ok' } });
  expect(await send({ url: '/readyz' })).toMatchObject({ status: 200, body: { status: 'ok' } });
});

test('the key set holds public members only', async () => {
  const { status, headers, body } = await send({ url: '/v1/jwks.json' });
  expect(status).toBe(200);
  expect(headers['content-type']).toContain('application/jwk-set+json');
  expect(body.keys).toHaveLength(1);
  expect(Object.keys(body.keys[0]).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x']);
});

test('an unknown path is a 404 problem, with or without a token', async () => {
  expect(await send({ url: '/v1/nothing' })).toMatchObject({ status: 404, body: { code: 'not_found', status: 404 } });
});
