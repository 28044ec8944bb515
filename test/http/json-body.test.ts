import { describe, expect, test } from 'vitest';
import { demoApp } from '#test/support/demo-app.ts';

const { send, token } = await demoApp({ graphql: false });
const authorization = `Bearer ${await token('member@acme.test')}`;
const json = { 'content-type': 'application/json' };

describe('a route that takes no body', () => {
  test.each([
    ['JSON that is empty', json, { payload: '' }],
    ['JSON that is none', json, { payload: '{' }],
    ['another content type without content', { 'content-type': 'multipart/form-data' }, {}],
    ['another content type', { 'content-type': 'text/plain' }, { payload: 'hello' }],
    ['no content type', {}, { payload: Buffer.from('hello') }],
  ])('does not look at %s', async (_, headers: Record<string, string>, payload) => {
    const url = '/v1/auth/sessions?others=true';
    const answer = await send({ method: 'DELETE', url, headers: { authorization, ...headers }, ...payload });
    expect(answer).toMatchObject({ status: 200, body: { ended: expect.any(Number) } });
  });

  test.each([
    ['/v1/nothing', 404, 'not_found'],
    ['/v1/me', 405, 'method_not_allowed'],
  ])('is one that is not there, too: POST %s', async (url, status, code) => {
    for (const type of ['text/plain', 'application/json']) {
      const answer = await send({ method: 'POST', url, headers: { 'content-type': type }, payload: 'hello' });
      expect(answer, type).toMatchObject({ status, body: { code } });
    }
  });
});

describe('a body that may be left out', () => {
  test.each([
    ['nothing at all', {}, {}],
    ['no content that is called JSON', json, {}],
    ['empty JSON', json, { payload: '' }],
    ['an empty object', json, { payload: '{}' }],
  ])('may be %s', async (_, headers: Record<string, string>, payload) => {
    expect(await send({ method: 'POST', url: '/v1/auth/logout', headers, ...payload })).toMatchObject({ status: 204 });
    const refused = await send({ method: 'POST', url: '/v1/auth/refresh', headers, ...payload });
    expect(refused).toMatchObject({ status: 401, body: { code: 'invalid_token' } });
  });

  test('may not be null', async () => {
    for (const url of ['/v1/auth/logout', '/v1/auth/refresh']) {
      const answer = await send({ method: 'POST', url, headers: json, payload: 'null' });
      expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_input' } });
    }
  });
});
