import { type AddressInfo, connect as connectTo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { operationsOf } from '#test/support/api-document.ts';
import type { Answer } from '#test/support/demo-app.ts';
import { demoApp } from '#test/support/demo-app.ts';

const { app, send, token } = await demoApp();
const caller = await token('member@acme.test');
const authorized = { authorization: `Bearer ${caller}`, 'x-rowseal-workspace': 'acme' };
const json = { 'content-type': 'application/json' };

/** A refusal tells the caller what to mend, and nothing of how we are made. */
function expectRefusal(answer: Answer, context = ''): void {
  expect(answer.status, context).toBeGreaterThanOrEqual(400);
  expect(answer.status, context).toBeLessThan(500);
  expect(JSON.stringify(answer.body), context).not.toMatch(
    / at .*\.[jt]s|node_modules|\bselect\b.*\bfrom\b|SQLSTATE|rowseal_private/i,
  );
}

function expectProblem(answer: Answer): void {
  expectRefusal(answer);
  expect(answer.headers['content-type']).toContain('application/problem+json');
  expect(answer.body).toMatchObject({ status: answer.status, title: expect.any(String), code: expect.any(String) });
}

const { body: document } = await send({ url: '/v1/openapi.json' });
const takers = operationsOf(document).filter(
  ({ body, errors }) => body?.required && errors.some(({ code }) => code === 'unsupported_media_type'),
);

describe.each(takers.map(({ path }) => path.replace('{id}', '01a20bd8-1955-73aa-94a0-197ff9c52136')))(
  'POST %s',
  (url) => {
    const post = (payload: string | Buffer, headers: Record<string, string> = json) =>
      send({ method: 'POST', url, payload, headers: { ...authorized, ...headers } });

    test.each([
      ['malformed JSON', '{"email": '],
      ['nothing', ''],
      ['a bare word', 'hello'],
      ['UTF-8 that is not well-formed', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
      ['an overlong encoding', Buffer.from([0x22, 0xc0, 0x80, 0x22])],
      ['a prototype to pollute', '{"__proto__": {"admin": true}, "email": "a@b.test"}'],
      ['too much', JSON.stringify({ email: 'x'.repeat(200_000) })],
      ['another content type', Buffer.from('a=b'), { 'content-type': 'application/x-www-form-urlencoded' }],
      ['no content type', Buffer.from('{}'), { 'content-type': '' }],
      ['text that says it is JSON', '{}', { 'content-type': 'text/plain' }],
    ])('%s is a 4xx problem document', async (_, payload, headers?: Record<string, string>) => {
      expectProblem(await post(payload, headers));
    });

    test.each([
      ['null', 'null'],
      ['a number', '7'],
      ['an array', '[]'],
      ['an array of 1,000 objects', JSON.stringify(Array.from({ length: 1000 }, () => ({})))],
      ['5,000 levels', '['.repeat(5000) + ']'.repeat(5000)],
      ['wrong types', '{"query": 7, "email": {}, "password": [], "provider": false}'],
      ['unknown fields only', '{"surprise": 1}'],
    ])('%s is a 4xx', async (_, payload) => {
      expectRefusal(await post(payload));
    });
  },
);

describe('GraphQL', () => {
  const ask = (payload: object) => send({ method: 'POST', url: '/graphql', payload, headers: authorized });

  test.each([
    ['a syntax error', { query: '{ allNotes( ' }],
    ['an unknown field', { query: '{ allSecrets { totalCount } }' }],
    [
      'a variable of the wrong type',
      { query: 'query ($n: Int!) { allNotes(first: $n) { totalCount } }', variables: { n: 'many' } },
    ],
    ['a missing variable', { query: 'query ($n: Int!) { allNotes(first: $n) { totalCount } }' }],
    ['variables that are no object', { query: '{ __typename }', variables: 'x' }],
    ['an unknown operation', { query: 'query A { __typename }', operationName: 'B' }],
    ['a subscription', { query: 'subscription { anything }' }],
  ])('%s is a 4xx', async (_, payload) => {
    expectRefusal(await ask(payload));
  });

  test.each([
    ['a NUL', 'nul \0 byte'],
    ['half of a surrogate pair', '\ud800'],
    ['nothing', ''],
    ['too much', 'x'.repeat(201)],
  ])('a title with %s is refused as the input it is, and tells nothing else', async (_, title) => {
    const query = 'mutation ($title: String!) { createNote(input: { note: { title: $title } }) { note { title } } }';
    const { status, body } = await ask({ query, variables: { title } });
    expect(status).toBeLessThan(500);
    if (title === '\ud800') return;
    expect(body.errors[0].extensions.code).toBe('invalid_input');
    // Which constraint, and of which columns, is for the application's own clients; the row and PostgreSQL's words are for nobody.
    expect(JSON.stringify(body)).not.toMatch(/violates|Failing row|relation/);
  });

  test.each(['', '*', 'a/b;q=2', '@', 'text/html', 'application/json;q=0', 'multipart/mixed', ';', 'a/b;q', '/'])(
    'Accept %j changes nothing',
    async (accept) => {
      const payload = { query: '{ __typename }' };
      const answer = await send({ method: 'POST', url: '/graphql', payload, headers: { ...authorized, accept } });
      expect(answer).toMatchObject({ status: 200, body: { data: { __typename: 'Query' } } });
      expect(answer.headers['content-type']).toMatch(/^application\/(graphql-response\+)?json/);
    },
  );

  test('Accept may ask for the content type of GraphQL', async () => {
    const headers = { ...authorized, accept: 'text/html, application/graphql-response+json;q=0.9, */*;q=0.1' };
    const answer = await send({ method: 'POST', url: '/graphql', payload: { query: '{ __typename }' }, headers });
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toContain('application/graphql-response+json');
  });

  test('is not served over GET', async () => {
    expectProblem(await send({ url: '/graphql?query={__typename}', headers: authorized }));
  });
});

describe('headers', () => {
  test.each([
    '',
    ' ',
    'ACME',
    'a'.repeat(33),
    '../acme',
    "acme'; --",
    'acme globex',
    '01a20bd8-1955-73aa-94a0-197ff9c5213g',
  ])('the workspace %j is refused', async (workspace) => {
    expectProblem(await send({ url: '/v1/me', headers: { ...authorized, 'x-rowseal-workspace': workspace } }));
  });
});

describe('what is no HTTP request', async () => {
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;
  const exchange = async (bytes: string): Promise<string> => {
    const socket = connectTo(port, '127.0.0.1');
    socket.end(bytes);
    let text = '';
    for await (const chunk of socket) text += chunk;
    return text;
  };

  test.each([
    ['noise', '\x16\x03\x01\x02\x00\r\n\r\n', 400],
    ['a header with a NUL', 'GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: a\0b\r\n\r\n', 400],
    ['two lengths', 'POST /v1/auth/token HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}', 400],
    [
      'a length and chunks',
      'POST /v1/auth/token HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
    ],
    ['100,000 bytes of headers', `GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: ${'a'.repeat(100_000)}\r\n\r\n`, 413],
  ])('%s is a 4xx problem document', async (_, bytes, status) => {
    const answer = await exchange(bytes);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).toContain('application/problem+json');
  });
});
