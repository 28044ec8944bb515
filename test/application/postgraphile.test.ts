import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { decodeJwt } from 'jose';
import { describe, expect, test } from 'vitest';
import { closeAfterFile } from '#test/support/closing.ts';
import { behindPooler, demoApp } from '#test/support/demo-app.ts';
import { freePort } from '#test/support/rowseal-process.ts';

// examples/postgraphile as it is, beside a Rowseal server that issues the tokens.
const port = await freePort();
const issuer = `http://localhost:${port}`;
const { app, db, graphql, logIn, send: sendToRowseal, token } = await demoApp({ publicUrl: issuer });
await app.listen({ port: Number(port), host: 'localhost' });
Object.assign(process.env, { GATEWAY_URL: behindPooler(db.gatewayUrl), ISSUER: issuer, PORT: '0' });
const { server, close } = await import('../../examples/postgraphile/server.ts');
closeAfterFile(close);
if (!server.listening) await once(server, 'listening');
const url = `http://localhost:${(server.address() as AddressInfo).port}/graphql`;

const NOTES = '{ allNotes(first: 3) { nodes { title workspaceId } } }';
const CREATE = 'mutation { createNote(input: { note: { title: "own server" } }) { note { title } } }';
const [max, vera] = await Promise.all(['member@acme.test', 'viewer@acme.test'].map((email) => token(email)));

const ask = (query: string, bearer?: string, workspace = 'acme', variables?: object) =>
  send(JSON.stringify({ query, variables }), bearer, workspace);

async function send(body: string, bearer?: string, workspace = 'acme') {
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-rowseal-workspace': workspace,
      ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
    },
    body,
  });
  // biome-ignore lint/suspicious/noExplicitAny: a body is whatever the server said.
  return { status: answer.status, body: (await answer.json()) as any };
}
const codeOf = async (asked: ReturnType<typeof ask>) => {
  const { body } = await asked;
  return [body.data?.allNotes ?? null, body.errors?.[0]?.extensions?.code];
};

test('answers as the Rowseal server does: rows, denials, and what is no document of it', async () => {
  const documents = [
    NOTES,
    CREATE,
    '{ nothing }',
    '{',
    `{ ${'a: __typename '.repeat(400)} }`,
    '{ __schema { types { name } } }',
  ];
  for (const query of documents) {
    const [here, there] = await Promise.all([
      ask(query, vera),
      graphql(query, { token: vera ?? '', workspace: 'acme' }),
    ]);
    expect(here.body.data ?? null, query).toEqual(there.body.data ?? null);
    expect(here.body.errors?.map(coded), query).toEqual(there.body.errors?.map(coded));
  }
  expect((await ask(NOTES, max)).body.data.allNotes.nodes).toHaveLength(3);
  expect((await ask(CREATE, max)).body.data.createNote.note.title).toBe('own server');
});

const coded = ({ message, extensions }: { message: string; extensions?: { code?: string } }) => [
  message,
  extensions?.code,
];

test('refuses whoever it does not know, and who may not enter, before it tells anything of a document', async () => {
  for (const query of [NOTES, '{ nothing }', '{', '{ __schema { types { name } } }', '{ __typename }']) {
    expect(await codeOf(ask(query)), query).toEqual([null, 'authentication_required']);
    expect(await codeOf(ask(query, `${max?.slice(0, -4)}AAAA`)), query).toEqual([null, 'invalid_token']);
    expect(await codeOf(ask(query, max, 'globex')), query).toEqual([null, 'not_a_member']);
  }
  expect((await ask(NOTES)).status).toBe(401);
  expect(await codeOf(ask(NOTES, max, "a'b"))).toEqual([null, 'invalid_input']);
});

/** For which no SQL runs: some tell names of the schema, one only by being valid. */
const WITHOUT_SQL = [
  '{ __typename }',
  'query q($yes: Boolean = false) { allNotes(first: 1) @include(if: $yes) { nodes { title } } }',
  '{ nothing }',
  '{',
  '{ __schema { types { name } } }',
];
/** Whoever reads it answers 400. */
const UNREADABLE = '{';

const ofGus = async (more: object) => {
  const headers = { authorization: `Bearer ${await token('owner@globex.test')}`, 'x-rowseal-workspace': 'acme' };
  return (await sendToRowseal({ method: 'POST', url: '/v1/tokens', headers, ...more })).body;
};
const personalToken = (): Promise<{ id: string; token: string }> =>
  ofGus({
    payload: { name: 'script', scope: 'notes:read', expires_at: new Date(Date.now() + 3_600_000).toISOString() },
  });
const revoke = (id: string) =>
  db.admin`update rowseal_private.personal_access_tokens set revoked_at = now() where id = ${id}`;
const sessionOf = (bearer: string) => decodeJwt<{ sid: string }>(bearer).sid;
const end = (bearer: string) =>
  db.admin`update rowseal_private.sessions set revoked_at = now() where id = ${sessionOf(bearer)}`;

/** Of a session that ends within a moment, once it has. */
async function expired(): Promise<string> {
  const { access_token, refresh_token } = (await logIn('member@acme.test', { transport: 'body' })).body;
  await db.admin`update rowseal_private.sessions set expires_at = clock_timestamp() + interval '2 seconds' where id = ${sessionOf(access_token)}`;
  const refreshed = await sendToRowseal({ method: 'POST', url: '/v1/auth/refresh', payload: { refresh_token } });
  const { exp = 0 } = decodeJwt(refreshed.body.access_token);
  const now = async () => (await db.admin`select extract(epoch from clock_timestamp())::float8 as now`)[0]?.['now'];
  await expect.poll(now).toBeGreaterThan(exp + 1);
  return refreshed.body.access_token;
}

describe('has no body read', () => {
  test.each<[string, () => Promise<string>, string]>([
    [
      'a personal access token that was revoked',
      async () => {
        const made = await personalToken();
        await revoke(made.id);
        return made.token;
      },
      'invalid_token',
    ],
    [
      'a session that has ended',
      async () => {
        const gone = await token('member@acme.test');
        await end(gone);
        return gone;
      },
      'session_ended',
    ],
    ['an access token that has expired', expired, 'invalid_token'],
  ])('%s', async (_, credential, code) => {
    const bearer = await credential();
    for (const body of [UNREADABLE, ...[NOTES, ...WITHOUT_SQL].map((query) => JSON.stringify({ query }))]) {
      const answer = await send(body, bearer);
      expect([answer.status, answer.body.data ?? null, answer.body.errors?.[0]?.extensions?.code], body).toEqual([
        401,
        null,
        code,
      ]);
    }
  });

  test('of those whom the database accepts it is read: the control', async () => {
    for (const bearer of [(await personalToken()).token, max]) {
      expect((await send(UNREADABLE, bearer)).status).toBe(400);
      expect((await ask('{ __typename }', bearer)).body).toEqual({ data: { __typename: 'Query' } });
      expect((await ask(NOTES, bearer)).body.data.allNotes.nodes).toHaveLength(3);
    }
  });
});

test('whoever was accepted a moment ago learns nothing more, once the database refuses them', async () => {
  const made = await personalToken();
  const session = await token('member@acme.test');
  for (const bearer of [made.token, session])
    expect((await ask(NOTES, bearer)).body.data.allNotes.nodes).toHaveLength(3);
  await revoke(made.id);
  await end(session);
  for (const [bearer, code] of [
    [made.token, 'invalid_token'],
    [session, 'session_ended'],
  ] as const)
    for (const query of [NOTES, ...WITHOUT_SQL]) expect(await codeOf(ask(query, bearer)), query).toEqual([null, code]);
});

test.each(WITHOUT_SQL)('%s, of somebody accepted a moment ago, tells nothing', async (query) => {
  const session = await token('member@acme.test');
  expect((await ask(NOTES, session)).body.data.allNotes.nodes).toHaveLength(3);
  await end(session);
  expect(await codeOf(ask(query, session))).toEqual([null, 'session_ended']);
});

test('a page is never larger than its limit', async () => {
  expect((await ask('{ allNotes(first: 100000) { nodes { title } } }', max)).body.errors).toHaveLength(1);
});
