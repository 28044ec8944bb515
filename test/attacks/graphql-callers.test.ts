import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import { getIntrospectionQuery } from 'postgraphile/graphql';
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { readTrustedDocuments } from '#server/graphql/document-folder.ts';
import { DOCUMENT_DEFAULTS } from '#server/graphql/settings.ts';
import { operationsOf } from '#test/support/api-document.ts';
import { type Answer, demoApp, serverOn } from '#test/support/demo-app.ts';
import { countedBy } from '#test/support/metric-samples.ts';

const { app, db, send, me, token } = await demoApp();
const development = await serverOn(db, { development: true });
const owner = await token('owner@acme.test');
await app.listen({ port: 0, host: '127.0.0.1' });
const { port } = app.server.address() as { port: number };

const tomorrow = () => new Date(Date.now() + 86_400_000).toISOString();
const bearing = (bearer: string) => ({ authorization: `Bearer ${bearer}`, 'x-rowseal-workspace': 'acme' });

async function personalToken(): Promise<{ id: string; token: string }> {
  const payload = { name: 'script', expires_at: tomorrow() };
  return (await send({ method: 'POST', url: '/v1/tokens', headers: bearing(owner), payload })).body;
}

/** A personal access token that anybody can make up: it is whole, and its checksum is right. */
function madeUp(): string {
  const bytes = randomBytes(65);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(bytes, crc32('rsp_')));
  return `rsp_${Buffer.concat([bytes, check]).toString('base64url')}`;
}

/** From a network that has guessed nothing yet. */
let networks = 0;
const elsewhere = () => ({ remoteAddress: `198.51.${networks++}.1` });

const post = (query: string, bearer: string, server: { send: typeof send } = { send }): Promise<Answer> =>
  server.send({ method: 'POST', url: '/graphql', headers: bearing(bearer), payload: { query }, ...elsewhere() });
/** A body that is no JSON: whoever reads it answers 400. */
const unreadable = (bearer: string, url = '/graphql', more: object = {}): Promise<Answer> =>
  send({
    method: 'POST',
    url,
    headers: { ...bearing(bearer), 'content-type': 'application/json' },
    payload: '{',
    ...more,
  });

/** What the server says to a request whose body never comes. */
async function answerWithoutBody(bearer: string, patience: number): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let said = '';
  socket.on('data', (chunk) => (said += chunk));
  socket.on('error', () => {});
  socket.write(
    `POST /graphql HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${bearer}\r\ncontent-type: application/json\r\ncontent-length: 90000\r\n\r\n`,
  );
  for (const end = Date.now() + patience; said === '' && Date.now() < end; ) await sleep(10);
  socket.destroy();
  return said.split('\r\n')[0] ?? '';
}

describe('a personal access token that nobody issued', () => {
  test('is refused before a byte of the body has come', async () => {
    expect(await answerWithoutBody(madeUp(), 60_000)).toBe('HTTP/1.1 401 Unauthorized');
  });

  test('a session whose signature holds is waited for: the control', async () => {
    expect(await answerWithoutBody(owner, 500)).toBe('');
  });

  test('is refused on every route that takes one, whatever the body', async () => {
    const operations = operationsOf((await send({ url: '/v1/openapi.json' })).body).filter(({ bearer }) => bearer);
    expect(operations.length).toBeGreaterThan(12);
    for (const { id, method, path: template } of operations) {
      const url = template.replaceAll(/\{\w+\}/g, '01a20bd8-1955-73aa-94a0-197ff9c52136');
      const headers = { ...bearing(madeUp()), 'content-type': 'application/json' };
      const payload = method === 'GET' ? {} : { payload: '{' };
      // Each from a network that has guessed nothing yet.
      const remoteAddress = `10.${operations.findIndex((one) => one.id === id)}.0.1`;
      const answer = await send({ method, url, headers, remoteAddress, ...payload } as Parameters<typeof send>[0]);
      expect(answer, id).toMatchObject({ status: 401, body: { code: 'invalid_token' } });
    }
  });

  test('has nothing parsed, planned or looked up: the database is asked once', async () => {
    const cost = await countedBy(app, async () => {
      expect((await post('{ allNotes { nodes { title } } }', madeUp())).status).toBe(401);
    });
    expect(cost).toEqual({ statements: 1, plans: 0, cacheBytes: 0 });
  });
});

describe('a personal access token that the database has accepted', () => {
  // What is remembered for 10 s is remembered for as long as a test lets pass, on whatever machine.
  const begin = performance.now();
  beforeEach(() => {
    const clock = vi.spyOn(performance, 'now').mockReturnValue(begin);
    return () => clock.mockRestore();
  });

  test('is asked about once in 10 s for each address and workspace, and each statement still enters by itself', async () => {
    const { token: bearer } = await personalToken();
    const ask = (more: object = {}) =>
      countedBy(app, () => send({ url: '/v1/me', headers: bearing(bearer), ...more })).then(
        ({ statements }) => statements,
      );
    expect(await ask()).toBe(2);
    expect(await ask()).toBe(1);
    expect(await ask({ remoteAddress: '192.0.2.7' })).toBe(2);
    expect(await ask({ headers: { authorization: `Bearer ${bearer}` } })).toBe(2);
    expect(await ask({ remoteAddress: '192.0.2.7' })).toBe(1);
    vi.mocked(performance.now).mockReturnValue(begin + 10_001);
    expect(await ask()).toBe(2);
  });

  test('is forgotten everywhere once it has been refused anywhere', async () => {
    const { id, token: bearer } = await personalToken();
    const there = { remoteAddress: '192.0.2.9' };
    expect((await me(bearer, 'acme')).status).toBe(200);
    expect((await unreadable(bearer, '/v1/tokens', there)).status).toBe(400);
    await db.admin`update rowseal_private.personal_access_tokens set revoked_at = now() where id = ${id}`;
    // The control: nothing is learnt of the database by this, so that both are remembered still.
    expect((await unreadable(bearer, '/v1/tokens', there)).status).toBe(400);
    expect((await me(bearer, 'acme')).status).toBe(401);
    expect((await unreadable(bearer, '/v1/tokens', there)).status).toBe(401);
    expect((await unreadable(bearer)).status).toBe(401);
  });

  test('is forgotten when a statement of GraphQL is refused', async () => {
    const { id, token: bearer } = await personalToken();
    expect((await post('{ allNotes(first: 1) { nodes { title } } }', bearer)).status).toBe(200);
    expect((await unreadable(bearer)).status).toBe(400);
    await db.admin`update rowseal_private.personal_access_tokens set revoked_at = now() where id = ${id}`;
    expect((await post('{ allNotes(first: 1) { nodes { title } } }', bearer)).status).toBe(401);
    expect((await unreadable(bearer)).status).toBe(401);
  });
});

describe('a caller whom the database refuses learns nothing of a document', () => {
  const DOCUMENTS = [
    '{ __typename }',
    'query q($yes: Boolean = false) { allNotes(first: 1) @include(if: $yes) { nodes { title } } }',
    '{ no_such_field }',
    '{ {',
    `{ ${'id '.repeat(600)} }`,
    'subscription { __typename }',
    '{ __schema { types { name } } }',
    getIntrospectionQuery(),
  ];

  test.each([
    ['production', { send }],
    ['development', development],
  ])('in %s', async (_, server) => {
    const session = await token('viewer@acme.test');
    const { token: bearer, id } = await personalToken();
    const before = await Promise.all(DOCUMENTS.map((query) => post(query, session, server)));
    // The control: they are answered, each in its way.
    for (const { status } of before) expect(status).not.toBe(401);
    const { session_id } = (await me(session)).body;
    await db.admin`update rowseal_private.sessions set revoked_at = now() where id = ${session_id}`;
    await db.admin`update rowseal_private.personal_access_tokens set revoked_at = now() where id = ${id}`;
    for (const query of DOCUMENTS) {
      expect(await post(query, session, server), query).toMatchObject({ status: 401, body: { code: 'session_ended' } });
      expect(await post(query, bearer, server), query).toMatchObject({ status: 401, body: { code: 'invalid_token' } });
      const nobody = await server.send({ method: 'POST', url: '/graphql', payload: { query } });
      expect(nobody, query).toMatchObject({ status: 401, body: { code: 'authentication_required' } });
    }
  });

  test('a document for which no SQL runs enters once', async () => {
    expect(await countedBy(app, () => post('{ __typename }', owner))).toMatchObject({ statements: 1 });
  });
});

describe('the schema is not told in production', async () => {
  const told = await serverOn(db, { documents: { ...DOCUMENT_DEFAULTS, introspection: true } });
  const kept = await serverOn(db, { development: true, documents: { ...DOCUMENT_DEFAULTS, introspection: false } });

  test.each([
    ['the whole', getIntrospectionQuery()],
    ['a type', '{ __type(name: "Note") { fields { name } } }'],
    ['under an alias', '{ x: __schema { queryType { name } } }'],
    ['in a fragment', '{ ...f } fragment f on Query { ... on Query { __type(name: "Note") { name } } }'],
    ['of a query within the query', '{ query { __schema { queryType { name } } } }'],
    [
      'by a mutation',
      'mutation { createNote(input: { note: { title: "x" } }) { query { __schema { queryType { name } } } } }',
    ],
  ])('%s', async (_, query) => {
    for (const server of [{ send }, kept]) {
      const answer = await post(query, owner, server);
      expect(answer).toMatchObject({ status: 400, body: { errors: [{ extensions: { code: 'document_refused' } }] } });
      expect(JSON.stringify(answer.body)).not.toContain('Note');
    }
  });

  test('it is told where the operator says so, and in development: the control', async () => {
    for (const server of [told, development])
      expect((await post(getIntrospectionQuery(), owner, server)).body.data.__schema.types.length).toBeGreaterThan(10);
  });

  const CLOSE: [string, object?][] = [
    ['{ allNote { totalCount } }'],
    ['{ allNotes(frist: 1) { totalCount } }'],
    ['{ allNotes(first: 1) { nodes { titel } } }'],
    ['{ allNotes(first: 1) { totalCount } ...on Nott { id } }'],
    ['{ allNotes(orderBy: PRIMARY_KEY_AS) { totalCount } }'],
    ['{ allNotes }'],
    ['query ($o: [NoteOrderBy!]) { allNotes(orderBy: $o) { totalCount } }', { o: ['PRIMARY_KEY_AS'] }],
    ['mutation ($n: NoteInput!) { createNote(input: { note: $n }) { note { title } } }', { n: { titel: 'x' } }],
  ];

  test('errors suggest no similar names', async () => {
    const say = async (server: { send: typeof send }) => {
      const answers = CLOSE.map(([query, variables]) =>
        server.send({ method: 'POST', url: '/graphql', headers: bearing(owner), payload: { query, variables } }),
      );
      return (await Promise.all(answers)).map(({ body }) => JSON.stringify(body.errors));
    };
    const suggesting = (await say(told)).filter((text) => text.includes('Did you mean'));
    // The control. Some say so only where suggestions are asked for.
    expect(suggesting.length).toBeGreaterThan(5);
    for (const text of await say({ send })) {
      expect(text).toContain('message');
      expect(text).not.toMatch(/did you mean/i);
    }
  });
});

describe('there is one way to send a document', () => {
  const headers = bearing(owner);
  const query = '{ allNotes(first: 1) { nodes { title } } }';

  test('a list of requests is refused', async () => {
    for (const payload of [[{ query }, { query }], [], [[{ query }]]]) {
      const cost = await countedBy(app, async () =>
        expect((await send({ method: 'POST', url: '/graphql', headers, payload })).status).toBe(400),
      );
      expect(cost).toMatchObject({ statements: 0, plans: 0 });
    }
  });

  test('a GET is refused, with or without an upgrade to a WebSocket', async () => {
    const url = `/graphql?query=${encodeURIComponent(query)}`;
    const upgrade = {
      connection: 'upgrade',
      upgrade: 'websocket',
      'sec-websocket-key': randomBytes(16).toString('base64'),
      'sec-websocket-version': '13',
      'sec-websocket-protocol': 'graphql-transport-ws',
    };
    for (const more of [{}, upgrade]) {
      const answer = await send({ url, headers: { ...headers, ...more } });
      expect(answer).toMatchObject({ status: 405, headers: { allow: 'OPTIONS, POST' } });
    }
  });

  test('a form and text are refused', async () => {
    for (const [type, payload] of [
      ['application/x-www-form-urlencoded', new URLSearchParams({ query }).toString()],
      ['application/graphql', query],
      ['text/plain', JSON.stringify({ query })],
      ['multipart/form-data; boundary=x', '--x--'],
    ]) {
      const answer = await send({
        method: 'POST',
        url: '/graphql',
        headers: { ...headers, 'content-type': type ?? '' },
        payload: payload ?? '',
      });
      expect(answer.status, type).toBe(415);
    }
  });

  test('the name of a document stands for none, and none is kept under it', async () => {
    const hash = 'a'.repeat(64);
    const extensions = { persistedQuery: { version: 1, sha256Hash: hash } };
    const ask = (payload: object) => send({ method: 'POST', url: '/graphql', headers, payload });
    // The control: it is the document beside it that is answered.
    expect((await ask({ query, id: hash, documentId: hash, extensions })).status).toBe(200);
    for (const payload of [{ id: hash }, { documentId: hash }, { extensions }])
      expect((await ask(payload)).status).toBe(400);
  });
});

describe('a server of trusted documents', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'rowseal-documents-'));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  await writeFile(path.join(folder, 'notes.graphql'), 'query ($n: Int) { allNotes(first: $n) { nodes { title } } }');
  await writeFile(path.join(folder, 'huge.graphql'), `{ ${'id '.repeat(600)} }`);
  await writeFile(path.join(folder, 'notes.txt'), '{ id }');
  const trusted = await readTrustedDocuments(folder);
  const server = await serverOn(db, { development: true, documents: { ...DOCUMENT_DEFAULTS, trusted } });
  const ask = (payload: object) => server.send({ method: 'POST', url: '/graphql', headers: bearing(owner), payload });

  test('answers them by the names that clients send', async () => {
    for (const name of [
      { id: 'notes' },
      { documentId: 'notes' },
      { extensions: { persistedQuery: { sha256Hash: 'notes' } } },
    ]) {
      const { body } = await ask({ ...name, variables: { n: 2 } });
      // The control: these it knows.
      expect(body.data.allNotes.nodes).toHaveLength(2);
    }
  });

  test('answers no other document, and repeats nothing of it', async () => {
    const printed = vi.spyOn(console, 'error').mockImplementation(() => {});
    for (const payload of [
      { query: '{ __typename }' },
      { query: '{ __typename }', id: 'nobody' },
      { id: '../notes' },
      { id: 'notes.txt' },
      { id: '__proto__' },
      { id: 'constructor' },
      { id: { toString: 'notes' } },
      { extensions: { persistedQuery: 7 } },
      {},
    ]) {
      const cost = await countedBy(server.app, async () =>
        expect(await ask({ ...payload, variables: { secret: 'x' } }), JSON.stringify(payload)).toMatchObject({
          status: 400,
          body: { errors: [{ extensions: { code: 'document_refused' } }] },
        }),
      );
      expect(cost).toMatchObject({ statements: 1, plans: 0 });
    }
    expect(printed).not.toHaveBeenCalled();
    printed.mockRestore();
  });

  test('bounds them like any', async () => {
    expect((await ask({ id: 'notes', variables: { n: 1_000_000 } })).status).toBe(400);
    expect((await ask({ id: 'huge' })).status).toBe(400);
  });

  test('does not start without any', async () => {
    await expect(readTrustedDocuments(path.join(folder, 'none'))).rejects.toThrow(/ROWSEAL_GRAPHQL_DOCUMENTS/);
    const empty = await mkdtemp(path.join(folder, 'empty-'));
    await expect(readTrustedDocuments(empty)).rejects.toThrow(/ROWSEAL_GRAPHQL_DOCUMENTS/);
  });
});
