import { expect, test } from 'vitest';
import { DEMO_PASSWORD } from '#demo/accounts.ts';
import type { AppOptions } from '#server/app.ts';
import { demoApp } from '#test/support/demo-app.ts';

/** A server, and the lines of its requests. */
async function logging(options: Partial<AppOptions>) {
  const lines: Record<string, unknown>[] = [];
  const logStream = { write: (line: string) => void lines.push(JSON.parse(line)) };
  const made = await demoApp({ graphql: false, logLevel: 'info', logStream, ...options });
  const lineOf = async (answer: { headers: Record<string, unknown> }) => {
    const find = () => lines.find(({ msg, reqId }) => msg === 'request' && reqId === answer.headers['x-request-id']);
    await expect.poll(find).toBeDefined();
    return find() ?? {};
  };
  return { ...made, lineOf };
}

const { send, token, lineOf } = await logging({ logIds: true });
const authorization = `Bearer ${await token('owner@acme.test')}`;
const claims = JSON.parse(Buffer.from(authorization.split('.')[1] ?? '', 'base64url').toString());

test('says the ids of user and session by setting', async () => {
  const line = await lineOf(await send({ url: '/v1/me', headers: { authorization } }));
  expect(line).toMatchObject({ user: claims.sub, credential: claims.sid });
});

test('says them of a personal access token too, unless it is refused', async () => {
  const expires_at = new Date(Date.now() + 3_600_000).toISOString();
  const headers = { authorization, 'x-rowseal-workspace': 'acme' };
  const payload = { name: 'log', expires_at };
  const { body } = await send({ method: 'POST', url: '/v1/tokens', headers, payload });
  const asToken = { authorization: `Bearer ${body.token}` };
  const line = await lineOf(await send({ url: '/v1/me', headers: asToken }));
  expect(line).toMatchObject({ user: claims.sub, credential: body.id });
  await send({ method: 'DELETE', url: `/v1/tokens/${body.id}`, headers });
  const refused = await send({ url: '/v1/me', headers: asToken });
  expect(refused.status).toBe(401);
  const names = Object.keys(await lineOf(refused));
  expect(names).not.toContain('user');
  expect(names).not.toContain('credential');
});

test('says them of a page of somebody who is signed in', async () => {
  const payload = { provider: 'password', email: 'owner@acme.test', password: DEMO_PASSWORD };
  const login = await send({ method: 'POST', url: '/v1/auth/token', payload });
  const cookie = String(login.headers['set-cookie']).split(';')[0];
  const page = await send({ url: '/account', headers: { cookie } });
  expect(page.status).toBe(200);
  expect(await lineOf(page)).toMatchObject({ user: claims.sub });
});

test('says nothing of nobody, and nothing of anybody without the setting', async () => {
  expect(Object.keys(await lineOf(await send({ url: '/sign-in' })))).not.toContain('user');
  const usual = await logging({});
  const headers = { authorization: `Bearer ${await usual.token('owner@acme.test')}` };
  const names = Object.keys(await usual.lineOf(await usual.send({ url: '/v1/me', headers })));
  expect(names).toContain('reqId');
  expect(names).not.toContain('user');
  expect(names).not.toContain('credential');
});
