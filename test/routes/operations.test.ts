import { expect, test } from 'vitest';
import { demoApp } from '#test/support/demo-app.ts';

const { send } = await demoApp({ graphql: false });

test('health and readiness need no token', async () => {
  expect(await send({ url: '/healthz' })).toMatchObject({ status: 200, body: { status: 'ok' } });
  expect(await send({ url: '/readyz' })).toMatchObject({ status: 200, body: { status: 'ok' } });
});

test('an unknown path is a 404 problem, with or without a token', async () => {
  expect(await send({ url: '/v1/nothing' })).toMatchObject({ status: 404, body: { code: 'not_found', status: 404 } });
});
